package org.ptmrec.ingest;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TaggedOutput;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.User;

/**
 * Reads ratings and items into a clean dataset.
 *
 * <p>The rules need all rows of a user and counts over all items, again and again until nothing
 * changes, which no fixed number of Beam steps does. So one worker applies them to files on its
 * disk: its memory does not grow with the rows, and the runner only sees what survives.
 */
@AutoValue
public abstract class IngestDataset extends PTransform<PBegin, IngestDataset.Result> {
  private static final TupleTag<Interaction> INTERACTIONS = new TupleTag<>("interactions") {};
  private static final TupleTag<Item> ITEMS = new TupleTag<>("items") {};
  private static final TupleTag<User> USERS = new TupleTag<>("users") {};

  static final List<String> AMAZON_2014_COLUMNS =
      List.of("user_id", "item_id", "rating", "timestamp");
  private static final List<String> AMAZON_2018_COLUMNS =
      List.of("item_id", "user_id", "rating", "timestamp");

  /** How the ratings are written. */
  public enum Format {
    /** CSV under a header such as {@code user_id,item_id,rating,timestamp}. */
    CSV,
    /** MMRec's tab-separated {@code .inter} with its own splits. */
    INTER,
    /** Amazon's ratings of 2014: CSV of user, item, rating and time without a header. */
    AMAZON_2014,
    /** Amazon's ratings of 2018: CSV of item, user, rating and time without a header. */
    AMAZON_2018,
    /** Amazon's reviews of any year: one JSON object, or Python dictionary, a line. */
    REVIEWS,
    /** One JSON object a line. */
    JSONL,
    /** An Avro container file. */
    AVRO
  }

  abstract Format format();

  abstract String interactions();

  abstract String items();

  abstract int kCore();

  abstract Splitter splitter();

  abstract @Nullable String itemIds();

  abstract ColumnNames columns();

  abstract ColumnNames itemColumns();

  abstract ImmutableList<ItemText.Part> textParts();

  /** Reads these files; 5-core, 80/10/10 at random by user, seed 999. */
  public static IngestDataset of(Format format, String interactions, String items) {
    return new AutoValue_IngestDataset.Builder()
        .setFormat(format)
        .setInteractions(interactions)
        .setItems(items)
        .setKCore(5)
        .setSplitter(new Splitter(Splitter.Kind.RANDOM, 0.1, 0.1, 999))
        .setTextParts(ImmutableList.copyOf(ItemText.ALL))
        .setColumns(ColumnNames.USUAL)
        .setItemColumns(ColumnNames.USUAL)
        .build();
  }

  /** Users and items of fewer than k rows are dropped until none is left; 1 keeps all. */
  public IngestDataset withKCore(int k) {
    checkArgument(k >= 1, "kCore %s, at least 1 is needed", k);
    return toBuilder().setKCore(k).build();
  }

  public IngestDataset withSplitter(Splitter splitter) {
    return toBuilder().setSplitter(splitter).build();
  }

  /** MMRec's {@code i_id_mapping.csv}, where the items file has other keys than the .inter file. */
  public IngestDataset withItemIds(@Nullable String file) {
    return toBuilder().setItemIds(file).build();
  }

  /** How the interactions file calls {@code user_id}, {@code item_id} and {@code timestamp}. */
  public IngestDataset withColumns(ColumnNames columns) {
    return toBuilder().setColumns(columns).build();
  }

  /**
   * How the items file calls {@code item_id}, {@code title}, {@code brand}, {@code categories},
   * {@code description} and {@code image}.
   */
  public IngestDataset withItemColumns(ColumnNames columns) {
    return toBuilder().setItemColumns(columns).build();
  }

  /** What the items' texts are made of, in this order. */
  public IngestDataset withTextParts(List<ItemText.Part> parts) {
    checkArgument(!parts.isEmpty(), "textParts is empty, at least one part is needed");
    return toBuilder().setTextParts(ImmutableList.copyOf(parts)).build();
  }

  abstract Builder toBuilder();

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setFormat(Format format);

    abstract Builder setInteractions(String file);

    abstract Builder setItems(String file);

    abstract Builder setKCore(int k);

    abstract Builder setSplitter(Splitter splitter);

    abstract Builder setItemIds(@Nullable String file);

    abstract Builder setColumns(ColumnNames columns);

    abstract Builder setItemColumns(ColumnNames columns);

    abstract Builder setTextParts(ImmutableList<ItemText.Part> parts);

    abstract IngestDataset build();
  }

  /** The dataset's three collections. */
  public static final class Result extends TaggedOutput {
    private Result(PCollectionTuple outputs) {
      super(outputs);
      outputs.get(INTERACTIONS).setCoder(AvroCoder.of(Interaction.class));
      outputs.get(ITEMS).setCoder(AvroCoder.of(Item.class));
      outputs.get(USERS).setCoder(AvroCoder.of(User.class));
    }

    public PCollection<Interaction> getInteractions() {
      return outputs().get(INTERACTIONS);
    }

    public PCollection<Item> getItems() {
      return outputs().get(ITEMS);
    }

    public PCollection<User> getUsers() {
      return outputs().get(USERS);
    }
  }

  @Override
  public Result expand(PBegin input) {
    return new Result(
        input
            .apply("Start", Create.of(interactions()))
            .apply(
                "Read",
                ParDo.of(new ReadFn(this))
                    .withOutputTags(INTERACTIONS, TupleTagList.of(ITEMS).and(USERS))));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("format", format().name()))
        .add(DisplayData.item("interactions", interactions()))
        .add(DisplayData.item("items", items()))
        .addIfNotNull(DisplayData.item("itemIds", itemIds()))
        .add(DisplayData.item("columns", columns().byName().toString()))
        .add(DisplayData.item("itemColumns", itemColumns().byName().toString()))
        .add(DisplayData.item("textParts", textParts().toString()))
        .add(DisplayData.item("kCore", kCore()))
        .add(DisplayData.item("split", splitter().toString()));
  }

  private static class ReadFn extends DoFn<String, Interaction> {
    private final Format format;
    private final String itemsFile;
    private final @Nullable String itemIds;
    private final ImmutableList<ItemText.Part> textParts;
    private final ColumnNames columns;
    private final ColumnNames itemColumns;
    private final int kCore;
    private final Splitter splitter;

    ReadFn(IngestDataset spec) {
      format = spec.format();
      itemsFile = spec.items();
      itemIds = spec.itemIds();
      textParts = spec.textParts();
      columns = spec.columns();
      itemColumns = spec.itemColumns();
      kCore = spec.kCore();
      splitter = spec.splitter();
    }

    @ProcessElement
    public void read(@Element String file, MultiOutputReceiver out) {
      DatasetBuilder.Output dataset =
          new DatasetBuilder.Output() {
            @Override
            public void interaction(Interaction interaction) {
              out.get(INTERACTIONS).output(interaction);
            }

            @Override
            public void user(User user) {
              out.get(USERS).output(user);
            }
          };
      try (DatasetBuilder builder = new DatasetBuilder(SourceFile.partitions(file))) {
        Map<String, Integer> itemIndex = build(builder, file, dataset);
        ItemRecords items = new ItemRecords(itemIndex, textParts, out.get(ITEMS)::output);
        ObjectItems.read(itemsFile, itemColumns, items::add);
        checkSameItems(items, file);
        items.finish();
        count(builder.counts());
        count(items.counts());
      }
    }

    private Map<String, Integer> build(
        DatasetBuilder builder, String file, DatasetBuilder.Output dataset) {
      switch (format) {
        case INTER -> InterInteractions.read(file, builder::add);
        case CSV -> CsvInteractions.read(file, columns, builder::add, builder::addMissing);
        case AMAZON_2014 ->
            CsvInteractions.read(file, AMAZON_2014_COLUMNS, builder::add, builder::addMissing);
        case AMAZON_2018 ->
            CsvInteractions.read(file, AMAZON_2018_COLUMNS, builder::add, builder::addMissing);
        case AVRO -> ObjectInteractions.readAvro(file, columns, builder::add, builder::addMissing);
        case REVIEWS, JSONL ->
            ObjectInteractions.read(file, columns, builder::add, builder::addMissing);
      }
      if (format != Format.INTER) {
        return builder.build(kCore, splitter, dataset);
      }
      Map<String, Integer> asGiven = builder.asGiven(dataset);
      return itemIds == null ? asGiven : ItemIdMapping.read(itemIds, asGiven.size());
    }

    private void checkSameItems(ItemRecords items, String file) {
      if (format != Format.INTER) {
        items.checkSomeAreDescribed(
            itemsFile, file, "itemColumns and columns say under which names the ids stand");
      } else if (itemIds == null) {
        items.checkSomeAreDescribed(
            itemsFile,
            file,
            "name MMRec's i_id_mapping.csv, which tells the items of the .inter file, as itemIds");
      } else {
        items.checkSomeAreDescribed(
            itemsFile, itemIds + " (itemIds of " + file + ")", "name the files of one dataset");
      }
    }

    private static void count(Map<String, Long> counts) {
      counts.forEach((what, n) -> Metrics.counter(IngestDataset.class, what).inc(n));
    }
  }
}
