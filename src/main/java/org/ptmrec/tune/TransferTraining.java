package org.ptmrec.tune;

import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Rows.gather;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ptmrec.clip.Clip;
import org.ptmrec.evaluate.FullRanking;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.recommend.Batch;
import org.ptmrec.recommend.BatchSource;
import org.ptmrec.recommend.FinalEmbeddings;
import org.ptmrec.recommend.ItemFeatures;
import org.ptmrec.recommend.ModalProjection;
import org.ptmrec.recommend.Objective;
import org.ptmrec.recommend.Recommender;
import org.ptmrec.recommend.Training;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.recommend.TrainingDivergedException;
import org.ptmrec.tensor.Adam;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Knowledge-guided tuning (paper §2.3 and §2.4): the batch's interacted items are encoded live
 * under the tuning method, spliced into the cached embeddings, and the recommender's own loss plus
 * the knowledge transfer of Eqs. 11–13 trains recommender and tuning together. After an epoch all
 * items are encoded anew.
 */
public final class TransferTraining implements Training, AutoCloseable {
  /** Width of e^u and e^id, to which the alignment layers of Eq. 12 project. */
  private static final int WIDTH = 64;

  private final TrainingData data;
  private final Recommender recommender;
  private final Clip clip;
  private final EncodedItems encoder;
  private final EncoderTuning tuning;
  private final TransferSpec spec;
  private final BatchSource batches;
  private final List<RankingMetric> metrics;
  private final ModalProjection imageHead;
  private final ModalProjection textHead;
  private final List<Parameter> heads;
  private final List<Parameter> trained;
  private boolean isAligned;
  private final Tape tape;

  public TransferTraining(
      TrainingData data,
      Recommender recommender,
      Clip clip,
      EncoderTuning tuning,
      ItemContent content,
      TransferSpec spec,
      RandomStream random) {
    this.data = data;
    this.recommender = recommender;
    this.clip = clip;
    this.tuning = tuning;
    this.spec = spec;
    this.encoder = new EncodedItems(clip, tuning, content, data.items(), spec.encodeBatch());
    this.batches = new BatchSource(data, spec.training().batch());
    this.metrics = spec.training().validation().stream().map(RankingMetric::parse).toList();
    imageHead = ModalProjection.create("transfer.image", WIDTH, clip.embeddingWidth(), random);
    textHead = ModalProjection.create("transfer.text", WIDTH, clip.embeddingWidth(), random);
    heads =
        spec.ktWeight() > 0
            ? List.of(imageHead.weight(), imageHead.bias(), textHead.weight(), textHead.bias())
            : List.of();
    trained = new ArrayList<>(recommender.parameters());
    trained.addAll(tuning.parameters());
    trained.addAll(heads);
    tape = spec.recompute() ? Tape.create().recomputingSegments() : Tape.create();
    encoder.refresh(tape);
    rebuildGraphs();
  }

  @Override
  public List<Parameter> trained() {
    return trained;
  }

  @Override
  public double learningRateFactor(Parameter parameter) {
    if (heads.contains(parameter)) {
      return spec.alignmentRate();
    }
    return recommender.parameters().contains(parameter) ? spec.recommenderRate() : 1;
  }

  @Override
  public Map<String, Matrix> state() {
    Map<String, Matrix> state = new LinkedHashMap<>();
    trained.forEach(p -> state.put(p.name(), p.value()));
    state.put("image.cache", encoder.image());
    state.put("text.cache", encoder.text());
    return state;
  }

  @Override
  public Losses epoch(RandomStream random, Adam optimizer, IntConsumer rowsDone) {
    if (!isAligned && !heads.isEmpty()) {
      for (int epoch = 0; epoch < spec.alignmentEpochs(); epoch++) {
        align(random);
      }
    }
    isAligned = true;
    recommender.beginEpoch(random);
    double[] sums = new double[2];
    int[] done = new int[1];
    batches.epoch(
        random,
        batch -> {
          Losses losses = step(batch, random, done[0]);
          sums[0] += losses.total();
          sums[1] += losses.transfer();
          done[0]++;
          if (done[0] % spec.accumulate() == 0 || done[0] == batches.batches()) {
            optimizer.step();
          }
          rowsDone.accept(batch.size());
        });
    encoder.refresh(tape);
    rebuildGraphs();
    return new Losses(sums[0] / done[0], sums[1] / done[0]);
  }

  private Losses step(Batch batch, RandomStream random, int number) {
    int[] items = liveItems(batch);
    EncoderTuning training = tuning.forTraining(random);
    SplicedFeatures.Modality text = encoder.liveTexts(tape, items, training);
    SplicedFeatures.Modality image = encoder.liveImages(tape, items, training);
    recommender.beginStep();
    Objective objective =
        recommender.objective(tape, batch, new SplicedFeatures(image, text), random);
    Var loss = objective.loss();
    double transferred = 0;
    if (spec.ktWeight() > 0) {
      Var transfer = transfer(batch, objective, image, text);
      transferred = transfer.scalar();
      loss = add(loss, scale(transfer, spec.ktWeight()));
    }
    double total = loss.scalar();
    if (!Double.isFinite(total)) {
      throw new TrainingDivergedException(number);
    }
    tape.backward(loss, 1.0 / spec.accumulate());
    tape.reset();
    return new Losses(total, transferred);
  }

  /**
   * Fits the alignment layers to the embeddings as they are. They begin at random, and through such
   * layers the gradient of Eq. 12 says nothing to the encoder and wrong things to the users.
   */
  private void align(RandomStream random) {
    Adam optimizer =
        new Adam(heads, spec.training().learningRate()).scaling(this::learningRateFactor);
    recommender.beginEpoch(random);
    batches.epoch(
        random,
        batch -> {
          Objective frozen =
              tape.withoutGradient(() -> recommender.objective(tape, batch, cached(), random));
          int[] items = liveItems(batch);
          Var loss =
              transfer(
                  batch,
                  frozen,
                  encoder.cachedImages(tape, items),
                  encoder.cachedTexts(tape, items));
          tape.backward(loss, 1);
          optimizer.step();
          tape.reset();
        });
  }

  private void rebuildGraphs() {
    if (spec.rebuildGraphs()) {
      recommender.rebuildGraphs(encoder.image(), encoder.text());
    }
  }

  @Override
  public void stateRestored() {
    isAligned = true;
    rebuildGraphs();
  }

  private int[] liveItems(Batch batch) {
    IntStream items = Arrays.stream(batch.positives());
    if (spec.encodeNegatives()) {
      items = IntStream.concat(items, Arrays.stream(batch.negatives()));
    }
    return items.sorted().distinct().toArray();
  }

  /** Eq. 13; rows whose item has no picture have no part in the visual term. */
  private Var transfer(
      Batch batch,
      Objective objective,
      SplicedFeatures.Modality image,
      SplicedFeatures.Modality text) {
    Var total = term(batch, objective, text, textHead);
    Var visual = term(batch, objective, image, imageHead);
    if (total == null || visual == null) {
      Var one = total == null ? visual : total;
      return one == null ? scale(objective.loss(), 0) : one;
    }
    return add(total, visual);
  }

  private @Nullable Var term(
      Batch batch, Objective objective, SplicedFeatures.Modality modality, ModalProjection head) {
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
    return spec.loss()
        .term(
            tape,
            all ? objective.users() : gather(objective.users(), rows),
            all ? objective.itemIds() : gather(objective.itemIds(), rows),
            gather(live, at),
            tape.var(head.weight()),
            tape.var(head.bias()));
  }

  @Override
  public Map<String, Double> validate() {
    FinalEmbeddings last = finalEmbeddings();
    return new FullRanking(last.users(), last.items(), data.train())
        .evaluate(data.validation(), metrics);
  }

  @Override
  public long tensorBytes() {
    long still = frozenParameters() + encoder.image().size() + encoder.text().size();
    return tape.bytes() + Training.trainedBytes(trained) + Float.BYTES * still;
  }

  /** Under the present parameters and cache. */
  public FinalEmbeddings finalEmbeddings() {
    try {
      return FinalEmbeddings.copyOf(
          tape.withoutGradient(() -> recommender.represent(tape, cached())));
    } finally {
      tape.reset();
    }
  }

  private ItemFeatures cached() {
    return new SplicedFeatures(
        new SplicedFeatures.Modality(encoder.image(), new int[0], null),
        new SplicedFeatures.Modality(encoder.text(), new int[0], null));
  }

  /** The recommender that is being trained. */
  public Recommender recommender() {
    return recommender;
  }

  /** How many numbers of the encoder stay as they were pretrained. */
  public long frozenParameters() {
    return clip.parameters().stream().mapToLong(p -> p.value().size()).sum();
  }

  /** The tuning method that is being trained. */
  public EncoderTuning tuning() {
    return tuning;
  }

  /** The items' image embeddings under the present tuning, [I, width]. */
  public Matrix imageEmbeddings() {
    return encoder.image();
  }

  /** The items' text embeddings under the present tuning, [I, width]. */
  public Matrix textEmbeddings() {
    return encoder.text();
  }

  @Override
  public void close() {
    tape.close();
  }
}
