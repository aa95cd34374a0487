package org.ptmrec.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Storage;
import org.ptmrec.tensor.RandomStream;

/** A handful of users, items and pictures: enough for every transform to have something to do. */
public final class PingDataset {
  private static final int USERS = 10;
  private static final int ITEMS = 24;
  private static final int PICTURES = 3;
  private static final int INTERACTIONS_PER_USER = 10;

  private PingDataset() {}

  /** Writes {@code interactions.csv}, {@code items.jsonl} and pictures. */
  public static void write(String folder) throws IOException {
    Storage storage = Storage.of(folder);
    StringBuilder interactions = new StringBuilder("user_id,item_id,rating,timestamp\n");
    for (int user = 0; user < USERS; user++) {
      for (int n = 0; n < INTERACTIONS_PER_USER; n++) {
        int item = (2 * user + n) % ITEMS;
        interactions.append("u%d,i%d,5,%d\n".formatted(user, item, n));
      }
    }
    storage.replace(folder + "/interactions.csv", interactions.toString().getBytes(UTF_8));
    StringBuilder items = new StringBuilder();
    for (int item = 0; item < ITEMS; item++) {
      Product product = Product.draw(random("product-" + item));
      Map<String, Object> row = new HashMap<>();
      row.put("item_id", "i" + item);
      row.put("title", ProductTexts.title(product, random("title-" + item)));
      row.put("brand", product.brand());
      row.put("categories", product.kind().categories());
      if (item < PICTURES) {
        row.put("image", item + ".png");
        BufferedImage picture = ProductPainter.paint(product, random("picture-" + item));
        storage.replace(folder + "/" + item + ".png", png(picture));
      }
      items.append(Json.line(row)).append('\n');
    }
    storage.replace(folder + "/items.jsonl", items.toString().getBytes(UTF_8));
  }

  private static RandomStream random(String purpose) {
    return RandomStream.ofSeed(1).split(purpose);
  }

  private static byte[] png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return bytes.toByteArray();
  }
}
