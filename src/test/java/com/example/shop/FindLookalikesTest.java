package com.example.shop;

import static com.google.common.truth.Truth.assertThat;

import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.download.FetchSpec;
import org.ptmrec.testkit.DrawnPictures;
import org.ptmrec.testkit.ImageServer;
import org.ptmrec.testkit.TestItems;
import org.ptmrec.testkit.TinyClip;

class FindLookalikesTest {
  @Test
  void lookalikes_aProductListedTwice_arePaired(@TempDir Path model) {
    try (ImageServer shop = ImageServer.start()) {
      shop.route("/mug.png", ImageServer.ok(DrawnPictures.png(1)))
          .route("/lamp.png", ImageServer.ok(DrawnPictures.png(2)))
          .route("/mug-again.png", ImageServer.ok(DrawnPictures.png(1)));
      FetchSpec fetching = FetchSpec.create().withAllowPrivateAddresses(true);
      String clip = TinyClip.write(model, 5).toString();

      Pipeline pipeline = Pipeline.create();
      PAssert.that(
              pipeline
                  .apply(
                      TestItems.withPictures(
                          shop.url("/mug.png"),
                          shop.url("/lamp.png"),
                          shop.url("/mug-again.png"),
                          shop.url("/gone.png")))
                  .apply(new FindLookalikes(fetching, clip, 0.9999)))
          .containsInAnyOrder(KV.of(0, 2));
      pipeline.run().waitUntilFinish();

      assertThat(shop.count("/gone.png")).isEqualTo(1);
    }
  }
}
