package org.ptmrec.tune;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.ptmrec.clip.Clip;
import org.ptmrec.recommend.CheckpointStore;
import org.ptmrec.recommend.ModalEmbeddings;
import org.ptmrec.recommend.RecommenderFactory;
import org.ptmrec.recommend.Recommenders;
import org.ptmrec.recommend.TrainingData;
import org.ptmrec.recommend.TrainingLoop;
import org.ptmrec.recommend.TrainingSpec;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.Trial;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.testkit.TinyClip;

/** Stage two on a handful of users and items, and on a CLIP with random weights. */
final class TinyTuning {
  private static final int USERS = 12;
  private static final int ITEMS = 40;

  /** Steps of two batches, a short last batch and a short last round. */
  static final TransferSpec SPEC =
      TransferSpec.create()
          .withTraining(
              TrainingSpec.create()
                  .withBatch(8)
                  .withEpochs(3)
                  .withLearningRate(0.01)
                  .withCheckpointEvery(1))
          .withAccumulate(2)
          .withEncodeBatch(7)
          .withAlignmentEpochs(1);

  private final String recommender;
  private final String method;
  private final TransferSpec spec;
  private final TrainingData data = TrainingData.of(interactions());

  TinyTuning(String recommender, String method, TransferSpec spec) {
    this.recommender = recommender;
    this.method = method;
    this.spec = spec;
  }

  private static List<Interaction> interactions() {
    List<Interaction> rows = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      for (int step = 0; step < 5; step++) {
        rows.add(new Interaction(user, (3 * user + 4 * step) % ITEMS, Split.TRAIN, 0L));
      }
      rows.add(new Interaction(user, (3 * user + 1) % ITEMS, Split.VALID, 0L));
    }
    return rows;
  }

  /** Every third item has no picture. */
  private record Content() implements ItemContent {
    @Override
    public boolean hasImage(int item) {
      return item % 3 != 0;
    }

    @Override
    public float[] pixels(int item) {
      float[] pixels = new float[TinyClip.CONFIG.vision().imageValues()];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (i * (item + 1)) % 7 * 0.3f - 1;
      }
      return pixels;
    }

    @Override
    public int[] tokens(int item) {
      return new int[] {TinyClip.VOCABULARY - 2, item + 1, item + 50, TinyClip.VOCABULARY - 1};
    }

    @Override
    public @Nullable Prefixes prefixes() {
      return null;
    }
  }

  TransferTraining training() {
    RandomStream random = RandomStream.ofSeed(6);
    ModalEmbeddings embeddings =
        new ModalEmbeddings(
            Initializer.normal(ITEMS, 6, 1, random),
            Initializer.normal(ITEMS, 6, 1, random),
            new boolean[ITEMS]);
    return new TransferTraining(
        data,
        Recommenders.named(recommender)
            .create(
                new RecommenderFactory.Context(
                    data,
                    Recommenders.hyperparameters(recommender, Map.of()),
                    embeddings,
                    spec.training().batch(),
                    random.split("parameters"))),
        Clip.initialize(TinyClip.CONFIG, RandomStream.ofSeed(1)),
        EncoderTunings.create(method, Map.of(), TinyClip.CONFIG, random.split("tuning")),
        new Content(),
        spec,
        random.split("heads"));
  }

  private Trial trial() {
    return new Trial(
        recommender,
        new TreeMap<>(Recommenders.hyperparameters(recommender, Map.of())),
        6L,
        method);
  }

  private static RandomStream random() {
    return RandomStream.ofSeed(7);
  }

  /** What a tuning ends with: everything that is trained, and embeddings of items. */
  record Result(Map<String, float[]> state, int bestEpoch, List<EpochRecord> history) {
    static Result of(TransferTraining training, TrainingLoop.Outcome outcome) {
      Map<String, float[]> state = new TreeMap<>();
      training.state().forEach((name, value) -> state.put(name, value.toFloats()));
      return new Result(state, outcome.bestEpoch(), outcome.history());
    }
  }

  /** The ordinary tuning. */
  Result alone() {
    try (TransferTraining training = training()) {
      TrainingLoop loop =
          new TrainingLoop(
                  trial(), spec.training(), training, random(), CheckpointStore.NONE, epoch -> {})
              .startingFromItsState();
      return Result.of(training, loop.run(epoch -> spec.training().learningRate() / (1 + epoch)));
    }
  }

  TuningRounds rounds(RoundRecords records) {
    return new TuningRounds(
        trial(), spec, data.rows(), epoch -> spec.training().learningRate() / (1 + epoch), records);
  }

  void begin(TuningRounds rounds, TuningReplica replica) {
    rounds.begin(replica, random(), true);
  }

  /** All rounds in one replica. */
  Result inRounds() {
    try (TuningReplica replica = new TuningReplica(training())) {
      TuningRounds rounds = rounds(RoundRecords.inMemory());
      begin(rounds, replica);
      while (!rounds.isOver()) {
        for (int worker = 0; worker < spec.rounds().workers(); worker++) {
          rounds.work(worker, replica, rows -> {});
        }
        boolean unused = rounds.average(replica);
      }
      return Result.of(replica.training(), rounds.finish(replica).outcome());
    }
  }
}
