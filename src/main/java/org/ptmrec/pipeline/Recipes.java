package org.ptmrec.pipeline;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.ptmrec.artifact.DigestCache;
import org.ptmrec.artifact.Digests;
import org.ptmrec.artifact.Recipe;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.artifact.Versions;
import org.ptmrec.artifact.WriteRecords;
import org.ptmrec.stage.Output;
import org.ptmrec.stage.Param;
import org.ptmrec.stage.Stage;

/** Collects what decides the results of the stages of a pipeline. */
final class Recipes {
  private static final Pattern PICTURE =
      Pattern.compile("(\\.(jpe?g|png|gif|bmp|tiff?|webp)|/[^./]+)$", Pattern.CASE_INSENSITIVE);

  private final DigestCache digests;
  private final StageCode code = new StageCode();
  private final SortedMap<String, String> libraries;

  Recipes(DigestCache digests) {
    this.digests = digests;
    this.libraries = new TreeMap<>(Versions.all());
    libraries.remove("ptmrec"); // the code itself is compared, class by class
    libraries.remove("flink"); // runs the code, computes nothing
  }

  /**
   * The recipes of all stages, by name, in the order of the pipeline.
   *
   * @throws UserErrorException naming a file that is not there
   */
  Map<String, Recipe> of(PipelineSpec pipeline) {
    Map<String, Recipe> recipes = new java.util.LinkedHashMap<>();
    for (PipelineSpec.Step step : pipeline.steps()) {
      SortedMap<String, String> parents = new TreeMap<>();
      for (String input : step.inputs()) {
        Recipe parent = recipes.get(input);
        if (parent == null) {
          throw new IllegalStateException(input + " comes after " + step.name());
        }
        parents.put(input, parent.fingerprint());
      }
      recipes.put(step.name(), recipe(pipeline, step, parents));
    }
    return recipes;
  }

  private Recipe recipe(
      PipelineSpec pipeline, PipelineSpec.Step step, SortedMap<String, String> parents) {
    SortedMap<String, String> files = new TreeMap<>();
    step.settings()
        .files()
        .forEach((name, param) -> files.put(name, digest(pipeline, step, param)));
    return new Recipe(
        step.name(),
        WriteRecords.LAYOUT,
        step.settings().canonical(),
        files,
        parents,
        schemas(step.stage()),
        code.reachableFrom(step.stage().getClass()),
        libraries);
  }

  private static SortedMap<String, String> schemas(Stage stage) {
    SortedMap<String, String> schemas = new TreeMap<>();
    for (Output<?> output : stage.outputs()) {
      var schema = SpecificData.get().getSchema(output.type());
      schemas.put(schema.getName(), Digests.sha256(SchemaNormalization.toParsingForm(schema)));
    }
    return schemas;
  }

  private String digest(PipelineSpec pipeline, PipelineSpec.Step step, Param<String> param) {
    String path = step.settings().get(param);
    String origin = step.settings().originOf(param, step.origin());
    String key = origin + ": key '" + param.name() + "' in stage " + step.name() + ": ";
    try {
      Storage storage = Storage.of(path);
      if (storage.stat(path).isPresent()) {
        return digests.sha256(path);
      }
      List<String> inside = storage.list(path);
      if (param.kind() == Param.Kind.LOCATION) {
        return digest(
            path,
            inside.stream().filter(file -> isPicture(file.substring(path.length()))).toList());
      }
      if (inside.isEmpty()) {
        boolean isFetched =
            pipeline.inputFiles().stream().anyMatch(file -> file.path().startsWith(path));
        throw new UserErrorException(
            key
                + "there is no file or folder "
                + path
                + (isFetched ? "; get it with: ptmrec fetch " + pipeline.file() : ""));
      }
      return digest(path, inside);
    } catch (FileNotFoundException e) {
      throw new UserErrorException(key + "there is no file or folder " + path, e);
    } catch (IOException e) {
      throw new UserErrorException(key + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private String digest(String folder, List<String> files) throws IOException {
    StringBuilder listing = new StringBuilder();
    for (String file : files) {
      listing.append(file.substring(folder.length())).append(' ');
      listing.append(digests.sha256(file)).append('\n');
    }
    return Digests.sha256(listing.toString());
  }

  /** By its name; a folder of pictures may hold the pipeline, the store and much else besides. */
  private static boolean isPicture(String inside) {
    return PICTURE.matcher(inside).find() && !inside.contains("/.");
  }
}
