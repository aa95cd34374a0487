package org.ptmrec.artifact;

import static com.google.common.base.Preconditions.checkArgument;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.auto.value.AutoValue;
import com.google.common.hash.Hashing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PDone;

/**
 * Writes records as Avro files whose bytes depend on nothing but the records: a record's key
 * decides its shard and its place in the shard, the number of shards is fixed, and so is the sync
 * marker.
 *
 * <p>A bundle that is tried again writes files of new names. Which of them count is decided by the
 * pipeline itself: the names travel to a last step, which lists those that came out of bundles that
 * succeeded ({@link ShardFiles}). So a job that was restarted half way neither doubles nor mixes
 * what its tries have written. A large shard is sorted on the worker's disk.
 */
@AutoValue
public abstract class WriteRecords<T extends SpecificRecord>
    extends PTransform<PCollection<T>, PDone> {
  /** Changes whenever equal records would be written as other bytes. */
  public static final int LAYOUT = ShardWriter.LAYOUT;

  private static final Coder<KV<Integer, KV<byte[], byte[]>>> SHARDED =
      KvCoder.of(VarIntCoder.of(), KvCoder.of(ByteArrayCoder.of(), ByteArrayCoder.of()));

  abstract String folder();

  abstract String output();

  abstract Class<T> type();

  abstract RecordKey<T> key();

  abstract int shards();

  abstract boolean isDistinct();

  /**
   * @param folder where the files go; see {@link ShardFiles}
   * @param output name that the files start with
   */
  public static <T extends SpecificRecord> WriteRecords<T> to(
      String folder, String output, Class<T> type, RecordKey<T> key) {
    return new AutoValue_WriteRecords<>(folder, output, type, key, 1, false);
  }

  public WriteRecords<T> withShards(int shards) {
    checkArgument(shards > 0, "shards must be at least 1, was %s", shards);
    return new AutoValue_WriteRecords<>(folder(), output(), type(), key(), shards, isDistinct());
  }

  /** Whether equal records are written once; otherwise as often as they come. */
  public WriteRecords<T> withDistinct(boolean distinct) {
    return new AutoValue_WriteRecords<>(folder(), output(), type(), key(), shards(), distinct);
  }

  @Override
  public PDone expand(PCollection<T> records) {
    PCollection<KV<Integer, KV<byte[], byte[]>>> sharded =
        records.apply("Shard", ParDo.of(new ShardFn<>(type(), key(), shards()))).setCoder(SHARDED);
    PCollectionList.of(sharded)
        .and(records.getPipeline().apply("EveryShard", Create.of(markers()).withCoder(SHARDED)))
        .apply("Together", Flatten.pCollections())
        .apply("Group", GroupByKey.create())
        .apply("WriteShards", ParDo.of(new WriteShardFn<>(this)))
        .setCoder(KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of()))
        .apply("AllShards", GroupByKey.create())
        .apply("List", ParDo.of(new ListFn(folder(), output(), shards())));
    return PDone.in(records.getPipeline());
  }

  /** One for each shard, so that a shard without records becomes a file, too. */
  private List<KV<Integer, KV<byte[], byte[]>>> markers() {
    return IntStream.range(0, shards())
        .mapToObj(shard -> KV.of(shard, KV.of(new byte[0], ShardWriter.NO_RECORD)))
        .toList();
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("output", output()))
        .add(DisplayData.item("records", type()))
        .add(DisplayData.item("shards", shards()))
        .add(DisplayData.item("distinct", isDistinct()));
  }

  private static final class ShardFn<T extends SpecificRecord>
      extends DoFn<T, KV<Integer, KV<byte[], byte[]>>> {
    private static final long serialVersionUID = 1;
    private final Class<T> type;
    private final RecordKey<T> key;
    private final int shards;

    ShardFn(Class<T> type, RecordKey<T> key, int shards) {
      this.type = type;
      this.key = key;
      this.shards = shards;
    }

    @ProcessElement
    public void process(@Element T record, OutputReceiver<KV<Integer, KV<byte[], byte[]>>> out)
        throws IOException {
      byte[] bytes = key.of(record);
      int shard = Math.floorMod(Hashing.murmur3_32_fixed().hashBytes(bytes).asInt(), shards);
      out.output(KV.of(shard, KV.of(bytes, encoded(record))));
    }

    private byte[] encoded(T record) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new CanonicalDatumWriter<T>(record.getSchema(), SpecificData.getForClass(type))
          .write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    }
  }

  private static final class WriteShardFn<T extends SpecificRecord>
      extends DoFn<KV<Integer, Iterable<KV<byte[], byte[]>>>, KV<Integer, String>> {
    private static final long serialVersionUID = 1;
    private final String folder;
    private final String output;
    private final Class<T> type;
    private final int shards;
    private final boolean distinct;

    WriteShardFn(WriteRecords<T> write) {
      folder = write.folder();
      output = write.output();
      type = write.type();
      shards = write.shards();
      distinct = write.isDistinct();
    }

    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<KV<byte[], byte[]>>> shard,
        OutputReceiver<KV<Integer, String>> out)
        throws IOException {
      try (ShardWriter writer = new ShardWriter(SpecificData.get().getSchema(type), distinct)) {
        for (KV<byte[], byte[]> record : shard.getValue()) {
          writer.add(record.getKey(), record.getValue());
        }
        ShardFiles.Written written =
            new ShardFiles(folder, output, shards).write(shard.getKey(), writer);
        out.output(KV.of(0, Json.canonical(written)));
      }
    }
  }

  private static final class ListFn extends DoFn<KV<Integer, Iterable<String>>, Void> {
    private static final long serialVersionUID = 1;
    private final String folder;
    private final String output;
    private final int shards;

    ListFn(String folder, String output, int shards) {
      this.folder = folder;
      this.output = output;
      this.shards = shards;
    }

    @Setup
    public void setUp() {
      EndedJobs.forgetClasses();
    }

    @ProcessElement
    public void process(@Element KV<Integer, Iterable<String>> notes) throws IOException {
      List<ShardFiles.Written> written = new ArrayList<>();
      for (String note : notes.getValue()) {
        written.add(Json.read(note.getBytes(UTF_8), ShardFiles.Written.class));
      }
      new ShardFiles(folder, output, shards).list(written);
    }
  }
}
