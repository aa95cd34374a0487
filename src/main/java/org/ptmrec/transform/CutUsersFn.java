package org.ptmrec.transform;

import java.util.Arrays;
import org.ptmrec.artifact.CountingFn;
import org.ptmrec.artifact.Progress;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.schema.Tensor;
import org.ptmrec.schema.TrainedRecommender;
import org.ptmrec.schema.UserBlock;
import org.ptmrec.tensor.Matrix;

/**
 * Cuts the users of a trained recommender into blocks of {@value #USERS}, always the same ones, and
 * leaves behind what ranking does not need: parameters and tables.
 */
final class CutUsersFn extends CountingFn<TrainedRecommender, UserBlock> {
  private static final int USERS = 2048;

  @ProcessElement
  public void cut(@Element TrainedRecommender trained, OutputReceiver<UserBlock> out) {
    Tensor users = trained.getUserEmbeddings();
    float[] values = TensorRecords.values(users);
    int count = users.getShape().get(0);
    int width = users.getShape().get(1);
    Progress.total().inc(count);
    for (int first = 0; first < count; first += USERS) {
      int end = Math.min(count, first + USERS);
      Matrix block =
          Matrix.of(end - first, width, Arrays.copyOfRange(values, first * width, end * width));
      out.output(
          new UserBlock(
              trained.getTrial(),
              first,
              TensorRecords.of(users.getName(), block),
              trained.getItemEmbeddings()));
    }
  }
}
