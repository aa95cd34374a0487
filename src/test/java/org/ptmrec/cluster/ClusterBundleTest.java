package org.ptmrec.cluster;

import static com.google.common.truth.Truth.assertThat;
import static com.google.common.truth.Truth.assertWithMessage;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ptmrec.artifact.UserErrorException;

class ClusterBundleTest {
  @TempDir Path folder;

  @AfterEach
  void forgetJar() {
    System.clearProperty("ptmrec.jar");
  }

  /** Flink's classes twice, or two ways of logging, and a cluster does not start. */
  @Test
  void libraries_ofClassPath_holdNothingThatADistributionHas() throws Exception {
    for (Path jar : ClusterBundle.libraries()) {
      try (JarFile file = new JarFile(jar.toFile())) {
        assertWithMessage("%s", jar)
            .that(
                file.stream()
                    .map(entry -> entry.getName())
                    .filter(ClusterBundleTest::isFlinks)
                    .toList())
            .isEmpty();
      }
    }
  }

  @Test
  void libraries_andFlinksOwn_areAllOfTheClassPath() {
    Set<Path> left = new HashSet<>(ProgramFiles.libraries());
    left.removeAll(ClusterBundle.libraries());

    List<String> names = left.stream().map(jar -> jar.getFileName().toString()).sorted().toList();
    assertThat(names).contains("flink-runtime-1.19.0.jar");
    names.forEach(name -> assertThat(name).matches("(flink|slf4j-api|logback)-.*"));
  }

  @Test
  void write_folderOfSomethingElse_leftAlone() throws Exception {
    System.setProperty("ptmrec.jar", Files.writeString(folder.resolve("p.jar"), "").toString());

    UserErrorException e =
        assertThrows(UserErrorException.class, () -> ClusterBundle.write(folder));

    assertThat(e).hasMessageThat().contains("holds [p.jar]");
    assertThat(folder.toFile().list()).asList().containsExactly("p.jar");
  }

  private static boolean isFlinks(String entry) {
    return entry.matches("org/apache/flink/.*\\.class|org/slf4j/LoggerFactory\\.class");
  }
}
