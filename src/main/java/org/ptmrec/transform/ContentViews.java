package org.ptmrec.transform;

import com.google.auto.value.AutoValue;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ImagePreprocessor;
import org.ptmrec.clip.Tower;
import org.ptmrec.download.ImageDecoder;
import org.ptmrec.schema.EncoderPrefix;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.ItemImage;
import org.ptmrec.schema.TokenizedText;
import org.ptmrec.tune.CroppedContent;
import org.ptmrec.tune.ItemContent;
import org.ptmrec.tune.Prefixes;

/** Pictures and texts as side inputs of the tuning, decoded and cropped once a JVM. */
@AutoValue
public abstract class ContentViews implements Serializable {
  abstract PCollectionView<Iterable<TokenizedText>> texts();

  abstract PCollectionView<Iterable<ItemImage>> itemImages();

  abstract PCollectionView<Iterable<Image>> images();

  abstract @Nullable PCollectionView<Iterable<EncoderPrefix>> prefixes();

  abstract String id();

  public static ContentViews of(
      PCollection<TokenizedText> texts,
      PCollection<ItemImage> itemImages,
      PCollection<Image> images) {
    return new AutoValue_ContentViews(
        texts.apply("View texts", View.asIterable()),
        itemImages.apply("View item images", View.asIterable()),
        images.apply("View images", View.asIterable()),
        null,
        UUID.randomUUID().toString());
  }

  /** With the encoders' first layers computed before, for tunings that leave these alone. */
  public ContentViews withPrefixes(PCollection<EncoderPrefix> prefixes) {
    return new AutoValue_ContentViews(
        texts(), itemImages(), images(), prefixes.apply("View prefixes", View.asIterable()), id());
  }

  List<PCollectionView<?>> views() {
    List<PCollectionView<?>> views = new ArrayList<>(List.of(texts(), itemImages(), images()));
    if (prefixes() != null) {
      views.add(prefixes());
    }
    return views;
  }

  ItemContent content(DoFn<?, ?>.ProcessContext context, Path clipFolder, Clip clip, int items) {
    PCollectionView<Iterable<EncoderPrefix>> prefixes = prefixes();
    return JvmCache.get(
        id(),
        () ->
            content(
                clipFolder,
                clip,
                items,
                context.sideInput(texts()),
                context.sideInput(itemImages()),
                context.sideInput(images()),
                prefixes == null ? null : context.sideInput(prefixes)));
  }

  /**
   * Pictures cropped and texts by item.
   *
   * @param prefixes null where no layers were computed before
   */
  static ItemContent content(
      Path clipFolder,
      Clip clip,
      int items,
      Iterable<TokenizedText> texts,
      Iterable<ItemImage> itemImages,
      Iterable<Image> images,
      @Nullable Iterable<EncoderPrefix> prefixes) {
    ImagePreprocessor preprocessor = ImagePreprocessor.read(clipFolder, clip.config());
    return new CroppedContent(
        preprocessor,
        squares(itemImages, images, preprocessor),
        tokens(texts, items),
        prefixes == null ? null : prefixes(prefixes, itemImages));
  }

  private static Prefixes prefixes(
      Iterable<EncoderPrefix> prefixes, Iterable<ItemImage> itemImages) {
    int layers = 0;
    Map<String, float[]> byDigest = new HashMap<>();
    Map<Integer, float[]> texts = new HashMap<>();
    for (EncoderPrefix prefix : prefixes) {
      layers = prefix.getLayers();
      float[] values = TensorRecords.values(prefix.getActivations());
      if (prefix.getTower().equals(Tower.VISION.key())) {
        byDigest.put(prefix.getKey(), values);
      } else {
        texts.put(Integer.valueOf(prefix.getKey()), values);
      }
    }
    Map<Integer, float[]> images = new HashMap<>();
    for (ItemImage link : itemImages) {
      float[] values = byDigest.get(link.getDigest());
      if (values != null) {
        images.put(link.getItem(), values);
      }
    }
    return new Prefixes(layers, images, texts);
  }

  private static Map<Integer, byte[]> squares(
      Iterable<ItemImage> itemImages, Iterable<Image> images, ImagePreprocessor preprocessor) {
    Map<String, byte[]> byDigest = new HashMap<>();
    for (Image image : images) {
      byte[] content = new byte[image.getContent().remaining()];
      image.getContent().duplicate().get(content);
      byDigest.put(image.getDigest(), preprocessor.resizeAndCrop(ImageDecoder.decode(content)));
    }
    Map<Integer, byte[]> byItem = new HashMap<>();
    for (ItemImage link : itemImages) {
      byte[] square = byDigest.get(link.getDigest());
      if (square != null) {
        byItem.put(link.getItem(), square);
      }
    }
    return byItem;
  }

  private static int[][] tokens(Iterable<TokenizedText> texts, int items) {
    int[][] tokens = new int[items][];
    for (TokenizedText text : texts) {
      if (text.getItem() < items) {
        tokens[text.getItem()] = text.getTokens().stream().mapToInt(Integer::intValue).toArray();
      }
    }
    for (int item = 0; item < items; item++) {
      if (tokens[item] == null) {
        throw new UserErrorException(
            "no text of item " + item + "; run the stage tokenize-text on these very items");
      }
    }
    return tokens;
  }
}
