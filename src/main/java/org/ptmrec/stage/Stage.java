package org.ptmrec.stage;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A step of a pipeline: reads the artifacts of earlier stages and writes one artifact.
 *
 * <p>Stages are found by {@link java.util.ServiceLoader} (annotate with {@code
 * AutoService(Stage.class)}). What a stage does must depend on nothing but its inputs, its
 * parameters and its code: these decide whether an earlier result is used again.
 */
public interface Stage {
  /** As written under {@code stages:} in a pipeline file, such as {@code download-images}. */
  String name();

  /** One sentence for people. */
  String description();

  List<Param<?>> parameters();

  /** The stages whose artifacts this one reads. */
  List<Input> inputs();

  /** The same, where parameters decide what has to be read. */
  default List<Input> inputs(Parameters parameters) {
    return inputs();
  }

  /** The collections of records this stage writes; it must write each of them exactly once. */
  List<Output<?>> outputs();

  /**
   * Checks what a single parameter cannot: combinations.
   *
   * @throws IllegalArgumentException naming the parameters and what is expected of them
   */
  default void check(Parameters parameters) {}

  /**
   * Checks what depends on the pipeline's other stages, whose own parameters are in order.
   *
   * @param stages the parameters of each, by its name
   * @throws IllegalArgumentException naming the parameter and what is expected of it
   */
  default void checkBeside(Parameters parameters, Function<String, Optional<Parameters>> stages) {}

  /**
   * Looks whether the files that parameters name can be used, as far as that is quick. Called on
   * the client for every stage that has to run, before the first of them does.
   *
   * @throws org.ptmrec.artifact.UserErrorException naming the file
   */
  default void checkFiles(Parameters parameters) {}

  /** Whether single elements that failed can be tried again, as {@link Rerun} tells. */
  default boolean retriesFailures() {
    return false;
  }

  /**
   * What a ping builds this stage with: as little work as shows that all is wired.
   *
   * @param dataset folder of {@code interactions.csv}, {@code items.jsonl} and pictures, for the
   *     stage that reads data from elsewhere
   */
  default Parameters forPing(Parameters parameters, String dataset) {
    return parameters;
  }

  /**
   * Wires the transforms, or does the work at once when it needs no Beam pipeline. Called on the
   * client, only when the stage has to run.
   */
  void build(StageContext context);
}
