package org.ptmrec.clip;

import static com.google.common.truth.Truth.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.TestPipelineExtension;
import org.ptmrec.schema.EncoderPrefix;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.TokenizedText;
import org.ptmrec.testkit.TinyClip;

@ExtendWith(TestPipelineExtension.class)
class EncodePrefixesTest {
  private static final int START = TinyClip.VOCABULARY - 2;
  private static final int END = TinyClip.VOCABULARY - 1;

  @TempDir Path model;

  @Test
  void encodePrefixes_textsAndImages_oneRecordEachWithItsOwnRows(TestPipeline pipeline)
      throws Exception {
    String clip = TinyClip.write(model, 5).toString();
    PCollection<TokenizedText> texts =
        pipeline.apply(
            "Texts",
            Create.of(text(0, START, 5, 6, END), text(1, START, END))
                .withCoder(AvroCoder.of(TokenizedText.class)));
    PCollection<Image> images =
        pipeline.apply("Images", Create.of(image("d1")).withCoder(AvroCoder.of(Image.class)));
    PCollection<EncoderPrefix> prefixes =
        PCollectionTuple.of(EncodeItems.TEXTS, texts)
            .and(EncodeItems.IMAGES, images)
            .apply(EncodePrefixes.encodePrefixes(1).withClip(clip));
    PAssert.that(prefixes)
        .satisfies(
            found -> {
              TreeMap<String, List<Integer>> shapes = new TreeMap<>();
              for (EncoderPrefix prefix : found) {
                assertThat(prefix.getLayers()).isEqualTo(1);
                shapes.put(
                    prefix.getTower() + " " + prefix.getKey(), prefix.getActivations().getShape());
              }
              assertThat(shapes)
                  .containsExactly(
                      "text 0",
                      List.of(4, 12),
                      "text 1",
                      List.of(2, 12),
                      "vision d1",
                      List.of(5, 16));
              return null;
            });
    pipeline.run().waitUntilFinish();
  }

  private static TokenizedText text(int item, Integer... tokens) {
    return TokenizedText.newBuilder()
        .setItem(item)
        .setTokens(List.of(tokens))
        .setDropped(0)
        .build();
  }

  private static Image image(String digest) throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(9, 12, BufferedImage.TYPE_INT_RGB), "png", png);
    return Image.newBuilder()
        .setDigest(digest)
        .setMediaType("image/png")
        .setWidth(9)
        .setHeight(12)
        .setContent(ByteBuffer.wrap(png.toByteArray()))
        .build();
  }
}
