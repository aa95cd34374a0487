package org.ptmrec.tune;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TuningWeights;
import org.ptmrec.tensor.Matrix;

/**
 * What a saved tuning says: enough to make it again.
 *
 * @param options all of the method's, by name
 * @param parameters by name
 */
record SavedTuning(String method, Map<String, Object> options, Map<String, Matrix> parameters) {

  static SavedTuning of(String method, Map<String, Object> options, Iterable<Tensor> tensors) {
    Map<String, Matrix> parameters = new HashMap<>();
    tensors.forEach(tensor -> parameters.put(tensor.getName(), TensorRecords.matrix(tensor)));
    return new SavedTuning(method, options, parameters);
  }

  /** Of a method without a schema of its own. */
  @SuppressWarnings("unchecked") // what was written is an object
  static SavedTuning of(TuningWeights saved) {
    try {
      Map<String, Object> options = Json.read(saved.getOptions().getBytes(UTF_8), Map.class);
      return of(saved.getMethod(), options, saved.getTensors());
    } catch (IOException e) {
      throw new UserErrorException(
          "the saved options of tuning method %s are not JSON: %s"
              .formatted(saved.getMethod(), saved.getOptions()),
          e);
    }
  }
}
