package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertWithMessage;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ptmrec.artifact.ArtifactStore;

/** The quickstart with a smaller catalogue and fewer epochs, all of it in a folder. */
final class SmallQuickstart {
  static final String FILE = "pipelines/quickstart.yaml";
  private final Path folder;

  SmallQuickstart(Path folder) {
    this.folder = folder;
  }

  /** Options of any command about the file. */
  List<String> options(String store) {
    Path catalogue = folder.resolve("catalogue");
    List<String> options = new ArrayList<>();
    for (String setting :
        List.of(
            "store=" + folder.resolve(store),
            "data=" + catalogue,
            "catalogue.folder=" + catalogue,
            "catalogue.users=80",
            "catalogue.items=40",
            "train.epochs=2",
            "tune.epochs=1")) {
      options.addAll(List.of("--set", setting));
    }
    return options;
  }

  ArtifactStore store(String name) {
    return ArtifactStore.open(folder.resolve(name).toString());
  }

  /** Runs a command about the file, which must end well. */
  ProgramRun.Result command(String command, String store, String... more) {
    List<String> arguments = new ArrayList<>(List.of(command, FILE));
    arguments.addAll(options(store));
    arguments.addAll(Arrays.asList(more));
    ProgramRun.Result result = ProgramRun.of(arguments.toArray(String[]::new));
    assertWithMessage(result.err()).that(result.exitCode()).isEqualTo(0);
    return result;
  }
}
