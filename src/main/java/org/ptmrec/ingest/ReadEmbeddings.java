package org.ptmrec.ingest;

import com.google.auto.value.AutoValue;
import com.google.common.primitives.Floats;
import java.io.IOException;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemEmbedding;

/**
 * Takes image and text embeddings that somebody else computed, from NumPy files whose i-th row is
 * that of item i, such as MMRec's {@code image_feat.npy} and {@code text_feat.npy}. Missing
 * pictures are taken to be filled in already.
 */
@AutoValue
public abstract class ReadEmbeddings
    extends PTransform<PCollection<Item>, PCollection<ItemEmbedding>> {

  abstract String imageFile();

  abstract String textFile();

  public static ReadEmbeddings of(String imageFile, String textFile) {
    return new AutoValue_ReadEmbeddings(imageFile, textFile);
  }

  @Override
  public PCollection<ItemEmbedding> expand(PCollection<Item> items) {
    return items
        .apply("Count items", Count.globally())
        .apply("Read rows", ParDo.of(new ReadRowsFn(imageFile(), textFile())))
        .setCoder(AvroCoder.of(ItemEmbedding.class));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("imageFile", imageFile()))
        .add(DisplayData.item("textFile", textFile()));
  }

  private static class ReadRowsFn extends DoFn<Long, ItemEmbedding> {
    private final String imageFile;
    private final String textFile;

    ReadRowsFn(String imageFile, String textFile) {
      this.imageFile = imageFile;
      this.textFile = textFile;
    }

    @ProcessElement
    public void read(@Element Long items, OutputReceiver<ItemEmbedding> out) throws IOException {
      try (NpyFile images = NpyFile.open(imageFile);
          NpyFile texts = NpyFile.open(textFile)) {
        checkAligned(imageFile, images, items);
        checkAligned(textFile, texts, items);
        for (int item = 0; item < items; item++) {
          out.output(
              ItemEmbedding.newBuilder()
                  .setItem(item)
                  .setImagePresent(true)
                  .setImage(Floats.asList(images.nextRow()))
                  .setText(Floats.asList(texts.nextRow()))
                  .build());
        }
      }
    }

    private static void checkAligned(String file, NpyFile npy, long items) {
      if (npy.rows() != items) {
        throw new UserErrorException(
            String.format(
                "%s: %d rows for %d items: a row for every item in the order of its index is"
                    + " expected; the file belongs to another dataset or another k-core",
                file, npy.rows(), items));
      }
    }
  }
}
