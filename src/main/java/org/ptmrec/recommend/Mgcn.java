package org.ptmrec.recommend;

import static org.ptmrec.loss.BprLoss.bprLoss;
import static org.ptmrec.loss.InfoNceLoss.infoNceLoss;
import static org.ptmrec.loss.Regularization.squaredPenalty;
import static org.ptmrec.tensor.Activation.sigmoid;
import static org.ptmrec.tensor.Activation.tanh;
import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.mean;
import static org.ptmrec.tensor.Arithmetic.multiply;
import static org.ptmrec.tensor.Arithmetic.multiplyColumn;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Arithmetic.subtract;
import static org.ptmrec.tensor.Linear.linear;
import static org.ptmrec.tensor.Reduction.rowDot;
import static org.ptmrec.tensor.Rows.concatColumns;
import static org.ptmrec.tensor.Rows.gather;
import static org.ptmrec.tensor.Rows.sliceColumns;
import static org.ptmrec.tensor.Softmax.softmax;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.List;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.SparseMatrix;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Item embeddings purified by behaviour, propagated within and across modalities, and fused by what
 * the user's behaviour prefers; Yu et al., MM 2023.
 */
final class Mgcn implements Recommender {
  private static final int WIDTH = 64;
  private static final double TEMPERATURE = 0.2;

  private final Parameter users;
  private final Parameter items;
  private final ModalProjection image;
  private final ModalProjection text;
  private final ModalProjection imageGate;
  private final ModalProjection textGate;
  private final ModalProjection imagePreference;
  private final ModalProjection textPreference;
  private final ModalProjection query;
  private final Parameter queryScore;
  private final ModalGraphs graphs;
  private final int knn;
  private final int batchSize;
  private final double regWeight;
  private final double contrastWeight;
  private SparseMatrix imageGraph;
  private SparseMatrix textGraph;

  private Mgcn(RecommenderFactory.Context context) {
    TrainingData data = context.data();
    RandomStream random = context.random();
    ModalEmbeddings modal = context.items();
    users =
        Parameter.trainable(
            "user.embedding", Initializer.xavierUniform(data.users(), WIDTH, random));
    items =
        Parameter.trainable(
            "item.embedding", Initializer.xavierUniform(data.items(), WIDTH, random));
    image = ModalProjection.create("image.projection", WIDTH, modal.image().cols(), random);
    text = ModalProjection.create("text.projection", WIDTH, modal.text().cols(), random);
    imageGate = ModalProjection.create("image.gate", WIDTH, WIDTH, random);
    textGate = ModalProjection.create("text.gate", WIDTH, WIDTH, random);
    imagePreference = ModalProjection.create("image.preference", WIDTH, WIDTH, random);
    textPreference = ModalProjection.create("text.preference", WIDTH, WIDTH, random);
    query = ModalProjection.create("query", WIDTH, WIDTH, random);
    queryScore =
        Parameter.trainable("query.score.weight", Initializer.torchLinear(1, WIDTH, random));
    knn = context.getInt("knn");
    imageGraph = ItemGraph.nearest(modal.image(), knn).weighted();
    textGraph = ItemGraph.nearest(modal.text(), knn).weighted();
    graphs = new ModalGraphs(data, context.getInt("layers"), context.getInt("itemLayers"));
    batchSize = context.batchSize();
    regWeight = context.get("regWeight");
    contrastWeight = context.get("contrastWeight");
  }

  @Override
  public void rebuildGraphs(Matrix newImage, Matrix newText) {
    imageGraph = ItemGraph.nearest(newImage, knn).weighted();
    textGraph = ItemGraph.nearest(newText, knn).weighted();
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(List.of(users, items, queryScore));
    for (ModalProjection layer :
        List.of(image, text, imageGate, textGate, imagePreference, textPreference, query)) {
      all.add(layer.weight());
      all.add(layer.bias());
    }
    return all;
  }

  /** c and side of the nodes asked for, users above items; their sum ranks. */
  private record Views(Var behaviour, Var side) {
    Var fused() {
      return add(behaviour, side);
    }
  }

  private Views views(Tape tape, ItemFeatures features, BatchNodes nodes) {
    Var e = tape.var(items);
    Var xImage = multiply(e, gate(tape, imageGate, image.of(tape, features.image(tape))));
    Var xText = multiply(e, gate(tape, textGate, text.of(tape, features.text(tape))));
    Var c = graphs.behaviour(nodes, tape.var(users), e);
    Var zImage = graphs.modal(imageGraph, xImage, nodes);
    Var zText = graphs.modal(textGraph, xText, nodes);
    Var attention = softmax(concatColumns(attention(tape, zImage), attention(tape, zText)));
    Var common =
        add(
            multiplyColumn(zImage, sliceColumns(attention, 0, 1)),
            multiplyColumn(zText, sliceColumns(attention, 1, 2)));
    Var ownImage = multiply(gate(tape, imagePreference, c), subtract(zImage, common));
    Var ownText = multiply(gate(tape, textPreference, c), subtract(zText, common));
    return new Views(c, mean(ownImage, ownText, common));
  }

  private static Var gate(Tape tape, ModalProjection layer, Var x) {
    return sigmoid(layer.of(tape, x));
  }

  private Var attention(Tape tape, Var z) {
    return linear(tanh(query.of(tape, z)), tape.var(queryScore));
  }

  @Override
  public Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random) {
    BatchNodes nodes = BatchNodes.of(batch);
    Views views = views(tape, features, nodes);
    Var last = views.fused();
    Var u = gather(last, nodes.userRows());
    Var i = gather(last, nodes.positiveRows());
    Var j = gather(last, nodes.negativeRows());
    Var cUser = gather(views.behaviour(), nodes.userRows());
    Var cItem = gather(views.behaviour(), nodes.positiveRows());
    Var contrast = add(contrast(views, nodes.positiveRows()), contrast(views, nodes.userRows()));
    Var loss =
        add(
            add(
                bprLoss(rowDot(u, i), rowDot(u, j)),
                scale(squaredPenalty(batchSize, u, i, j), regWeight)),
            scale(contrast, contrastWeight));
    return new Objective(loss, cUser, cItem);
  }

  /** The contrast of both views of some rows; what occurs repeatedly is computed once. */
  private static Var contrast(Views views, int[] rows) {
    RowCounts distinct = RowCounts.of(rows);
    return infoNceLoss(
        gather(views.side(), distinct.rows()),
        gather(views.behaviour(), distinct.rows()),
        distinct.counts(),
        TEMPERATURE);
  }

  @Override
  public Representations represent(Tape tape, ItemFeatures features) {
    return graphs.split(views(tape, features, graphs.allNodes()).fused());
  }

  /** Registers MGCN. */
  @AutoService(RecommenderFactory.class)
  public static final class Factory implements RecommenderFactory {
    @Override
    public String name() {
      return "MGCN";
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
      return List.of(
          new Hyperparameter("knn", 10, "Nearest items an item is linked to, itself included."),
          new Hyperparameter("itemLayers", 1, "Propagation steps on the item-item graphs."),
          new Hyperparameter("layers", 2, "Propagation steps on the user-item graph."),
          new Hyperparameter("regWeight", 1e-4, "Weight of the batch's squared norms."),
          new Hyperparameter("contrastWeight", 0.01, "Weight of the contrastive losses."));
    }

    @Override
    public boolean usesFeatures() {
      return true;
    }

    @Override
    public boolean trainsFeatures() {
      return true;
    }

    @Override
    public double[] learningRateDecay() {
      return new double[] {0.96, 50};
    }

    @Override
    public Recommender create(Context context) {
      return new Mgcn(context);
    }
  }
}
