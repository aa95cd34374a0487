package org.ptmrec.recommend;

import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.addScalar;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Normalization.normalizeRows;
import static org.ptmrec.tensor.Reduction.mean;
import static org.ptmrec.tensor.Reduction.rowDot;
import static org.ptmrec.tensor.Rows.concatColumns;
import static org.ptmrec.tensor.Rows.gather;
import static org.ptmrec.tensor.Rows.sliceRows;
import static org.ptmrec.tensor.SparseProduct.meanOfPowers;

import com.google.auto.service.AutoService;
import java.util.List;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.MovingAverage;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.SparseMatrix;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Learns from positive pairs alone: an online encoder f and a predictor q are drawn towards a
 * target encoder that follows the online one by momentum; Lee et al., SIGIR 2021. Without layers
 * the encoder is a table of ids (BUIR-id), with layers it is LightGCN's (BUIR-nb).
 */
final class Buir implements Recommender {
  private static final int WIDTH = 64;

  private final Parameter users;
  private final Parameter items;
  private final Parameter targetUsers;
  private final Parameter targetItems;
  private final ModalProjection predictor;
  private final SparseMatrix graph;
  private final int layers;
  private final List<MovingAverage> averages;
  private final double edgeDropout;

  private Buir(RecommenderFactory.Context context) {
    TrainingData data = context.data();
    RandomStream random = context.random();
    layers = context.getInt("layers");
    boolean byId = layers == 0;
    users = Parameter.trainable("user.online", table(data.users(), byId, random));
    items = Parameter.trainable("item.online", table(data.items(), byId, random));
    targetUsers = Parameter.frozen("user.target", users.value().copy());
    targetItems = Parameter.frozen("item.target", items.value().copy());
    predictor =
        byId
            ? new ModalProjection(
                Parameter.trainable(
                    "predictor.weight", Initializer.xavierNormal(WIDTH, WIDTH, random)),
                Parameter.trainable("predictor.bias", Initializer.normal(1, WIDTH, 1, random)))
            : ModalProjection.create("predictor", WIDTH, WIDTH, random);
    graph = InteractionGraph.distinct(data);
    double momentum = context.get("momentum");
    averages =
        List.of(
            new MovingAverage(users, targetUsers, momentum),
            new MovingAverage(items, targetItems, momentum));
    edgeDropout = context.get("edgeDropout");
  }

  private static Matrix table(int rows, boolean byId, RandomStream random) {
    return byId
        ? Initializer.xavierNormal(rows, WIDTH, random)
        : Initializer.xavierUniform(rows, WIDTH, random);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(users, items, targetUsers, targetItems, predictor.weight(), predictor.bias());
  }

  /** θ_target ← μ·θ_target + (1−μ)·θ_online. */
  @Override
  public void beginStep() {
    averages.forEach(MovingAverage::update);
  }

  @Override
  public Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random) {
    Representations online = encode(tape, users, items, thinned(random));
    Representations target = encode(tape, targetUsers, targetItems, thinned(random));
    Var u = gather(online.users(), batch.users());
    Var i = gather(online.items(), batch.positives());
    Var similarity =
        add(
            cosine(predictor.of(tape, u), gather(target.items(), batch.positives())),
            cosine(predictor.of(tape, i), gather(target.users(), batch.users())));
    Var loss = addScalar(scale(mean(similarity), -2), 4); // (2 − 2·cos) + (2 − 2·cos)
    return new Objective(loss, u, i);
  }

  private static Var cosine(Var a, Var b) {
    return rowDot(normalizeRows(a), normalizeRows(b));
  }

  /** The graph without a random share of its entries, the share itself drawn anew every time. */
  private SparseMatrix thinned(RandomStream random) {
    return layers == 0 || edgeDropout == 0
        ? graph
        : graph.dropout(edgeDropout * random.nextDouble(), random);
  }

  private Representations encode(
      Tape tape, Parameter users, Parameter items, SparseMatrix adjacency) {
    if (layers == 0) {
      return new Representations(tape.var(users), tape.var(items));
    }
    Var nodes = meanOfPowers(adjacency, layers, tape.var(users), tape.var(items));
    int firstItem = users.value().rows();
    return new Representations(
        sliceRows(nodes, 0, firstItem), sliceRows(nodes, firstItem, nodes.rows()));
  }

  /** [q(f(u)) ; f(u)] and [f(i) ; q(f(i))]: a score is q(f(u))·f(i) + f(u)·q(f(i)). */
  @Override
  public Representations represent(Tape tape, ItemFeatures features) {
    Representations online = encode(tape, users, items, graph);
    Var u = online.users();
    Var i = online.items();
    return new Representations(
        concatColumns(predictor.of(tape, u), u), concatColumns(i, predictor.of(tape, i)));
  }

  /** Registers BUIR. */
  @AutoService(RecommenderFactory.class)
  public static final class Factory implements RecommenderFactory {
    @Override
    public String name() {
      return "BUIR";
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
      return List.of(
          new Hyperparameter("momentum", 0.995, "Share of the target encoder that stays."),
          new Hyperparameter("layers", 0, "Propagation steps of the encoder; 0: a table of ids."),
          new Hyperparameter(
              "edgeDropout", 1, "Largest share of edges that a step leaves out at random."));
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
      return new Buir(context);
    }
  }
}
