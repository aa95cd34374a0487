package org.ptmrec.tune;

import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.TensorRecords;
import org.ptmrec.clip.ClipConfig;
import org.ptmrec.clip.Tower;
import org.ptmrec.clip.TowerHooks;
import org.ptmrec.schema.PromptWeights;
import org.ptmrec.tensor.Initializer;
import org.ptmrec.tensor.Parameter;
import org.ptmrec.tensor.RandomStream;
import org.ptmrec.tensor.Tape;
import org.ptmrec.tensor.Var;

/**
 * Trainable tokens in both towers, fresh ones for each of the first layers, Eqs 7-10: MaPLe
 * (Khattak et al., 2023) without the coupling of the towers.
 */
public final class PromptTuning implements EncoderTuning {
  private static final String NAME = "prompt";
  private static final double DEVIATION = 0.02; // of the paper's "standard random initialisation"

  private final Options options;
  private final Hooks vision;
  private final Hooks text;

  private PromptTuning(Options options, Hooks vision, Hooks text) {
    this.options = options;
    this.vision = vision;
    this.text = text;
  }

  /**
   * Options of the method.
   *
   * @param prompts tokens a layer, n
   * @param firstLayer the first layer with prompts, counted from 1: what the layers before it make
   *     of an item is the same for ever
   * @param depth how many layers from that on have their own, i
   * @param beforeSot whether a text's prompts come before its start token and not after it
   */
  record Options(int prompts, int firstLayer, int depth, boolean beforeSot) {

    static Options read(TuningOptions options, ClipConfig config) {
      int layers = Math.min(config.vision().tower().layers(), config.text().tower().layers());
      int room = config.text().contextLength() - 3; // start, one token of content, end
      int firstLayer = options.integer("firstLayer", 1, 1, layers);
      int most = layers - firstLayer + 1;
      return new Options(
          options.integer("prompts", 2, 1, room),
          firstLayer,
          options.integer("depth", Math.min(9, most), 1, most),
          options.flag("beforeSot", false));
    }
  }

  /** What runs in a tower: layer {@code firstLayer + l} has {@code layers[l]}, [prompts, width]. */
  private record Hooks(int firstLayer, boolean promptsBeforeStart, ImmutableList<Parameter> layers)
      implements TowerHooks {
    @Override
    public @Nullable Var prompt(Tape tape, int layer) {
      int own = layer - firstLayer;
      return own >= 0 && own < layers.size() ? tape.var(layers.get(own)) : null;
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
      return new PromptTuning(
          read, hooks(Tower.VISION, config, read, random), hooks(Tower.TEXT, config, read, random));
    }

    @Override
    public long countParameters(ClipConfig config, TuningOptions options) {
      Options read = Options.read(options, config);
      long widths = (long) config.tower(Tower.VISION).width() + config.tower(Tower.TEXT).width();
      return (long) read.prompts() * read.depth() * widths;
    }

    @Override
    public Optional<SavedTuning> read(Object record) {
      if (!(record instanceof PromptWeights saved)) {
        return Optional.empty();
      }
      Map<String, Object> options =
          Map.of(
              "prompts", saved.getPrompts(),
              "firstLayer", saved.getFirstLayer(),
              "depth", saved.getDepth(),
              "beforeSot", saved.getBeforeSot());
      return Optional.of(
          SavedTuning.of(NAME, options, Iterables.concat(saved.getVision(), saved.getText())));
    }
  }

  private static Hooks hooks(Tower tower, ClipConfig config, Options options, RandomStream random) {
    int width = config.tower(tower).width();
    int first = options.firstLayer() - 1;
    return new Hooks(
        first,
        options.beforeSot(),
        IntStream.range(first, first + options.depth())
            .mapToObj(layer -> tower.key() + ".prompt." + layer)
            .map(
                name ->
                    Parameter.trainable(
                        name,
                        Initializer.normal(
                            options.prompts(), width, DEVIATION, random.split(name))))
            .collect(ImmutableList.toImmutableList()));
  }

  @Override
  public PromptWeights toRecord(Map<String, ?> resolved) {
    return PromptWeights.newBuilder()
        .setPrompts(options.prompts())
        .setFirstLayer(options.firstLayer())
        .setDepth(options.depth())
        .setBeforeSot(options.beforeSot())
        .setVision(vision.layers.stream().map(TensorRecords::of).toList())
        .setText(text.layers.stream().map(TensorRecords::of).toList())
        .build();
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
    return ImmutableList.<Parameter>builder().addAll(vision.layers).addAll(text.layers).build();
  }
}
