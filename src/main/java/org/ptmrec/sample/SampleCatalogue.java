package org.ptmrec.sample;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.auto.value.AutoValue;
import com.google.common.collect.ImmutableList;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.tensor.RandomStream;

/**
 * A shop that does not exist: how many users and items it has, and the seed that decides the rest.
 *
 * <p>Users like some kinds, colours and patterns, which only the pictures reliably show, and some
 * themes and qualities, which only the texts tell. Backdrop, pose, brand and material vary as much
 * and mean nothing to them: that is the gap between an encoder trained on captions and what a
 * recommender needs.
 */
@AutoValue
public abstract class SampleCatalogue {
  /** Fewer items and there are not enough for a user's interactions. */
  private static final int LEAST_ITEMS = 30;

  public abstract int users();

  public abstract int items();

  public abstract long seed();

  /** The mean; users have from 10 to twice this, less 10. */
  public abstract int interactionsPerUser();

  /** 800 users, 360 items, about 16 interactions a user. */
  public static SampleCatalogue create() {
    return new AutoValue_SampleCatalogue.Builder()
        .setUsers(800)
        .setItems(360)
        .setSeed(7)
        .setInteractionsPerUser(16)
        .build();
  }

  public SampleCatalogue withUsers(int users) {
    checkArgument(users > 0, "users %s: expected at least 1", users);
    return toBuilder().setUsers(users).build();
  }

  public SampleCatalogue withItems(int items) {
    checkArgument(items >= LEAST_ITEMS, "items %s: expected at least %s", items, LEAST_ITEMS);
    return toBuilder().setItems(items).build();
  }

  public SampleCatalogue withSeed(long seed) {
    return toBuilder().setSeed(seed).build();
  }

  public SampleCatalogue withInteractionsPerUser(int mean) {
    checkArgument(
        mean >= 10 && mean <= 20, "interactions per user %s: expected from 10 to 20", mean);
    return toBuilder().setInteractionsPerUser(mean).build();
  }

  /**
   * Writes interactions.csv, items.jsonl and images/*.png, whole or not at all, in place of an
   * earlier catalogue; does nothing if the folder already holds this one.
   *
   * @throws UserErrorException if the folder holds something else, or cannot be written
   */
  public void generate(Path folder) {
    if (!isCurrent(folder)) {
      CatalogueFolder.write(this, folder);
    }
  }

  /** Whether the folder holds just this catalogue, made by this version of the generator. */
  public boolean isCurrent(Path folder) {
    return CatalogueFolder.isCurrent(this, folder);
  }

  /** What the shop writes about each item: title, categories and description. */
  public Stream<String> texts() {
    ImmutableList<Product> products = products();
    return IntStream.range(0, products.size())
        .mapToObj(i -> ProductTexts.all(products.get(i), random("item-" + i)));
  }

  /**
   * Pictures of products drawn one after another, each with a caption, without end of kinds: the
   * same for the same seed, and longer runs begin like shorter ones.
   */
  public static Stream<CaptionedImage> captionedImages(int count, long seed) {
    RandomStream root = RandomStream.ofSeed(seed).split("captions");
    return IntStream.range(0, count).mapToObj(i -> captioned(root.split("image-" + i)));
  }

  private static CaptionedImage captioned(RandomStream random) {
    Product product = Product.draw(random.split("product"));
    BufferedImage picture = ProductPainter.paint(product, random.split("picture"));
    String caption = ProductTexts.caption(product, random.split("caption"));
    return new CaptionedImage(picture.getWidth(), picture.getHeight(), rgb(picture), caption);
  }

  private static byte[] rgb(BufferedImage picture) {
    int width = picture.getWidth();
    int[] pixels = picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
    byte[] rgb = new byte[3 * pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      rgb[3 * i] = (byte) (pixels[i] >>> 16);
      rgb[3 * i + 1] = (byte) (pixels[i] >>> 8);
      rgb[3 * i + 2] = (byte) pixels[i];
    }
    return rgb;
  }

  /** A stream of its own for one purpose. */
  RandomStream random(String purpose) {
    return RandomStream.ofSeed(seed()).split(purpose);
  }

  ImmutableList<Product> products() {
    return IntStream.range(0, items())
        .mapToObj(i -> Product.draw(random("product-" + i)))
        .collect(ImmutableList.toImmutableList());
  }

  private Builder toBuilder() {
    return new AutoValue_SampleCatalogue.Builder()
        .setUsers(users())
        .setItems(items())
        .setSeed(seed())
        .setInteractionsPerUser(interactionsPerUser());
  }

  @AutoValue.Builder
  abstract static class Builder {
    abstract Builder setUsers(int users);

    abstract Builder setItems(int items);

    abstract Builder setSeed(long seed);

    abstract Builder setInteractionsPerUser(int mean);

    abstract SampleCatalogue build();
  }
}
