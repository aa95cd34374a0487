package org.ptmrec.artifact;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an artifact consists of and where it comes from; {@code manifest.json} beside its parts,
 * written last.
 *
 * @param format version of this file's layout
 * @param recipe what decided the fingerprint
 * @param fingerprint digest of the recipe; the name of the artifact's folder
 * @param pipeline name of the pipeline that made it
 * @param run id of the run that made it
 * @param configuration the stage's parameters by name, defaults filled in, references not resolved
 * @param parentDigests the content digest of each artifact that was read, by stage
 * @param parts files, by name
 * @param digest content digest: of the parts' digests, observed ones left out; equal for equal
 *     content
 * @param counters what the stage's transforms counted
 * @param environment versions and machine that made it, the runner among them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Manifest(
    int format,
    Recipe recipe,
    String fingerprint,
    String pipeline,
    String run,
    Map<String, Object> configuration,
    Map<String, String> parentDigests,
    List<Part> parts,
    String digest,
    Map<String, Long> counters,
    Map<String, String> environment,
    Instant started,
    Instant finished) {
  public static final int FORMAT = 1;
  public static final String FILE_NAME = "manifest.json";

  public String stage() {
    return recipe.stage();
  }

  public Duration duration() {
    return Duration.between(started, finished);
  }

  /** Bytes of all parts. */
  public long size() {
    return parts.stream().mapToLong(Part::size).sum();
  }

  /** The files of one output, in order of their shards. */
  public List<Part> partsOf(String output) {
    return parts.stream().filter(part -> part.output().equals(output)).toList();
  }

  /** The content digest of parts: names and contents of all that is not observed. */
  public static String digestOf(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      if (!part.observed()) {
        text.append(part.name()).append(' ').append(part.sha256()).append('\n');
      }
    }
    return Digests.sha256(text.toString());
  }
}
