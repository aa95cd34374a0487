package org.ptmrec.clip;

import java.util.stream.Stream;
import org.ptmrec.download.RgbImage;
import org.ptmrec.sample.SampleCatalogue;

/** The sample catalogue's pictures, as pretraining takes them. */
final class DrawnPictures {
  private DrawnPictures() {}

  static Stream<CaptionedPicture> draw(int count, long seed) {
    return SampleCatalogue.captionedImages(count, seed)
        .map(
            drawn ->
                new CaptionedPicture(
                    new RgbImage(drawn.width(), drawn.height(), drawn.rgb()), drawn.caption()));
  }
}
