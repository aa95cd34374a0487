package org.ptmrec.tune;

import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Rows.gather;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ptmrec.loss.KnowledgeTransferLoss;
import org.ptmrec.recommend.Batch;
import org.ptmrec.recommend.ModalProjection;
import org.ptmrec.recommend.Objective;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * The layers of Eq. 12 that bring live embeddings to the users' width, and the loss behind them.
 */
final class AlignmentLayers {
  /** Width of e^u and e^id, to which the layers project. */
  private static final int WIDTH = 64;

  private final ModalProjection image;
  private final ModalProjection text;
  private final KnowledgeTransferLoss loss;

  AlignmentLayers(int embeddingWidth, KnowledgeTransferLoss loss, RandomStream random) {
    image = ModalProjection.create("transfer.image", WIDTH, embeddingWidth, random);
    text = ModalProjection.create("transfer.text", WIDTH, embeddingWidth, random);
    this.loss = loss;
  }

  List<Parameter> parameters() {
    return List.of(image.weight(), image.bias(), text.weight(), text.bias());
  }

  /** Eq. 13; rows whose item has no picture have no part in the visual term. */
  Var transfer(
      Tape tape,
      Batch batch,
      Objective objective,
      SplicedFeatures.Modality images,
      SplicedFeatures.Modality texts) {
    Var total = term(tape, batch, objective, texts, text);
    Var visual = term(tape, batch, objective, images, image);
    if (total == null || visual == null) {
      Var one = total == null ? visual : total;
      return one == null ? scale(objective.loss(), 0) : one;
    }
    return add(total, visual);
  }

  private @Nullable Var term(
      Tape tape,
      Batch batch,
      Objective objective,
      SplicedFeatures.Modality modality,
      ModalProjection head) {
    Var live = modality.live();
    int[] rows =
        IntStream.range(0, batch.size())
            .filter(row -> Arrays.binarySearch(modality.items(), batch.positives()[row]) >= 0)
            .toArray();
    if (live == null || rows.length == 0) {
      return null;
    }
    int[] at =
        Arrays.stream(rows)
            .map(row -> Arrays.binarySearch(modality.items(), batch.positives()[row]))
            .toArray();
    boolean all = rows.length == batch.size();
    return loss.term(
        tape,
        all ? objective.users() : gather(objective.users(), rows),
        all ? objective.itemIds() : gather(objective.itemIds(), rows),
        gather(live, at),
        tape.var(head.weight()),
        tape.var(head.bias()));
  }
}
