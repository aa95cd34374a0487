package org.ptmrec.recommend;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.ptmrec.schema.Checkpoint;
import org.ptmrec.schema.EpochRecord;
import org.ptmrec.schema.Interaction;
import org.ptmrec.schema.Split;
import org.ptmrec.schema.Trial;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;

/** Stage one on a handful of users and items. */
final class TinyTraining {
  static final int USERS = 12;
  static final int ITEMS = 50;
  private static final int WIDTH = 6;
  private static final TrainingSpec SPEC = TrainingSpec.create().withBatch(16);

  private final String recommender;
  private final Map<String, Double> changed;
  private final TrainingData data;
  private final ModalEmbeddings embeddings;

  TinyTraining(
      String recommender,
      Map<String, Double> changed,
      TrainingData data,
      ModalEmbeddings embeddings) {
    this.recommender = recommender;
    this.changed = changed;
    this.data = data;
    this.embeddings = embeddings;
  }

  /** What a run ends with. */
  record Result(Map<String, float[]> state, List<EpochRecord> history, FinalEmbeddings last) {}

  Result run(int epochs, int checkpointEvery, CheckpointStore checkpoints, Listener listener) {
    RecommenderFactory factory = Recommenders.named(recommender);
    Map<String, Double> hyperparameters = Recommenders.hyperparameters(recommender, changed);
    TrainingSpec spec = SPEC.withEpochs(epochs).withCheckpointEvery(checkpointEvery);
    Trial trial = new Trial(recommender, new TreeMap<>(hyperparameters), 3L, "none");
    TableFeatures features = new TableFeatures(embeddings, factory.trainsFeatures());
    List<Parameter> tables = factory.usesFeatures() ? features.parameters() : List.of();
    Recommender made =
        factory.create(
            new RecommenderFactory.Context(
                data, hyperparameters, embeddings, spec.batch(), RandomStream.ofSeed(3)));
    try (StageOneTraining training = new StageOneTraining(data, made, features, tables, spec)) {
      TrainingLoop.Outcome outcome =
          new TrainingLoop(
                  trial,
                  spec,
                  training,
                  RandomStream.ofSeed(4),
                  checkpoints,
                  epoch -> listener.epochFinished(epoch.getEpoch()))
              .run(epoch -> spec.learningRate());
      Map<String, float[]> state = new LinkedHashMap<>();
      training.state().forEach((name, value) -> state.put(name, value.toFloats()));
      return new Result(state, outcome.history(), training.finalEmbeddings());
    }
  }

  /** Told of every epoch; may throw to interrupt the run. */
  interface Listener {
    void epochFinished(int epoch);
  }

  /** Keeps the last checkpoint in memory. */
  static final class MemoryCheckpoints implements CheckpointStore {
    private Optional<Checkpoint> last = Optional.empty();

    @Override
    public Optional<Checkpoint> load() {
      return last;
    }

    @Override
    public void save(Checkpoint checkpoint) {
      last = Optional.of(checkpoint);
    }

    @Override
    public String location() {
      return "memory";
    }
  }

  /** Every user has a few items of its own, and one of them to validate on. */
  static List<Interaction> interactions() {
    List<Interaction> rows = new ArrayList<>();
    for (int user = 0; user < USERS; user++) {
      for (int step = 0; step < 4; step++) {
        rows.add(train(user, (4 * user + 3 * step) % ITEMS));
      }
      rows.add(new Interaction(user, (4 * user + 12) % ITEMS, Split.VALID, 0L));
    }
    return rows;
  }

  static Interaction train(int user, int item) {
    return new Interaction(user, item, Split.TRAIN, 0L);
  }

  static ModalEmbeddings embeddings(int items) {
    RandomStream random = RandomStream.ofSeed(5);
    return new ModalEmbeddings(
        Initializer.normal(items, WIDTH, 1, random),
        Initializer.normal(items, WIDTH + 1, 1, random),
        new boolean[items]);
  }
}
