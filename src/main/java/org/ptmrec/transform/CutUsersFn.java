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
 * Cuts the users of a trained recommender into blocks of {@value #LEAST_USERS} or more, always the
 * same ones, and leaves behind what ranking does not need: parameters and tables.
 */
final class CutUsersFn extends CountingFn<TrainedRecommender, UserBlock> {
  private static final int LEAST_USERS = 2048;

  /** A block carries all items: at most so many for each of its users. */
  private static final int ITEMS_A_USER = 4;

  @ProcessElement
  public void cut(@Element TrainedRecommender trained, OutputReceiver<UserBlock> out) {
    Tensor users = trained.getUserEmbeddings();
    float[] values = TensorRecords.values(users);
    int count = users.getShape().get(0);
    int width = users.getShape().get(1);
    Progress.total().inc(count);
    int items = trained.getItemEmbeddings().getShape().get(0);
    int each = Math.max(LEAST_USERS, items / ITEMS_A_USER);
    for (int first = 0; first < count; first += each) {
      int end = Math.min(count, first + each);
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
