package org.ptmrec.tune;

import static java.util.Objects.requireNonNull;
import static org.ptmrec.tensor.Arithmetic.addToColumns;
import static org.ptmrec.tensor.Arithmetic.scale;
import static org.ptmrec.tensor.Dropout.dropout;
import static org.ptmrec.tensor.Linear.linear;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.clip.Clip;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.Tower;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.schema.LoraChange;
import org.ptmrec.schema.LoraWeights;
import org.ptmrec.schema.Tensor;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Low-rank changes of the attention projections: y = Wx + b + (alpha/rank) B A dropout(x), B zero
 * at first; Hu et al., LoRA, 2022, compared in the paper's Table 2.
 */
public final class LoraTuning implements EncoderTuning {
  private static final String NAME = "lora";

  /** The packed projections in their order, by the letter that an option names them with. */
  private static final String PARTS = "qkv";

  private final Options options;
  private final ImmutableList<Change> vision;
  private final ImmutableList<Change> text;
  private final @Nullable RandomStream dropout;

  private LoraTuning(
      Options options,
      ImmutableList<Change> vision,
      ImmutableList<Change> text,
      @Nullable RandomStream dropout) {
    this.options = options;
    this.vision = vision;
    this.text = text;
    this.dropout = dropout;
  }

  /**
   * Options of the method.
   *
   * @param rank inner width of a change
   * @param alpha a change is scaled by alpha/rank
   * @param dropout rate on a change's input while training
   * @param projections which of q, k and v are changed
   */
  record Options(int rank, double alpha, double dropout, String projections) {

    static Options read(TuningOptions options, ClipConfig config) {
      int width = Math.min(config.tower(Tower.VISION).width(), config.tower(Tower.TEXT).width());
      int rank = options.integer("rank", Math.min(16, width), 1, width);
      String projections = options.text("projections", "qv");
      if (!projections.matches("q?k?v?") || projections.isEmpty()) {
        throw options.error("projections", projections, "some of q, k and v, such as qv");
      }
      return new Options(
          rank,
          options.number("alpha", rank, 0, Double.POSITIVE_INFINITY),
          options.number("dropout", 0.1, 0, 1),
          projections);
    }

    double scale() {
      return alpha / rank;
    }
  }

  /**
   * The change of one projection.
   *
   * @param part 0, 1 or 2: queries, keys or values
   * @param down A, [rank, width]
   * @param up B, [width, rank]
   */
  private record Change(int layer, int part, Parameter down, Parameter up) {}

  /** Lists the method for {@link EncoderTunings}. */
  @AutoService(TuningMethod.class)
  public static final class Method implements TuningMethod {
    @Override
    public String name() {
      return NAME;
    }

    @Override
    public EncoderTuning create(ClipConfig config, TuningOptions options, RandomStream random) {
      Options read = Options.read(options, config);
      return new LoraTuning(
          read,
          changes(Tower.VISION, config, read, random),
          changes(Tower.TEXT, config, read, random),
          null);
    }

    @Override
    public long countParameters(ClipConfig config, TuningOptions options) {
      Options read = Options.read(options, config);
      long count = 0;
      for (Tower tower : Tower.values()) {
        long each = 2L * read.rank() * config.tower(tower).width();
        count += each * read.projections().length() * config.tower(tower).layers();
      }
      return count;
    }

    @Override
    public Optional<SavedTuning> read(Object record) {
      if (!(record instanceof LoraWeights saved)) {
        return Optional.empty();
      }
      Map<String, Object> options =
          Map.of(
              "rank", saved.getRank(),
              "alpha", saved.getAlpha(),
              "dropout", saved.getDropout(),
              "projections", saved.getProjections());
      List<Tensor> tensors = new ArrayList<>();
      for (LoraChange change : Iterables.concat(saved.getVision(), saved.getText())) {
        tensors.add(change.getDown());
        tensors.add(change.getUp());
      }
      return Optional.of(SavedTuning.of(NAME, options, tensors));
    }
  }

  private static ImmutableList<Change> changes(
      Tower tower, ClipConfig config, Options options, RandomStream random) {
    int width = config.tower(tower).width();
    ImmutableList.Builder<Change> changes = ImmutableList.builder();
    for (int layer = 0; layer < config.tower(tower).layers(); layer++) {
      for (char projection : options.projections().toCharArray()) {
        String name = tower.key() + ".lora." + layer + "." + projection;
        Matrix down = Initializer.torchLinear(options.rank(), width, random.split(name));
        Matrix up = Matrix.zeros(DataType.FLOAT, width, options.rank());
        changes.add(
            new Change(
                layer,
                PARTS.indexOf(projection),
                Parameter.trainable(name + ".down", down),
                Parameter.trainable(name + ".up", up)));
      }
    }
    return changes.build();
  }

  private final class Hooks implements TowerHooks {
    private final ImmutableList<Change> changes;

    Hooks(ImmutableList<Change> changes) {
      this.changes = changes;
    }

    @Override
    public Var projections(Tape tape, int layer, Var x, Var qkv) {
      for (Change change : changes) {
        if (change.layer() == layer) {
          Var input = dropout == null ? x : dropped(x, change);
          Var narrow = scale(linear(input, tape.var(change.down())), options.scale());
          Var delta = linear(narrow, tape.var(change.up()));
          qkv = addToColumns(qkv, delta, change.part() * delta.cols());
        }
      }
      return qkv;
    }

    /** Every change has a stream of its own: the same call gives the same. */
    private Var dropped(Var x, Change change) {
      RandomStream own = requireNonNull(dropout).split(change.down().name());
      return dropout(x, options.dropout(), own);
    }
  }

  @Override
  public Optional<Clip> mergedInto(Clip clip) {
    return Optional.of(merge(merge(clip, Tower.VISION, vision), Tower.TEXT, text));
  }

  private Clip merge(Clip clip, Tower tower, List<Change> changes) {
    Map<Integer, Matrix> merged = new HashMap<>();
    for (Change change : changes) {
      Matrix weight =
          merged.computeIfAbsent(
              change.layer(), layer -> clip.projections(tower, layer).value().copy());
      addProduct(change, weight);
    }
    return clip.withProjections(tower, merged);
  }

  /** weight += (alpha/rank) B A in the rows of the changed projection. */
  private void addProduct(Change change, Matrix weight) {
    int width = weight.cols();
    float[] values = weight.toFloats();
    float[] up = change.up().value().toFloats();
    float[] down = change.down().value().toFloats();
    for (int row = 0; row < width; row++) {
      for (int column = 0; column < width; column++) {
        double sum = 0;
        for (int k = 0; k < options.rank(); k++) {
          sum += (double) up[row * options.rank() + k] * down[k * width + column];
        }
        values[(change.part() * width + row) * width + column] += (float) (options.scale() * sum);
      }
    }
    weight.set(values);
  }

  @Override
  public LoraWeights toRecord(Map<String, ?> resolved) {
    return LoraWeights.newBuilder()
        .setRank(options.rank())
        .setAlpha(options.alpha())
        .setDropout(options.dropout())
        .setProjections(options.projections())
        .setVision(vision.stream().map(LoraTuning::record).toList())
        .setText(text.stream().map(LoraTuning::record).toList())
        .build();
  }

  private static LoraChange record(Change change) {
    return LoraChange.newBuilder()
        .setLayer(change.layer())
        .setProjection(PARTS.substring(change.part(), change.part() + 1))
        .setDown(TensorRecords.of(change.down()))
        .setUp(TensorRecords.of(change.up()))
        .build();
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public TowerHooks vision() {
    return new Hooks(vision);
  }

  @Override
  public TowerHooks text() {
    return new Hooks(text);
  }

  @Override
  public EncoderTuning forTraining(RandomStream random) {
    return new LoraTuning(options, vision, text, RandomStream.ofSeed(random.nextLong()));
  }

  @Override
  public ImmutableList<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (List<Change> changes : List.of(vision, text)) {
      for (Change change : changes) {
        parameters.add(change.down());
        parameters.add(change.up());
      }
    }
    return ImmutableList.copyOf(parameters);
  }
}
