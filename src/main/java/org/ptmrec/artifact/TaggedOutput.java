package org.ptmrec.artifact;

import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PInput;
import org.apache.beam.sdk.values.POutput;
import org.apache.beam.sdk.values.PValue;
import org.apache.beam.sdk.values.TupleTag;

/** The result of a transform with several outputs; a subclass names them. */
public abstract class TaggedOutput implements POutput {
  private final PCollectionTuple outputs;

  protected TaggedOutput(PCollectionTuple outputs) {
    this.outputs = outputs;
  }

  protected PCollectionTuple outputs() {
    return outputs;
  }

  @Override
  public Pipeline getPipeline() {
    return outputs.getPipeline();
  }

  @Override
  public Map<TupleTag<?>, PValue> expand() {
    return outputs.expand();
  }

  @Override
  public void finishSpecifyingOutput(
      String transformName, PInput input, PTransform<?, ?> transform) {}
}
