package org.ptmrec.pipeline;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.stage.Param;
import org.ptmrec.stage.Parameters;
import org.ptmrec.stage.Stage;

/** Reads a pipeline file, overrides some of it, and accepts it whole or not at all. */
public final class PipelineReader {
  private static final String STAGES = "stages";
  private static final String CATALOGUE = "catalogue";
  private static final String EXPECT = "expect";
  private static final String FETCH = "fetch";

  private final String file;
  private final List<Stage> stages;
  private final Path base;
  private final List<String> problems = new ArrayList<>();
  private final References references = new References();

  private PipelineReader(String file, List<Stage> stages) {
    this.file = file;
    this.stages = stages;
    Path folder = Path.of(file).toAbsolutePath().getParent();
    this.base = folder == null ? Path.of("/") : folder;
  }

  /**
   * @param overrides {@code path.to.key=value}, later ones win
   * @param stages the stages that there are
   * @throws UserErrorException with one line for each problem
   */
  public static PipelineSpec read(String file, List<String> overrides, List<Stage> stages) {
    return new PipelineReader(file, stages).read(overrides);
  }

  private PipelineSpec read(List<String> overrides) {
    String text = text();
    YamlNode root = YamlReader.read(file, text);
    if (!root.isMapping()) {
      throw new UserErrorException(
          file + ": a pipeline file is a mapping with the keys name, store and stages");
    }
    for (String override : overrides) {
      root = KeyOverride.parse(override).applyTo(root);
    }
    references.register(SampleShop.REFERENCE, key -> Optional.empty());
    references.register(PipelineKeys.DATA.name(), key -> Optional.empty());
    Map<String, YamlNode> shared = new LinkedHashMap<>(root.entries());
    shared.keySet().retainAll(sharedNames());
    SettingsReader reader = new SettingsReader(base, references, problems, shared);
    absentStages(root);
    Settings top = reader.read("the pipeline", without(root), PipelineKeys.TOP, elsewhere(root));
    references.register(PipelineKeys.DATA.name(), key -> top.find(PipelineKeys.DATA));
    top.written(PipelineKeys.DATA)
        .ifPresent(folder -> references.registerWritten(PipelineKeys.DATA.name(), folder));
    Optional<Settings> catalogue =
        Optional.ofNullable(root.entries().get(CATALOGUE))
            .map(node -> reader.read("the catalogue", node, PipelineKeys.CATALOGUE));
    catalogue.ifPresent(
        settings ->
            references.registerIdentity(
                SampleShop.REFERENCE, SampleShop.REFERENCE + settings.canonical()));
    Optional<ExpectedSize> expected =
        Optional.ofNullable(root.entries().get(EXPECT)).flatMap(node -> expected(node, reader));
    List<InputFile> inputFiles = inputFiles(root.entries().get(FETCH), reader);
    List<PipelineSpec.Step> steps = steps(root, reader);
    if (!problems.isEmpty()) {
      throw new UserErrorException(String.join("\n", problems));
    }
    return new PipelineSpec(
        file,
        text + String.join("\n", overrides),
        top,
        steps,
        catalogue,
        expected,
        inputFiles,
        references);
  }

  private Optional<ExpectedSize> expected(YamlNode node, SettingsReader reader) {
    int before = problems.size();
    Settings sizes = reader.read(EXPECT, node, PipelineKeys.EXPECT);
    return problems.size() > before
        ? Optional.empty()
        : Optional.of(
            new ExpectedSize(
                sizes.get(PipelineKeys.EXPECTED_USERS),
                sizes.get(PipelineKeys.EXPECTED_ITEMS),
                sizes.get(PipelineKeys.EXPECTED_INTERACTIONS)));
  }

  private String text() {
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new UserErrorException(file + ": no such pipeline file", e);
    } catch (CharacterCodingException e) {
      throw new UserErrorException(file + ": not a text file in UTF-8", e);
    } catch (IOException e) {
      if (Files.isDirectory(Path.of(file))) {
        throw new UserErrorException(file + ": a folder; name the pipeline file in it", e);
      }
      throw new UserErrorException(file + ": cannot be read: " + e, e);
    }
  }

  private Set<String> sharedNames() {
    return stages.stream()
        .flatMap(stage -> stage.parameters().stream())
        .filter(Param::isShared)
        .map(Param::name)
        .collect(Collectors.toSet());
  }

  /** An override that begins with the name of a stage ends up at the top if there is none. */
  private void absentStages(YamlNode root) {
    root.entries()
        .forEach(
            (name, node) -> {
              if (stages.stream().anyMatch(stage -> stage.name().equals(name))) {
                problems.add(
                    node.origin() + ": the pipeline has no stage '" + name + "'" + toAdd(name));
              }
            });
  }

  private static String toAdd(String stage) {
    return "; add '" + stage + ": {}' under stages";
  }

  /** What has a block of its own or belongs to the stages is read elsewhere. */
  private YamlNode without(YamlNode root) {
    Map<String, YamlNode> entries = new LinkedHashMap<>(root.entries());
    entries.remove(STAGES);
    entries.remove(CATALOGUE);
    entries.remove(EXPECT);
    entries.remove(FETCH);
    entries.keySet().removeAll(sharedNames());
    stages.forEach(stage -> entries.remove(stage.name()));
    return new YamlNode(root.origin(), entries);
  }

  /** The other words at the top of a file, and the stages, whose names an override begins with. */
  private List<String> elsewhere(YamlNode root) {
    List<String> words = new ArrayList<>(List.of(STAGES, CATALOGUE, EXPECT, FETCH));
    words.addAll(new TreeSet<>(sharedNames()));
    YamlNode block = root.entries().get(STAGES);
    if (block != null && block.isMapping()) {
      words.addAll(block.entries().keySet());
    }
    return words;
  }

  private List<InputFile> inputFiles(@Nullable YamlNode block, SettingsReader reader) {
    List<InputFile> files = new ArrayList<>();
    if (block == null) {
      return files;
    }
    if (!block.isMapping()) {
      problems.add(
          block.origin() + ": fetch must be a mapping of names to {url: ADDRESS, to: PATH}");
      return files;
    }
    block
        .entries()
        .forEach(
            (name, node) -> {
              int before = problems.size();
              Settings settings = reader.read(FETCH + "." + name, node, PipelineKeys.FETCH);
              if (problems.size() == before) {
                files.addAll(InputFile.of(settings));
              }
            });
    return files;
  }

  private List<PipelineSpec.Step> steps(YamlNode root, SettingsReader reader) {
    YamlNode block = root.entries().get(STAGES);
    if (block == null || !block.isMapping() || block.entries().isEmpty()) {
      problems.add(
          (block == null ? file : block.origin())
              + ": the pipeline needs the key 'stages' with at least one stage");
      return List.of();
    }
    List<PipelineSpec.Step> steps = new ArrayList<>();
    List<String> known = stages.stream().map(Stage::name).sorted().toList();
    block
        .entries()
        .forEach(
            (name, node) ->
                stages.stream()
                    .filter(stage -> stage.name().equals(name))
                    .findFirst()
                    .ifPresentOrElse(
                        stage -> steps.add(step(stage, node, block, reader)),
                        () ->
                            problems.add(
                                node.origin()
                                    + ": unknown stage '"
                                    + name
                                    + "'"
                                    + Suggestion.of(name, known))));
    if (problems.isEmpty()) {
      steps.forEach(step -> checkBeside(step, steps));
    }
    return StageOrder.sort(steps);
  }

  private void checkBeside(PipelineSpec.Step step, List<PipelineSpec.Step> all) {
    check(
        step.stage(),
        step.origin(),
        () ->
            step.stage()
                .checkBeside(
                    step.settings(),
                    name ->
                        all.stream()
                            .filter(other -> other.stage().name().equals(name))
                            .<Parameters>map(PipelineSpec.Step::settings)
                            .findFirst()));
  }

  private void check(Stage stage, String origin, Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException | UserErrorException e) {
      problems.add(origin + ": stage " + stage.name() + ": " + e.getMessage());
    }
  }

  private PipelineSpec.Step step(
      Stage stage, YamlNode node, YamlNode block, SettingsReader reader) {
    int before = problems.size();
    Settings settings = reader.read("stage " + stage.name(), node, stage.parameters());
    if (problems.size() == before) {
      check(stage, node.origin(), () -> stage.check(settings));
    }
    List<String> inputs = new ArrayList<>();
    (problems.size() == before ? stage.inputs(settings) : stage.inputs())
        .forEach(
            input -> {
              if (block.entries().containsKey(input.stage())) {
                inputs.add(input.stage());
              } else if (!input.isOptional()) {
                problems.add(
                    node.origin()
                        + ": stage "
                        + stage.name()
                        + " needs the stage "
                        + input.stage()
                        + toAdd(input.stage()));
              }
            });
    return new PipelineSpec.Step(stage, settings, node.origin(), inputs);
  }
}
