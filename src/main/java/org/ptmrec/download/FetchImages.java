package org.ptmrec.download;

import com.google.auto.value.AutoValue;
import java.net.URI;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.transforms.Distinct;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.ptmrec.artifact.Progress;
import org.ptmrec.artifact.TaggedOutput;
import org.ptmrec.schema.FetchFailure;
import org.ptmrec.schema.Image;
import org.ptmrec.schema.Item;
import org.ptmrec.schema.ItemImage;

/**
 * Fetches the pictures of items: every URL once, its bytes stored once. URLs are grouped by host,
 * so that one host is asked by one worker only and its limits hold across the cluster.
 */
@AutoValue
public abstract class FetchImages extends PTransform<PCollection<Item>, FetchImages.Result> {
  static final TupleTag<Image> IMAGES = new TupleTag<>() {};
  static final TupleTag<ItemImage> ITEM_IMAGES = new TupleTag<>() {};
  static final TupleTag<FetchFailure> FAILURES = new TupleTag<>() {};

  abstract FetchSpec spec();

  public static FetchImages of(FetchSpec spec) {
    return new AutoValue_FetchImages(spec);
  }

  /** Pictures, which item has which, and what could not be had. */
  public static final class Result extends TaggedOutput {
    private final PCollection<Image> images;

    private Result(PCollectionTuple outputs, PCollection<Image> images) {
      super(outputs);
      outputs.get(ITEM_IMAGES).setCoder(AvroCoder.of(ItemImage.class));
      outputs.get(FAILURES).setCoder(AvroCoder.of(FetchFailure.class));
      this.images = images;
    }

    /** Each distinct picture once. */
    public PCollection<Image> getImages() {
      return images;
    }

    public PCollection<ItemImage> getItemImages() {
      return outputs().get(ITEM_IMAGES);
    }

    public PCollection<FetchFailure> getFailures() {
      return outputs().get(FAILURES);
    }
  }

  @Override
  public Result expand(PCollection<Item> items) {
    PCollectionTuple outputs =
        items
            .apply("Key by host", ParDo.of(new KeyByHostFn(spec())))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), AvroCoder.of(Item.class)))
            .apply("Group by host", GroupByKey.create())
            .apply(
                "Fetch",
                ParDo.of(new FetchHostFn(spec()))
                    .withOutputTags(IMAGES, TupleTagList.of(ITEM_IMAGES).and(FAILURES)));
    PCollection<Image> images =
        outputs
            .get(IMAGES)
            .setCoder(AvroCoder.of(Image.class))
            .apply(
                "Key by digest",
                WithKeys.of(Image::getDigest).withKeyType(TypeDescriptors.strings()))
            .apply(
                "Once a digest",
                Distinct.<KV<String, Image>, String>withRepresentativeValueFn(KV::getKey)
                    .withRepresentativeType(TypeDescriptors.strings()))
            .apply("Drop digests", Values.create())
            .setCoder(AvroCoder.of(Image.class));
    return new Result(outputs, images);
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    builder
        .add(DisplayData.item("timeout", spec().timeout().toString()))
        .add(DisplayData.item("attempts", spec().attempts()))
        .add(DisplayData.item("maxBytes", spec().maxBytes()))
        .add(DisplayData.item("concurrencyPerHost", spec().concurrencyPerHost()))
        .add(DisplayData.item("ratePerHost", spec().ratePerHost()))
        .add(DisplayData.item("allowPrivateAddresses", spec().allowPrivateAddresses()));
  }

  /** Items without a URL have no picture and are no failure. */
  private static class KeyByHostFn extends DoFn<Item, KV<String, Item>> {
    private final FetchSpec spec;

    KeyByHostFn(FetchSpec spec) {
      this.spec = spec;
    }

    @ProcessElement
    public void key(@Element Item item, OutputReceiver<KV<String, Item>> out) {
      String url = item.getImageUrl();
      if (url != null) {
        Progress.total().inc();
        out.output(KV.of(host(url, item), item));
      }
    }

    /** Files have no host to be spared: they spread by item. */
    private String host(String url, Item item) {
      try {
        URI location = ImageLocation.resolve(url, spec.base());
        String host = location.getHost();
        return host == null ? "file " + item.getItem() % 16 : host + ":" + location.getPort();
      } catch (FetchException e) {
        return ""; // reported where it is fetched
      }
    }
  }
}
