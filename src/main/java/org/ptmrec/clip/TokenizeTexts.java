package org.ptmrec.clip;

import static com.google.common.base.Preconditions.checkArgument;
import static com.google.common.base.Preconditions.checkNotNull;
import static com.google.common.base.Preconditions.checkState;

import com.google.auto.value.AutoValue;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.TokenizedText;

/**
 * Turns the items' texts into CLIP's token ids, cut to its context length.
 *
 * <pre>{@code
 * items.apply(TokenizeTexts.tokenizeTexts().withClip("models/clip-vit-base-patch16"))
 * }</pre>
 *
 * <p>Counts {@code truncated-texts} and {@code misdecoded-texts}: those that look like UTF-8 read
 * with another character set, which is not repaired.
 */
@AutoValue
public abstract class TokenizeTexts
    extends PTransform<PCollection<Item>, PCollection<TokenizedText>> {
  private static final long serialVersionUID = 1;

  abstract String clip();

  public static TokenizeTexts tokenizeTexts() {
    return new AutoValue_TokenizeTexts("");
  }

  /** The model folder, which every worker must be able to read. Required. */
  public TokenizeTexts withClip(String folder) {
    checkArgument(!folder.isEmpty(), "withClip(folder) was called with an empty folder");
    return new AutoValue_TokenizeTexts(folder);
  }

  @Override
  public PCollection<TokenizedText> expand(PCollection<Item> items) {
    checkState(!clip().isEmpty(), "TokenizeTexts needs withClip(folder)");
    return items
        .apply("Tokenize", ParDo.of(new TokenizeFn(clip())))
        .setCoder(AvroCoder.of(TokenizedText.class));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(DisplayData.item("clip", clip()).withLabel("Model folder"));
  }

  private static final class TokenizeFn extends CountingFn<Item, TokenizedText> {
    private static final long serialVersionUID = 1;

    private final String clip;
    private transient @Nullable BytePairTokenizer tokenizer;
    private final Counter truncated = Metrics.counter(TokenizeTexts.class, "truncated-texts");
    private final Counter misdecoded = Metrics.counter(TokenizeTexts.class, "misdecoded-texts");

    TokenizeFn(String clip) {
      this.clip = clip;
    }

    @Setup
    public void setUp() {
      tokenizer = ClipFolder.shared(clip).tokenizer();
    }

    @ProcessElement
    public void process(@Element Item item, OutputReceiver<TokenizedText> out) {
      BytePairTokenizer.Tokens tokens = checkNotNull(tokenizer).encode(item.getText());
      if (tokens.dropped() > 0) {
        truncated.inc();
      }
      if (TextCleaner.looksMisdecoded(item.getText())) {
        misdecoded.inc();
      }
      out.output(
          TokenizedText.newBuilder()
              .setItem(item.getItem())
              .setTokens(tokens.ids().asList())
              .setDropped(tokens.dropped())
              .build());
      Progress.done().inc();
    }
  }
}
