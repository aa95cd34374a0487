package org.ptmrec.stage;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.stream.Collectors.toMap;

import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ptmrec.artifact.RecordKey;
import org.ptmrec.ingest.ColumnNames;
import org.ptmrec.ingest.IngestDataset;
import org.ptmrec.ingest.ItemText;
import org.ptmrec.ingest.Splitter;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.User;

/** Ratings and item descriptions to a clean, split dataset (paper §3.1.2). */
@AutoService(Stage.class)
public final class IngestStage implements Stage {
  public static final String NAME = "ingest";
  public static final Output<Interaction> INTERACTIONS =
      Output.of(
          "interactions",
          Interaction.class,
          RecordKey.numbers(Interaction::getUser, Interaction::getItem));
  public static final Output<Item> ITEMS =
      Output.of("items", Item.class, RecordKey.number(Item::getItem));
  public static final Output<User> USERS =
      Output.of("users", User.class, RecordKey.number(User::getUser));

  private static final Map<String, ItemText.Part> PARTS =
      Arrays.stream(ItemText.Part.values())
          .collect(toMap(part -> part.name().toLowerCase(Locale.ROOT), part -> part));
  private static final Map<String, String> COLUMN_NAMES =
      Map.of("user", "user_id", "item", "item_id", "timestamp", "timestamp");
  private static final Map<String, String> ITEM_COLUMN_NAMES =
      Map.of(
          "item",
          "item_id",
          "title",
          "title",
          "brand",
          "brand",
          "categories",
          "categories",
          "description",
          "description",
          "image",
          "image");

  private static final Param<IngestDataset.Format> FORMAT =
      Param.choice("format", IngestDataset.Format.class, "How the interactions are written.")
          .or(IngestDataset.Format.CSV);
  private static final Param<String> INTERACTIONS_FILE =
      Param.file("interactions", "The file of interactions in that format; may be gzipped.");
  private static final Param<String> ITEMS_FILE =
      Param.file(
          "items", "JSON lines with item_id, title, brand, ..., or the format's own metadata.");
  private static final Param<String> ITEM_IDS =
      Param.file(
              "itemIds",
              "MMRec's i_id_mapping.csv, where the items file has other keys than the .inter file.")
          .optional();
  private static final Param<List<String>> TEXT =
      Param.texts("text", "Fields that an item's text is made of, in this order.")
          .or(List.of("title", "brand", "categories", "description"))
          .checking(
              parts -> !parts.isEmpty() && PARTS.keySet().containsAll(parts),
              "must name some of " + String.join(", ", PARTS.keySet()));
  private static final Param<Map<String, Object>> COLUMNS =
      names("columns", "the interactions file", COLUMN_NAMES);
  private static final Param<Map<String, Object>> ITEM_COLUMNS =
      names("itemColumns", "the items file", ITEM_COLUMN_NAMES);
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

  private static Param<Map<String, Object>> names(
      String key, String file, Map<String, String> known) {
    String roles = String.join(", ", new TreeSet<>(known.keySet()));
    return Param.tree(
            key,
            "What "
                + file
                + " calls "
                + roles
                + ", as {"
                + roles.replaceAll(".*, ", "")
                + ": NAME}.")
        .or(Map.of())
        .checking(
            given ->
                known.keySet().containsAll(given.keySet())
                    && given.values().stream().allMatch(String.class::isInstance),
            "must be names for some of " + roles);
  }

  private static ColumnNames columns(Map<String, Object> given, Map<String, String> known) {
    Map<String, String> names = new TreeMap<>();
    given.forEach((role, name) -> names.put(known.get(role), name.toString()));
    return ColumnNames.of(names);
  }

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
        FORMAT,
        INTERACTIONS_FILE,
        ITEMS_FILE,
        COLUMNS,
        ITEM_COLUMNS,
        ITEM_IDS,
        TEXT,
        K_CORE,
        SPLIT_BY,
        TRAIN,
        VALID,
        TEST,
        SEED);
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
  public Parameters forPing(Parameters parameters, String dataset) {
    return new ChangedParameters(parameters)
        .with(FORMAT, IngestDataset.Format.CSV)
        .with(INTERACTIONS_FILE, dataset + "/interactions.csv")
        .with(ITEMS_FILE, dataset + "/items.jsonl")
        .with(K_CORE, 1);
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
                    .withColumns(columns(context.get(COLUMNS), COLUMN_NAMES))
                    .withItemColumns(columns(context.get(ITEM_COLUMNS), ITEM_COLUMN_NAMES))
                    .withItemIds(context.find(ITEM_IDS).orElse(null))
                    .withTextParts(context.get(TEXT).stream().map(PARTS::get).toList())
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
