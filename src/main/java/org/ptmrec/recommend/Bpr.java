package org.ptmrec.recommend;

import static org.ptmrec.loss.BprLoss.flooredBprLoss;
import static org.ptmrec.loss.Regularization.normPenalty;
import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Reduction.rowDot;
import static org.ptmrec.tensor.Rows.gather;

import com.google.auto.service.AutoService;
import java.util.List;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/** Matrix factorisation under the BPR loss; Rendle et al., UAI 2009. */
final class Bpr implements Recommender {
  private static final int WIDTH = 64;

  private final Parameter users;
  private final Parameter items;
  private final double regWeight;

  private Bpr(RecommenderFactory.Context context) {
    users =
        Parameter.trainable(
            "user.embedding",
            Initializer.xavierNormal(context.data().users(), WIDTH, context.random()));
    items =
        Parameter.trainable(
            "item.embedding",
            Initializer.xavierNormal(context.data().items(), WIDTH, context.random()));
    regWeight = context.get("regWeight");
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(users, items);
  }

  @Override
  public Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random) {
    Var u = gather(tape.var(users), batch.users());
    Var i = gather(tape.var(items), batch.positives());
    Var j = gather(tape.var(items), batch.negatives());
    Var loss =
        add(
            flooredBprLoss(rowDot(u, i), rowDot(u, j)),
            scale(normPenalty(batch.size(), u, i, j), regWeight));
    return new Objective(loss, u, i);
  }

  @Override
  public Representations represent(Tape tape, ItemFeatures features) {
    return new Representations(tape.var(users), tape.var(items));
  }

  /** Registers BPR. */
  @AutoService(RecommenderFactory.class)
  public static final class Factory implements RecommenderFactory {
    @Override
    public String name() {
      return "BPR";
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
      return List.of(
          new Hyperparameter("regWeight", 0.1, "Weight of the norms of a batch's embeddings."));
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
      return new Bpr(context);
    }
  }
}
