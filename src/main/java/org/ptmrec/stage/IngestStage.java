package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.service.AutoService;
import java.util.List;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.ingest.IngestDataset;
import org.ptmrec.ingest.Splitter;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.User;

/** Ratings and item descriptions to a clean, split dataset (paper §3.1.2). */
@AutoService(Stage.class)
public final class IngestStage implements Stage {
  static final String NAME = "ingest";
  static final Output<Interaction> INTERACTIONS =
      Output.of(
          "interactions",
          Interaction.class,
          RecordKey.numbers(Interaction::getUser, Interaction::getItem));
  static final Output<Item> ITEMS = Output.of("items", Item.class, RecordKey.number(Item::getItem));
  static final Output<User> USERS = Output.of("users", User.class, RecordKey.number(User::getUser));

  private static final Param<IngestDataset.Format> FORMAT =
      Param.choice("format", IngestDataset.Format.class, "How the interactions are written.")
          .or(IngestDataset.Format.CSV);
  private static final Param<String> INTERACTIONS_FILE =
      Param.file("interactions", "The file of interactions in that format; may be gzipped.");
  private static final Param<String> ITEMS_FILE =
      Param.file(
          "items", "JSON lines with item_id, title, brand, ..., or the format's own metadata.");
  private static final Param<Integer> K_CORE =
      Param.integer("kCore", "interactions", "Users and items with fewer are dropped; 1 keeps all.")
          .or(5)
          .atLeast(1);
  private static final Param<Splitter.Kind> SPLIT_BY =
      Param.choice("split.by", Splitter.Kind.class, "How rows are ordered before they are cut.")
          .or(Splitter.Kind.RANDOM);
  private static final Param<Double> TRAIN =
      Param.decimal("split.train", "share", "Rows that are trained on.").or(0.8);
  private static final Param<Double> VALID =
      Param.decimal("split.valid", "share", "Rows that decide when training stops.").or(0.1);
  private static final Param<Double> TEST =
      Param.decimal("split.test", "share", "Rows that results are reported on.").or(0.1);
  private static final Param<Long> SEED =
      Param.longInteger("seed", "", "Seed of the random split.").or(999L);

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "Reads interactions and items, drops what is too sparse, numbers and splits the rest.";
  }

  @Override
  public List<Param<?>> parameters() {
    return List.of(
        FORMAT, INTERACTIONS_FILE, ITEMS_FILE, K_CORE, SPLIT_BY, TRAIN, VALID, TEST, SEED);
  }

  @Override
  public List<Input> inputs() {
    return List.of();
  }

  @Override
  public List<Output<?>> outputs() {
    return List.of(INTERACTIONS, ITEMS, USERS);
  }

  @Override
  public void check(Parameters parameters) {
    double sum = parameters.get(TRAIN) + parameters.get(VALID) + parameters.get(TEST);
    checkArgument(
        Math.abs(sum - 1) < 1e-9,
        "split.train, split.valid and split.test add up to %s, not 1",
        sum);
  }

  @Override
  public void build(StageContext context) {
    IngestDataset.Result dataset =
        context
            .pipeline()
            .apply(
                "Ingest",
                IngestDataset.of(
                        context.get(FORMAT),
                        context.get(INTERACTIONS_FILE),
                        context.get(ITEMS_FILE))
                    .withKCore(context.get(K_CORE))
                    .withSplitter(
                        new Splitter(
                            context.get(SPLIT_BY),
                            context.get(VALID),
                            context.get(TEST),
                            context.get(SEED))));
    context.write(INTERACTIONS, dataset.getInteractions());
    context.write(ITEMS, dataset.getItems());
    context.write(USERS, dataset.getUsers());
  }
}
