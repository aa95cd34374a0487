package org.ptmrec.tune;

import static org.ptmrec.tensor.Arithmetic.add;
import static org.ptmrec.tensor.Arithmetic.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.ptmrec.clip.Clip;
import org.ptmrec.evaluate.FullRanking;
import org.ptmrec.evaluate.RankingMetric;
import org.ptmrec.recommend.Batch;
import org.ptmrec.recommend.BatchSource;
import org.ptmrec.recommend.FinalEmbeddings;
import org.ptmrec.recommend.ItemFeatures;
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
  private final TrainingData data;
  private final Recommender recommender;
  private final Clip clip;
  private final EncodedItems encoder;
  private final EncoderTuning tuning;
  private final TransferSpec spec;
  private final BatchSource batches;
  private final List<RankingMetric> metrics;
  private final AlignmentLayers alignment;
  private final List<Parameter> heads;
  private final List<Parameter> trained;
  private final Tape tape;
  private IntConsumer embedded = items -> {};
  private boolean isAligned;
  private boolean isEncoded;

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
    alignment = new AlignmentLayers(clip.embeddingWidth(), spec.loss(), random);
    heads = spec.ktWeight() > 0 ? alignment.parameters() : List.of();
    trained = new ArrayList<>(recommender.parameters());
    trained.addAll(tuning.parameters());
    trained.addAll(heads);
    tape = spec.recompute() ? Tape.create().recomputingSegments() : Tape.create();
  }

  /** How many embeddings are made when all items are encoded: pictures and texts. */
  public static long embeddings(TrainingData data) {
    return 2L * data.items();
  }

  /** Tells of every batch of embeddings, each of one picture or one text, how many there are. */
  public void onEmbedded(IntConsumer listener) {
    embedded = listener;
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
    align(random);
    BatchSource.Pass pass = beginEpoch(IntStream.range(0, data.rows()).toArray(), random);
    LossSums sums = steps(pass, 0, pass.batches(), LossSums.NONE, random, optimizer, rowsDone);
    encodeItems();
    return sums.mean();
  }

  /**
   * Begins a pass over some training interactions.
   *
   * @param rows their numbers, ascending; shuffled in place
   */
  BatchSource.Pass beginEpoch(int[] rows, RandomStream random) {
    encodeItemsOnce();
    recommender.beginEpoch(random);
    return batches.pass(rows, random);
  }

  /**
   * The batches of a pass from {@code first} to before {@code end}; the optimiser's last step takes
   * what has been accumulated if that is the end of the pass.
   *
   * @param before what batches of this pass have come to so far
   * @param rowsDone told of every batch's rows when it is done
   * @return the sums with these batches
   */
  LossSums steps(
      BatchSource.Pass pass,
      int first,
      int end,
      LossSums before,
      RandomStream random,
      Adam optimizer,
      IntConsumer rowsDone) {
    double[] sums = {before.total(), before.transfer()};
    int[] done = {first};
    pass.run(
        first,
        end,
        batch -> {
          Losses losses = step(batch, random, done[0]);
          sums[0] += losses.total();
          sums[1] += losses.transfer();
          done[0]++;
          if (done[0] % spec.accumulate() == 0 || done[0] == pass.batches()) {
            optimizer.step();
          }
          rowsDone.accept(batch.size());
        });
    return new LossSums(sums[0], sums[1], before.batches() + end - first);
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
      Var transfer = alignment.transfer(tape, batch, objective, image, text);
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
   * Fits the alignment layers to the embeddings as they are, if that was asked for and is not done.
   * They begin at random, and through such layers the gradient of Eq. 12 says nothing to the
   * encoder and wrong things to the users.
   */
  void align(RandomStream random) {
    if (!isAligned && !heads.isEmpty()) {
      for (int epoch = 0; epoch < spec.alignmentEpochs(); epoch++) {
        alignEpoch(random);
      }
    }
    isAligned = true;
  }

  private void alignEpoch(RandomStream random) {
    encodeItemsOnce();
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
              alignment.transfer(
                  tape,
                  batch,
                  frozen,
                  encoder.cachedImages(tape, items),
                  encoder.cachedTexts(tape, items));
          tape.backward(loss, 1);
          optimizer.step();
          tape.reset();
        });
  }

  /** Embeds all items under the tuning as it is now. */
  void encodeItems() {
    encoder.refresh(tape, embedded);
    rebuildGraphs();
    isEncoded = true;
  }

  private void encodeItemsOnce() {
    if (!isEncoded) {
      encodeItems();
    }
  }

  private void rebuildGraphs() {
    if (spec.rebuildGraphs()) {
      recommender.rebuildGraphs(encoder.image(), encoder.text());
    }
  }

  @Override
  public void stateRestored() {
    isAligned = true;
    isEncoded = true;
    rebuildGraphs();
  }

  private int[] liveItems(Batch batch) {
    IntStream items = Arrays.stream(batch.positives());
    if (spec.encodeNegatives()) {
      items = IntStream.concat(items, Arrays.stream(batch.negatives()));
    }
    return items.sorted().distinct().toArray();
  }

  @Override
  public Map<String, Double> validate() {
    FinalEmbeddings last = finalEmbeddings().checked();
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
    encodeItemsOnce();
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
    encodeItemsOnce();
    return encoder.image();
  }

  /** The items' text embeddings under the present tuning, [I, width]. */
  public Matrix textEmbeddings() {
    encodeItemsOnce();
    return encoder.text();
  }

  @Override
  public void close() {
    tape.close();
  }
}
