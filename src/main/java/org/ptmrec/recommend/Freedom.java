package org.ptmrec.recommend;

import static org.ptmrec.loss.BprLoss.bprLoss;
import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Reduction.rowDot;
import static org.ptmrec.tensor.Rows.gather;
import static org.ptmrec.tensor.Rows.sliceRows;
import static org.ptmrec.tensor.SparseProduct.meanOfPowers;
import static org.ptmrec.tensor.SparseProduct.sparse;

import com.google.auto.service.AutoService;
import java.util.List;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.SparseMatrix;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * A frozen item–item graph from the modalities beside a user–item graph that is pruned anew every
 * epoch; Zhou and Shen, MM 2023. The modalities reach the ranking by the item graph and by
 * gradients into the ids.
 */
final class Freedom implements Recommender {
  private static final int WIDTH = 64;

  private final TrainingData data;
  private final Parameter users;
  private final Parameter items;
  private final ModalProjection text;
  private final ModalProjection image;
  private final SparseMatrix fullGraph;
  private final EdgePruning pruning;
  private final int knn;
  private final float imageWeight;
  private final int itemLayers;
  private final int layers;
  private final double dropout;
  private final double regWeight;

  private SparseMatrix itemGraph;

  /** Redrawn every epoch. */
  private SparseMatrix trainingGraph;

  private Freedom(RecommenderFactory.Context context) {
    data = context.data();
    RandomStream random = context.random();
    users =
        Parameter.trainable(
            "user.embedding", Initializer.xavierUniform(data.users(), WIDTH, random));
    items =
        Parameter.trainable(
            "item.embedding", Initializer.xavierUniform(data.items(), WIDTH, random));
    ModalEmbeddings modal = context.items();
    image = ModalProjection.create("image.projection", WIDTH, modal.image().cols(), random);
    text = ModalProjection.create("text.projection", WIDTH, modal.text().cols(), random);
    knn = context.getInt("knn");
    imageWeight = (float) context.get("imageWeight");
    itemGraph = itemGraph(modal.image(), modal.text(), knn, imageWeight);
    fullGraph = InteractionGraph.distinct(data);
    trainingGraph = fullGraph;
    pruning = new EdgePruning(data);
    itemLayers = context.getInt("itemLayers");
    layers = context.getInt("layers");
    dropout = context.get("dropout");
    regWeight = context.get("regWeight");
  }

  private static SparseMatrix itemGraph(Matrix image, Matrix text, int knn, float imageWeight) {
    return SparseMatrix.sum(
        imageWeight,
        ItemGraph.nearest(image, knn).uniform(),
        1 - imageWeight,
        ItemGraph.nearest(text, knn).uniform());
  }

  @Override
  public void rebuildGraphs(Matrix newImage, Matrix newText) {
    itemGraph = itemGraph(newImage, newText, knn, imageWeight);
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(users, items, image.weight(), image.bias(), text.weight(), text.bias());
  }

  @Override
  public void beginEpoch(RandomStream random) {
    if (dropout > 0) {
      trainingGraph = InteractionGraph.ofRows(data, pruning.draw(dropout, random));
    }
  }

  @Override
  public Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random) {
    BatchNodes nodes = BatchNodes.of(batch);
    int[] positives = nodes.positivesAmongItems();
    int[] negatives = nodes.negativesAmongItems();
    // g is by interactions alone, h by similar items.
    Var g =
        meanOfPowers(
            trainingGraph, layers, nodes.inGraph(data.users()), tape.var(users), tape.var(items));
    Var both = add(sliceRows(g, nodes.users().length, g.rows()), similarItems(tape, nodes.items()));
    Var u = gather(g, nodes.userRows());
    Var loss = bprLoss(rowDot(u, both, positives), rowDot(u, both, negatives));
    if (regWeight != 0) {
      Var t = text.of(tape, features.text(tape, nodes.items()));
      Var v = image.of(tape, features.image(tape, nodes.items()));
      Var byText = bprLoss(rowDot(u, t, positives), rowDot(u, t, negatives));
      Var byImage = bprLoss(rowDot(u, v, positives), rowDot(u, v, negatives));
      loss = add(loss, scale(add(byText, byImage), regWeight));
    }
    return new Objective(loss, u, gather(g, nodes.positiveRows()));
  }

  /** The last propagation is for the wanted items only. */
  private Var similarItems(Tape tape, int[] wanted) {
    if (itemLayers == 0) {
      return gather(tape.var(items), wanted);
    }
    return sparse(itemGraph, wanted, similarItems(tape, itemLayers - 1));
  }

  private Var similarItems(Tape tape, int steps) {
    Var h = tape.var(items);
    for (int step = 0; step < steps; step++) {
      h = sparse(itemGraph, h);
    }
    return h;
  }

  @Override
  public Representations represent(Tape tape, ItemFeatures features) {
    Var nodes = meanOfPowers(fullGraph, layers, tape.var(users), tape.var(items));
    return new Representations(
        sliceRows(nodes, 0, data.users()),
        add(sliceRows(nodes, data.users(), nodes.rows()), similarItems(tape, itemLayers)));
  }

  /** Registers FREEDOM. */
  @AutoService(RecommenderFactory.class)
  public static final class Factory implements RecommenderFactory {
    @Override
    public String name() {
      return "FREEDOM";
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
      return List.of(
          new Hyperparameter("knn", 10, "Nearest items an item is linked to, itself included."),
          new Hyperparameter("imageWeight", 0.1, "Share of the image graph; text has the rest."),
          new Hyperparameter("itemLayers", 1, "Propagation steps on the item-item graph."),
          new Hyperparameter("layers", 2, "Propagation steps on the user-item graph."),
          new Hyperparameter("dropout", 0.8, "Share of interactions pruned every epoch."),
          new Hyperparameter("regWeight", 1e-3, "Weight of the losses by text and by image."));
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
    public Recommender create(Context context) {
      return new Freedom(context);
    }
  }
}
