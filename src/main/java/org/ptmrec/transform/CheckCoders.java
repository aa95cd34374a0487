package org.ptmrec.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PValue;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Storage;

/**
 * Sends every element of a pipeline through the coder of its collection. Runners use coders only
 * where they move elements, and where that is depends on the runner, its parallelism and the
 * neighbouring transforms.
 */
public final class CheckCoders {
  private CheckCoders() {}

  /**
   * Adds a check to every collection that the pipeline has so far. Groups are left out, as a runner
   * may let them be read once only; what they are made of was checked before. So are views, which
   * are no collections to a runner.
   *
   * @param folder that all workers reach, for {@link Broken} coders: the pipeline goes on, for a
   *     runner that tries again would hide the reason for a while
   */
  public static void in(Pipeline pipeline, String folder) {
    Map<String, PCollection<?>> collections = new LinkedHashMap<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          /** Runners have their own ways of doing these, without the collections inside. */
          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            return node.getTransform() instanceof Reshuffle
                    || node.getTransform() instanceof Combine.PerKey
                    || node.getTransform() instanceof Read.Bounded
                ? CompositeBehavior.DO_NOT_ENTER_TRANSFORM
                : CompositeBehavior.ENTER_TRANSFORM;
          }

          @Override
          public void visitValue(PValue value, TransformHierarchy.Node producer) {
            if (value instanceof PCollection<?> collection
                && !(producer.getTransform() instanceof View.CreatePCollectionView)
                && isChecked(collection.getCoder())) {
              collections.putIfAbsent(collection.getName(), collection);
            }
          }
        });
    List<PCollection<?>> all = new ArrayList<>(collections.values());
    all.forEach(collection -> check(collection, folder));
  }

  /**
   * A coder that cannot read what it has written.
   *
   * @param collection whose elements it is for, named after the transform that makes them
   */
  public record Broken(String collection, String coder, String reason) {}

  private static <T> void check(PCollection<T> collection, String folder) {
    collection.apply(
        collection.getName() + "/coder",
        ParDo.of(new CheckFn<>(collection.getName(), collection.getCoder(), folder)));
  }

  private static boolean isChecked(Coder<?> coder) {
    return !(coder instanceof IterableCoder)
        && !(coder instanceof CoGbkResult.CoGbkResultCoder)
        && !(coder instanceof VoidCoder)
        && coder.getCoderArguments().stream().allMatch(CheckCoders::isCheckedPart);
  }

  private static boolean isCheckedPart(Coder<?> part) {
    return part instanceof VoidCoder || isChecked(part);
  }

  private static final class CheckFn<T> extends DoFn<T, Void> {
    private static final long serialVersionUID = 1;
    private final String collection;
    private final Coder<T> coder;
    private final String folder;
    private transient boolean isBroken;

    CheckFn(String collection, Coder<T> coder, String folder) {
      this.collection = collection;
      this.coder = coder;
      this.folder = folder;
    }

    @ProcessElement
    public void process(@Element T element) throws IOException {
      if (isBroken) {
        return;
      }
      try {
        T unused =
            CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, element));
      } catch (Exception e) {
        isBroken = true;
        Broken broken = new Broken(collection, coder.getClass().getSimpleName(), e.toString());
        Storage.of(folder)
            .replace(folder + "/" + UUID.randomUUID() + ".json", Json.line(broken).getBytes(UTF_8));
      }
    }
  }
}
