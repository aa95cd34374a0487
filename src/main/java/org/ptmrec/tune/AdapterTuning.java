package org.ptmrec.tune;

import static org.ptmrec.tensor.Linear.activated;
import static org.ptmrec.tensor.Linear.linearPlus;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nd4j.linalg.api.buffer.DataType;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.Tower;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.schema.AdapterWeights;
import org.ptmrec.schema.BlockAdapter;
import org.ptmrec.schema.Tensor;
import org.ptmrec.tensor.Matrix;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Unary;
import org.ptmrec.tensor.Var;

/**
 * Two small bottlenecks in every block, after the attention and after the MLP, each before what
 * they change is added to the residual stream; Houlsby et al., 2019, compared in the paper's Table
 * 2. The layer norms stay frozen.
 */
public final class AdapterTuning implements EncoderTuning {
  private static final String NAME = "adapter";

  /** Nearly the identity at first: normal with this deviation, none beyond two of it. */
  private static final double DEVIATION = 1e-3;

  private final Options options;
  private final Hooks vision;
  private final Hooks text;

  private AdapterTuning(Options options, Hooks vision, Hooks text) {
    this.options = options;
    this.vision = vision;
    this.text = text;
  }

  /**
   * Options of the method.
   *
   * @param reduction a tower's width divided by this is the bottleneck
   * @param bottleneck inner width in both towers; 0 where reduction decides
   */
  record Options(int reduction, int bottleneck) {

    static Options read(TuningOptions options, ClipConfig config) {
      int width = Math.min(config.tower(Tower.VISION).width(), config.tower(Tower.TEXT).width());
      return new Options(
          options.integer("reduction", 4, 1, width), options.integer("bottleneck", 0, 0, width));
    }

    int bottleneck(int width) {
      return bottleneck > 0 ? bottleneck : Math.max(1, width / reduction);
    }
  }

  /** h + W_up GELU(W_down h + b_down) + b_up. */
  private record Adapter(
      Parameter downWeight, Parameter downBias, Parameter upWeight, Parameter upBias) {

    static Adapter create(String name, int width, int bottleneck, RandomStream random) {
      return new Adapter(
          weight(name + ".down.weight", bottleneck, width, random),
          zeros(name + ".down.bias", bottleneck),
          weight(name + ".up.weight", width, bottleneck, random),
          zeros(name + ".up.bias", width));
    }

    Var apply(Tape tape, Var h) {
      Var hidden = activated(Unary.GELU, h, tape.var(downWeight), tape.var(downBias));
      return linearPlus(hidden, tape.var(upWeight), tape.var(upBias), h);
    }

    BlockAdapter toRecord(int layer, String after) {
      return BlockAdapter.newBuilder()
          .setLayer(layer)
          .setAfter(after)
          .setDownWeight(TensorRecords.of(downWeight))
          .setDownBias(TensorRecords.of(downBias))
          .setUpWeight(TensorRecords.of(upWeight))
          .setUpBias(TensorRecords.of(upBias))
          .build();
    }

    Stream<Parameter> parameters() {
      return Stream.of(downWeight, downBias, upWeight, upBias);
    }
  }

  /** What runs in a tower. */
  private record Hooks(ImmutableList<Adapter> afterAttention, ImmutableList<Adapter> afterMlp)
      implements TowerHooks {
    @Override
    public UnaryOperator<Var> afterAttention(Tape tape, int layer) {
      return output -> afterAttention.get(layer).apply(tape, output);
    }

    @Override
    public UnaryOperator<Var> afterMlp(Tape tape, int layer) {
      return output -> afterMlp.get(layer).apply(tape, output);
    }
  }

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
      return new AdapterTuning(
          read, hooks(Tower.VISION, config, read, random), hooks(Tower.TEXT, config, read, random));
    }

    @Override
    public long countParameters(ClipConfig config, TuningOptions options) {
      Options read = Options.read(options, config);
      long count = 0;
      for (Tower tower : Tower.values()) {
        long width = config.tower(tower).width();
        long bottleneck = read.bottleneck(config.tower(tower).width());
        count += 2 * config.tower(tower).layers() * (2 * width * bottleneck + bottleneck + width);
      }
      return count;
    }

    @Override
    public Optional<SavedTuning> read(Object record) {
      if (!(record instanceof AdapterWeights saved)) {
        return Optional.empty();
      }
      List<Tensor> tensors = new ArrayList<>();
      for (BlockAdapter adapter : Iterables.concat(saved.getVision(), saved.getText())) {
        tensors.add(adapter.getDownWeight());
        tensors.add(adapter.getDownBias());
        tensors.add(adapter.getUpWeight());
        tensors.add(adapter.getUpBias());
      }
      return Optional.of(
          SavedTuning.of(
              NAME,
              Map.of("reduction", saved.getReduction(), "bottleneck", saved.getBottleneck()),
              tensors));
    }
  }

  private static Hooks hooks(Tower tower, ClipConfig config, Options options, RandomStream random) {
    return new Hooks(
        adapters(tower, "attention", config, options, random),
        adapters(tower, "mlp", config, options, random));
  }

  private static ImmutableList<Adapter> adapters(
      Tower tower, String place, ClipConfig config, Options options, RandomStream random) {
    int width = config.tower(tower).width();
    int bottleneck = options.bottleneck(width);
    return IntStream.range(0, config.tower(tower).layers())
        .mapToObj(layer -> tower.key() + ".adapter." + layer + "." + place)
        .map(name -> Adapter.create(name, width, bottleneck, random))
        .collect(ImmutableList.toImmutableList());
  }

  private static Parameter weight(String name, int rows, int cols, RandomStream random) {
    RandomStream stream = random.split(name);
    float[] values = new float[rows * cols];
    for (int i = 0; i < values.length; i++) {
      double normal = stream.nextGaussian();
      while (Math.abs(normal) > 2) {
        normal = stream.nextGaussian();
      }
      values[i] = (float) (DEVIATION * normal);
    }
    return Parameter.trainable(name, Matrix.of(rows, cols, values));
  }

  private static Parameter zeros(String name, int cols) {
    return Parameter.trainable(name, Matrix.zeros(DataType.FLOAT, 1, cols));
  }

  @Override
  public AdapterWeights toRecord(Map<String, ?> resolved) {
    return AdapterWeights.newBuilder()
        .setReduction(options.reduction())
        .setBottleneck(options.bottleneck())
        .setVision(records(vision))
        .setText(records(text))
        .build();
  }

  private static List<BlockAdapter> records(Hooks hooks) {
    List<BlockAdapter> records = new ArrayList<>();
    for (int layer = 0; layer < hooks.afterAttention.size(); layer++) {
      records.add(hooks.afterAttention.get(layer).toRecord(layer, "attention"));
      records.add(hooks.afterMlp.get(layer).toRecord(layer, "mlp"));
    }
    return records;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public TowerHooks vision() {
    return vision;
  }

  @Override
  public TowerHooks text() {
    return text;
  }

  @Override
  public ImmutableList<Parameter> parameters() {
    return Stream.of(vision, text)
        .flatMap(hooks -> Stream.of(hooks.afterAttention, hooks.afterMlp))
        .flatMap(List::stream)
        .flatMap(Adapter::parameters)
        .collect(ImmutableList.toImmutableList());
  }
}
