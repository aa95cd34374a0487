package org.ptmrec.recommend;

import static org.ptmrec.loss.BprLoss.flooredBprLoss;
import static org.ptmrec.loss.Regularization.normPenalty;
import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Reduction.rowDot;
import static org.ptmrec.tensor.Rows.gather;
import static org.ptmrec.tensor.Rows.sliceRows;
import static org.ptmrec.tensor.SparseProduct.meanOfPowers;

import com.google.auto.service.AutoService;
import java.util.List;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.SparseMatrix;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/** Linear graph convolution on the user–item graph; He et al., SIGIR 2020. */
final class LightGcn implements Recommender {
  private static final int WIDTH = 64;

  private final Parameter users;
  private final Parameter items;
  private final SparseMatrix graph;
  private final int layers;
  private final double regWeight;

  private LightGcn(RecommenderFactory.Context context) {
    TrainingData data = context.data();
    users =
        Parameter.trainable(
            "user.embedding", Initializer.xavierUniform(data.users(), WIDTH, context.random()));
    items =
        Parameter.trainable(
            "item.embedding", Initializer.xavierUniform(data.items(), WIDTH, context.random()));
    graph = InteractionGraph.distinct(data);
    layers = context.getInt("layers");
    regWeight = context.get("regWeight");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(users, items);
  }

  @Override
  public Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random) {
    BatchNodes nodes = BatchNodes.of(batch);
    Var penalty = // on the embeddings before propagation
        normPenalty(
            batch.size(),
            gather(tape.var(users), batch.users()),
            gather(tape.var(items), batch.positives()),
            gather(tape.var(items), batch.negatives()));
    Var last =
        meanOfPowers(
            graph, layers, nodes.inGraph(users.value().rows()), tape.var(users), tape.var(items));
    Var u = gather(last, nodes.userRows());
    Var i = gather(last, nodes.positiveRows());
    Var j = gather(last, nodes.negativeRows());
    Var loss = add(flooredBprLoss(rowDot(u, i), rowDot(u, j)), scale(penalty, regWeight));
    return new Objective(loss, u, i);
  }

  @Override
  public Representations represent(Tape tape, ItemFeatures features) {
    Var nodes = meanOfPowers(graph, layers, tape.var(users), tape.var(items));
    int firstItem = users.value().rows();
    return new Representations(
        sliceRows(nodes, 0, firstItem), sliceRows(nodes, firstItem, nodes.rows()));
  }

  /** Registers LightGCN. */
  @AutoService(RecommenderFactory.class)
  public static final class Factory implements RecommenderFactory {
    @Override
    public String name() {
      return "LightGCN";
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
      return List.of(
          new Hyperparameter("layers", 3, "Propagation steps on the user-item graph."),
          new Hyperparameter("regWeight", 1e-3, "Weight of the norms of a batch's embeddings."));
    }

    @Override
    public boolean usesFeatures() {
      return false;
    }

    @Override
    public boolean trainsFeatures() {
      return false;
    }

    @Override
    public Recommender create(Context context) {
      return new LightGcn(context);
    }
  }
}
