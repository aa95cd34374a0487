package org.ptmrec.recommend;

import static org.ptmrec.loss.BprLoss.bprLoss;
import static org.ptmrec.loss.InfoNceLoss.infoNceLoss;
import static org.ptmrec.loss.Regularization.squaredPenalty;
import static org.ptmrec.tensor.Activation.sigmoid;
import static org.ptmrec.tensor.Activation.tanh;
import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.mean;
import static org.ptmrec.tensor.Arithmetic.multiply;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Dropout.dropout;
import static org.ptmrec.tensor.Linear.linear;
import static org.ptmrec.tensor.Reduction.rowDot;
import static org.ptmrec.tensor.Rows.gather;
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
 * Modalities denoised and fused as spectra, each propagated on its own item graph, weighted by what
 * the user's behaviour prefers; Ong and Khong, WSDM 2025.
 */
final class Smore implements Recommender {
  private static final int WIDTH = 64;
  private static final double TEMPERATURE = 0.2;

  /** What image, text and their fusion each have of their own. */
  private record Channel(Parameter filter, ModalProjection gate, ModalProjection preference) {

    static Channel create(String name, RandomStream random) {
      return new Channel(
          Parameter.trainable(name + ".filter", Initializer.normal(2, WIDTH / 2 + 1, 1, random)),
          ModalProjection.create(name + ".gate", WIDTH, WIDTH, random),
          ModalProjection.create(name + ".preference", WIDTH, WIDTH, random));
    }

    /** x: the item's id embedding, gated by the filtered spectrum. */
    Var purified(Tape tape, Var e, Spectrum spectrum) {
      Var y = spectrum.filtered(tape.var(filter)).inverse(tape);
      return multiply(e, sigmoid(gate.of(tape, y)));
    }
  }

  /** Which items are similar by image, by text, and by either. */
  private record SimilarItems(SparseMatrix image, SparseMatrix text, SparseMatrix either) {
    static SimilarItems of(Matrix image, int imageKnn, Matrix text, int textKnn) {
      SparseMatrix byImage = ItemGraph.nearest(image, imageKnn).weighted();
      SparseMatrix byText = ItemGraph.nearest(text, textKnn).weighted();
      return new SimilarItems(byImage, byText, SparseMatrix.maximum(byImage, byText));
    }
  }

  private record Query(ModalProjection hidden, Parameter out) {
    static Query create(String name, RandomStream random) {
      return new Query(
          ModalProjection.create(name, WIDTH, WIDTH, random),
          Parameter.trainable(name + ".out.weight", Initializer.torchLinear(WIDTH, WIDTH, random)));
    }

    /** Over the coordinates of every row. */
    Var attention(Tape tape, Var z) {
      return softmax(linear(tanh(hidden.of(tape, z)), tape.var(out)));
    }
  }

  private final Parameter users;
  private final Parameter items;
  private final ModalProjection imageProjection;
  private final ModalProjection textProjection;
  private final Channel image;
  private final Channel text;
  private final Channel fusion;
  private final Query imageQuery;
  private final Query textQuery;
  private final ModalGraphs graphs;
  private final int batchSize;
  private final double dropout;
  private final double regWeight;
  private final double contrastWeight;
  private final int imageKnn;
  private final int textKnn;
  private SimilarItems similar;

  private Smore(RecommenderFactory.Context context) {
    TrainingData data = context.data();
    RandomStream random = context.random();
    ModalEmbeddings modal = context.items();
    users =
        Parameter.trainable(
            "user.embedding", Initializer.xavierUniform(data.users(), WIDTH, random));
    items =
        Parameter.trainable(
            "item.embedding", Initializer.xavierUniform(data.items(), WIDTH, random));
    imageProjection =
        ModalProjection.create("image.projection", WIDTH, modal.image().cols(), random);
    textProjection = ModalProjection.create("text.projection", WIDTH, modal.text().cols(), random);
    image = Channel.create("image", random);
    text = Channel.create("text", random);
    fusion = Channel.create("fusion", random);
    imageQuery = Query.create("image.query", random);
    textQuery = Query.create("text.query", random);
    graphs = new ModalGraphs(data, context.getInt("layers"), context.getInt("itemLayers"));
    batchSize = context.batchSize();
    dropout = context.get("dropout");
    regWeight = context.get("regWeight");
    contrastWeight = context.get("contrastWeight");
    imageKnn = context.getInt("imageKnn");
    textKnn = context.getInt("textKnn");
    similar = SimilarItems.of(modal.image(), imageKnn, modal.text(), textKnn);
  }

  @Override
  public void rebuildGraphs(Matrix newImage, Matrix newText) {
    similar = SimilarItems.of(newImage, imageKnn, newText, textKnn);
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all =
        new ArrayList<>(
            List.of(
                users,
                items,
                image.filter(),
                text.filter(),
                fusion.filter(),
                imageQuery.out(),
                textQuery.out()));
    for (ModalProjection layer :
        List.of(
            imageProjection,
            textProjection,
            image.gate(),
            text.gate(),
            fusion.gate(),
            image.preference(),
            text.preference(),
            fusion.preference(),
            imageQuery.hidden(),
            textQuery.hidden())) {
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

  private Views views(
      Tape tape, ItemFeatures features, BatchNodes nodes, double rate, RandomStream random) {
    Var e = tape.var(items);
    Spectrum imageSpectrum = Spectrum.of(tape, imageProjection.of(tape, features.image(tape)));
    Spectrum textSpectrum = Spectrum.of(tape, textProjection.of(tape, features.text(tape)));
    Var xImage = image.purified(tape, e, imageSpectrum);
    Var xText = text.purified(tape, e, textSpectrum);
    Var xFusion = fusion.purified(tape, e, textSpectrum.times(imageSpectrum));
    Var c = graphs.behaviour(nodes, tape.var(users), e);
    Var zImage = graphs.modal(similar.image(), xImage, nodes);
    Var zText = graphs.modal(similar.text(), xText, nodes);
    Var zFusion = graphs.modal(similar.either(), xFusion, nodes);
    Var aImage = multiply(imageQuery.attention(tape, zFusion), zImage);
    Var aText = multiply(textQuery.attention(tape, zFusion), zText);
    Var side =
        mean(
            multiply(preference(tape, image, c, rate, random), aImage),
            multiply(preference(tape, text, c, rate, random), aText),
            multiply(preference(tape, fusion, c, rate, random), zFusion));
    return new Views(c, side);
  }

  private static Var preference(
      Tape tape, Channel channel, Var c, double rate, RandomStream random) {
    return dropout(sigmoid(channel.preference().of(tape, c)), rate, random);
  }

  @Override
  public Objective objective(Tape tape, Batch batch, ItemFeatures features, RandomStream random) {
    BatchNodes nodes = BatchNodes.of(batch);
    Views views = views(tape, features, nodes, dropout, random);
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
    return graphs.split(
        views(tape, features, graphs.allNodes(), 0, RandomStream.ofSeed(0)).fused());
  }

  /** Registers SMORE. */
  @AutoService(RecommenderFactory.class)
  public static final class Factory implements RecommenderFactory {
    @Override
    public String name() {
      return "SMORE";
    }

    @Override
    public List<Hyperparameter> hyperparameters() {
      return List.of(
          new Hyperparameter("imageKnn", 10, "Nearest items by image, the item itself included."),
          new Hyperparameter("textKnn", 10, "Nearest items by text, the item itself included."),
          new Hyperparameter("itemLayers", 1, "Propagation steps on the item-item graphs."),
          new Hyperparameter("layers", 3, "Propagation steps on the user-item graph."),
          new Hyperparameter("dropout", 0, "Share of preferences left out in training."),
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
      return new Smore(context);
    }
  }
}
