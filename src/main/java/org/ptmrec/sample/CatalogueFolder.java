package org.ptmrec.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.tensor.RandomStream;

/** A catalogue on disk: written next to its place under another name, then renamed. */
final class CatalogueFolder {
  /** Says which catalogue a folder holds; a folder without it is not ours to replace. */
  static final String MARKER = "catalogue.json";

  /** Raise when the same specification gives other files than before. */
  private static final int GENERATOR_VERSION = 1;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private CatalogueFolder() {}

  static boolean isCurrent(SampleCatalogue catalogue, Path folder) {
    Path marker = folder.resolve(MARKER);
    try {
      return Files.isRegularFile(marker)
          && Files.readString(marker, UTF_8).equals(marker(catalogue));
    } catch (IOException e) {
      throw new UserErrorException(marker + ": cannot be read: " + e.getMessage(), e);
    }
  }

  static void write(SampleCatalogue catalogue, Path folder) {
    Path place = folder.toAbsolutePath().normalize();
    try {
      refuseForeign(place);
      Path parent = Files.createDirectories(place.resolve("..").normalize());
      Path draft = Files.createTempDirectory(parent, "." + place.getFileName() + "-");
      try {
        writeFiles(catalogue, draft);
        replace(place, draft);
      } finally {
        delete(draft);
      }
    } catch (IOException e) {
      throw new UserErrorException(place + ": the catalogue cannot be written: " + e, e);
    }
  }

  private static void refuseForeign(Path place) throws IOException {
    if (!Files.exists(place) || Files.exists(place.resolve(MARKER))) {
      return;
    }
    boolean empty = false;
    if (Files.isDirectory(place)) {
      try (var entries = Files.list(place)) {
        empty = entries.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw new UserErrorException(
          place
              + ": holds no "
              + MARKER
              + ", so it is not a sample catalogue and is left alone; name another folder");
    }
  }

  private static void replace(Path place, Path draft) throws IOException {
    if (Files.exists(place)) {
      Path old = draft.resolveSibling(draft.getFileName() + "-old");
      Files.move(place, old);
      Files.move(draft, place);
      delete(old);
    } else {
      Files.move(draft, place);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }

  private static void writeFiles(SampleCatalogue catalogue, Path folder) throws IOException {
    ImmutableList<Product> products = catalogue.products();
    Gaps gaps = Gaps.draw(products.size(), catalogue.random("gaps"));
    Files.createDirectory(folder.resolve("images"));
    try (BufferedWriter items = Files.newBufferedWriter(folder.resolve("items.jsonl"), UTF_8)) {
      for (int i = 0; i < products.size(); i++) {
        RandomStream random = catalogue.random("item-" + i);
        items.write(describe(i, products.get(i), gaps, random).toString());
        items.write('\n');
        if (!gaps.withoutImage().contains(i) && !gaps.lostImage().contains(i)) {
          var picture = ProductPainter.paint(products.get(i), random.split("picture"));
          ImageIO.write(picture, "png", folder.resolve(image(i)).toFile());
        }
      }
    }
    try (BufferedWriter rows = Files.newBufferedWriter(folder.resolve("interactions.csv"), UTF_8)) {
      rows.write("user_id,item_id,rating,timestamp\n");
      for (Purchase purchase : Purchase.all(catalogue, products)) {
        rows.write(
            String.format(
                Locale.ROOT,
                "u%04d,%s,%d,%d\n",
                purchase.user() + 1,
                itemId(purchase.item()),
                purchase.rating(),
                purchase.timestamp()));
      }
    }
    Files.writeString(folder.resolve(MARKER), marker(catalogue), UTF_8);
  }

  private static ObjectNode describe(int index, Product product, Gaps gaps, RandomStream random) {
    ObjectNode node = JSON.objectNode();
    node.put("item_id", itemId(index));
    node.put("title", ProductTexts.title(product, random.split("title")));
    node.put("brand", product.brand());
    product.kind().categories().forEach(node.putArray("categories")::add);
    if (!gaps.withoutDescription().contains(index)) {
      node.put("description", ProductTexts.description(product, random.split("description")));
    }
    if (!gaps.withoutImage().contains(index)) {
      node.put("image", image(index));
    }
    return node;
  }

  private static String image(int index) {
    return "images/" + itemId(index) + ".png";
  }

  private static String itemId(int index) {
    return String.format(Locale.ROOT, "p%04d", index + 1);
  }

  private static String marker(SampleCatalogue catalogue) {
    return JSON.objectNode()
            .put("generator", GENERATOR_VERSION)
            .put("users", catalogue.users())
            .put("items", catalogue.items())
            .put("interactionsPerUser", catalogue.interactionsPerUser())
            .put("seed", catalogue.seed())
            .toString()
        + "\n";
  }
}
