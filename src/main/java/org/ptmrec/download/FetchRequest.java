package org.ptmrec.download;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.ItemImage;

/**
 * One URL to fetch once.
 *
 * @param url as in the catalogue
 * @param items all that have it, in ascending order
 * @param previous what an earlier download found there
 */
record FetchRequest(String url, List<Integer> items, @Nullable ItemImage previous) {

  /** Field by field. */
  static final class FetchRequestCoder extends CustomCoder<FetchRequest> {
    private static final Coder<String> URL = StringUtf8Coder.of();
    private static final Coder<List<Integer>> ITEMS = ListCoder.of(VarIntCoder.of());
    private static final Coder<ItemImage> PREVIOUS =
        NullableCoder.of(AvroCoder.of(ItemImage.class));

    @Override
    public void encode(FetchRequest value, OutputStream out) throws IOException {
      URL.encode(value.url(), out);
      ITEMS.encode(value.items(), out);
      PREVIOUS.encode(value.previous(), out);
    }

    @Override
    public FetchRequest decode(InputStream in) throws IOException {
      return new FetchRequest(URL.decode(in), ITEMS.decode(in), PREVIOUS.decode(in));
    }
  }
}
