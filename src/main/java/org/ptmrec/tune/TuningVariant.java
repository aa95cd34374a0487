package org.ptmrec.tune;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A way to run stage two, of which a sweep compares several, as the paper's Figure 3 does (§3.3.2).
 *
 * @param name what trials call it; a method's own name where there is one variant of each
 * @param method the tuning method
 * @param options the method's own, by name
 * @param grid values to try of {@linkplain TransferSpec#with hyper-parameters}, by name; the
 *     validation split chooses
 * @param fromScratch starts from new recommender parameters, not from stage one's: the ablation
 *     "joint training"
 */
public record TuningVariant(
    String name,
    String method,
    Map<String, Object> options,
    TransferSpec spec,
    Map<String, List<Double>> grid,
    boolean fromScratch)
    implements Serializable {
  private static final long serialVersionUID = 1;

  public TuningVariant {
    options = Map.copyOf(options);
    grid = Map.copyOf(grid);
  }

  /** A method with its defaults, by its own name. */
  public static TuningVariant of(String method) {
    return new TuningVariant(method, method, Map.of(), TransferSpec.create(), Map.of(), false);
  }

  public TuningVariant withOptions(Map<String, Object> options) {
    return new TuningVariant(name, method, options, spec, grid, fromScratch);
  }

  public TuningVariant withSpec(TransferSpec spec) {
    return new TuningVariant(name, method, options, spec, grid, fromScratch);
  }
}
