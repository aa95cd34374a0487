package org.ptmrec.recommend;

import static org.ptmrec.loss.BprLoss.flooredBprLoss;
import static org.ptmrec.loss.Regularization.normPenalty;
import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Linear.linear;
import static org.ptmrec.tensor.Reduction.rowDot;
import static org.ptmrec.tensor.Rows.concatColumns;
import static org.ptmrec.tensor.Rows.gather;
import static org.ptmrec.tensor.Rows.sliceColumns;

import com.google.auto.service.AutoService;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * BPR with a projection of the item's text and image beside its id; He and McAuley, AAAI 2016, in
 * the form with both modalities: item = [id ; W·[text ; image] + b].
 */
final class Vbpr implements Recommender {
  private static final int WIDTH = 64;

  private final Parameter users;
  private final Parameter items;
  private final Parameter weight;
  private final Parameter bias;
  private final double regWeight;

  private Vbpr(RecommenderFactory.Context context) {
    TrainingData data = context.data();
    RandomStream random = context.random();
    int inputs = context.items().text().cols() + context.items().image().cols();
    users =
        Parameter.trainable(
            "user.embedding", Initializer.xavierUniform(data.users(), 2 * WIDTH, random));
    items =
        Parameter.trainable(
            "item.embedding", Initializer.xavierUniform(data.items(), WIDTH, random));
    weight =
        Parameter.trainable("item.linear.weight", Initializer.xavierNormal(WIDTH, inputs, random));
    bias = Parameter.trainable("item.linear.bias", Matrix.zeros(DataType.FLOAT, 1, WIDTH));
    regWeight = context.get("regWeight");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(users, items, weight, bias);
  }

  @Override
  public Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random) {
    Var u = gather(tape.var(users), batch.users());
    BatchNodes nodes = BatchNodes.of(batch);
    Var all = items(tape, nodes.items(), features);
    Var i = gather(all, nodes.positivesAmongItems());
    Var j = gather(all, nodes.negativesAmongItems());
    Var loss =
        add(
            flooredBprLoss(rowDot(u, i), rowDot(u, j)),
            scale(normPenalty(batch.size(), u, i, j), regWeight));
    return new Objective(loss, sliceColumns(u, 0, WIDTH), sliceColumns(i, 0, WIDTH));
  }

  private Var items(Tape tape, int[] rows, ItemFeatures features) {
    Var content = features.textAndImage(tape, rows);
    return concatColumns(
        gather(tape.var(items), rows), linear(content, tape.var(weight), tape.var(bias)));
  }

  @Override
  public Representations represent(Tape tape, ItemFeatures features) {
    Var content = concatColumns(features.text(tape), features.image(tape));
    return new Representations(
        tape.var(users),
        concatColumns(tape.var(items), linear(content, tape.var(weight), tape.var(bias))));
  }

  /** Registers VBPR. */
  @AutoService(RecommenderFactory.class)
  public static final class Factory implements RecommenderFactory {
    @Override
    public String name() {
      return "VBPR";
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
      return List.of(
          new Hyperparameter("regWeight", 0.1, "Weight of the norms of a batch's embeddings."));
    }

    @Override
    public boolean usesFeatures() {
      return true;
    }

    @Override
    public boolean trainsFeatures() {
      return false;
    }

    @Override
    public Recommender create(Context context) {
      return new Vbpr(context);
    }
  }
}
