package org.ptmrec.artifact;

import com.google.auto.value.AutoValue;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/** Reads the files of an artifact's output, in parallel and in no particular order. */
@AutoValue
public abstract class ReadRecords<T extends SpecificRecord>
    extends PTransform<PBegin, PCollection<T>> {
  abstract Class<T> type();

  abstract List<String> paths();

  public static <T extends SpecificRecord> ReadRecords<T> from(RecordFiles<T> files) {
    return new AutoValue_ReadRecords<>(files.type(), files.paths());
  }

  @Override
  public PCollection<T> expand(PBegin begin) {
    return begin
        .apply("Files", Create.of(paths()).withCoder(StringUtf8Coder.of()))
        .apply("Spread files", Reshuffle.viaRandomKey())
        .apply("Read", ParDo.of(new ReadFn<>(type())))
        .setCoder(AvroCoder.of(type()));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder.add(DisplayData.item("records", type())).add(DisplayData.item("files", paths().size()));
  }

  private static final class ReadFn<T extends SpecificRecord> extends DoFn<String, T> {
    private static final long serialVersionUID = 1;
    private final Class<T> type;

    ReadFn(Class<T> type) {
      this.type = type;
    }

    @ProcessElement
    public void process(@Element String path, OutputReceiver<T> out) {
      new RecordFiles<>(type, List.of(path)).forEach(out::output);
    }
  }
}
