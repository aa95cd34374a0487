package org.ptmrec.transform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PValue;
import org.ptmrec.artifact.UserErrorException;

/**
 * Sends every element of a pipeline through the coder of its collection. Runners use coders only
 * where they move elements, and where that is depends on the runner, its parallelism and the
 * neighbouring transforms.
 */
public final class CheckCoders {
  private CheckCoders() {}

  /**
   * Adds a check to every collection that the pipeline has so far. Groups are left out, as a runner
   * may let them be read once only; what they are made of was checked before.
   */
  public static void in(Pipeline pipeline) {
    Map<String, PCollection<?>> collections = new LinkedHashMap<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitValue(PValue value, TransformHierarchy.Node producer) {
            if (value instanceof PCollection<?> collection && isChecked(collection.getCoder())) {
              collections.putIfAbsent(collection.getName(), collection);
            }
          }
        });
    List<PCollection<?>> all = new ArrayList<>(collections.values());
    all.forEach(CheckCoders::check);
  }

  private static <T> void check(PCollection<T> collection) {
    collection.apply(
        collection.getName() + "/coder",
        ParDo.of(new CheckFn<>(collection.getName(), collection.getCoder())));
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

    CheckFn(String collection, Coder<T> coder) {
      this.collection = collection;
      this.coder = coder;
    }

    @ProcessElement
    public void process(@Element T element) {
      try {
        T unused =
            CoderUtils.decodeFromByteArray(coder, CoderUtils.encodeToByteArray(coder, element));
      } catch (Exception e) {
        throw new UserErrorException(
            "%s: %s cannot read what it has written (%s)"
                .formatted(collection, coder.getClass().getSimpleName(), e),
            e);
      }
    }
  }
}
