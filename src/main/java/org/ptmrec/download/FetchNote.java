package org.ptmrec.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.ItemImage;

/** What came of an item, without any picture's bytes: one of the two. */
record FetchNote(@Nullable ItemImage itemImage, @Nullable FetchFailure failure) {
  static FetchNote of(ItemImage itemImage) {
    return new FetchNote(itemImage, null);
  }

  static FetchNote of(FetchFailure failure) {
    return new FetchNote(null, failure);
  }

  /** Field by field. */
  static final class FetchNoteCoder extends CustomCoder<FetchNote> {
    private static final Coder<ItemImage> ITEM_IMAGE =
        NullableCoder.of(AvroCoder.of(ItemImage.class));
    private static final Coder<FetchFailure> FAILURE =
        NullableCoder.of(AvroCoder.of(FetchFailure.class));

    @Override
    public void encode(FetchNote value, OutputStream out) throws IOException {
      ITEM_IMAGE.encode(value.itemImage(), out);
      FAILURE.encode(value.failure(), out);
    }

    @Override
    public FetchNote decode(InputStream in) throws IOException {
      return new FetchNote(ITEM_IMAGE.decode(in), FAILURE.decode(in));
    }
  }

  /** To the output that it is for. */
  static final class SortFn extends DoFn<FetchNote, ItemImage> {
    @ProcessElement
    public void sort(@Element FetchNote note, MultiOutputReceiver out) {
      ItemImage itemImage = note.itemImage();
      if (itemImage != null) {
        out.get(FetchImages.ITEM_IMAGES).output(itemImage);
      }
      FetchFailure failure = note.failure();
      if (failure != null) {
        out.get(FetchImages.FAILURES).output(failure);
      }
    }
  }
}
