package org.ptmrec.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.ItemImage;

/**
 * One URL to fetch once.
 *
 * @param url as in the catalogue
 * @param items all that have it, in ascending order
 * @param previous what an earlier download found there
 * @param failure why an earlier download got nothing; then nobody is asked again
 * @param revalidates whether the server is asked if the earlier picture is still good
 */
record FetchRequest(
    String url,
    List<Integer> items,
    @Nullable ItemImage previous,
    @Nullable FetchFailure failure,
    boolean revalidates) {

  /** What is known without asking anybody; null if somebody has to be asked. */
  @Nullable FetchOutcome known() {
    if (failure != null) {
      return new FetchOutcome(this, null, failure, false);
    }
    return previous == null || revalidates
        ? null
        : new FetchOutcome(this, ImageSource.Found.unchanged(previous), null, false);
  }

  /** Field by field. */
  static final class FetchRequestCoder extends CustomCoder<FetchRequest> {
    private static final Coder<String> URL = StringUtf8Coder.of();
    private static final Coder<List<Integer>> ITEMS = ListCoder.of(VarIntCoder.of());
    private static final Coder<ItemImage> PREVIOUS =
        NullableCoder.of(AvroCoder.of(ItemImage.class));
    private static final Coder<FetchFailure> FAILURE =
        NullableCoder.of(AvroCoder.of(FetchFailure.class));
    private static final Coder<Boolean> REVALIDATES = BooleanCoder.of();

    @Override
    public void encode(FetchRequest value, OutputStream out) throws IOException {
      URL.encode(value.url(), out);
      ITEMS.encode(value.items(), out);
      PREVIOUS.encode(value.previous(), out);
      FAILURE.encode(value.failure(), out);
      REVALIDATES.encode(value.revalidates(), out);
    }

    @Override
    public FetchRequest decode(InputStream in) throws IOException {
      return new FetchRequest(
          URL.decode(in),
          ITEMS.decode(in),
          PREVIOUS.decode(in),
          FAILURE.decode(in),
          REVALIDATES.decode(in));
    }
  }
}
