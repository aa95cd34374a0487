package org.ptmrec.artifact;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that decides what a stage computes. Two runs with equal recipes make equal artifacts,
 * so one of them is enough.
 *
 * @param stage name of the stage
 * @param layout version of how records are sharded, sorted and encoded in part files
 * @param parameters canonical values by name, defaults filled in; no operational ones, no files
 * @param files content digest of each file parameter
 * @param parents fingerprint of each artifact that is read, by stage
 * @param schemas fingerprint of each record schema that is written, by name
 * @param code digest of each class that the stage reaches, without debug information
 * @param libraries version of each library that computes, by name
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Recipe(
    String stage,
    int layout,
    SortedMap<String, Object> parameters,
    SortedMap<String, String> files,
    SortedMap<String, String> parents,
    SortedMap<String, String> schemas,
    SortedMap<String, String> code,
    SortedMap<String, String> libraries) {
  /** Whether a parameter has the same value, or the same content of files, in both, or none. */
  public boolean hasSame(String parameter, Recipe other) {
    return text(parameters.get(parameter)).equals(text(other.parameters.get(parameter)))
        && Objects.equals(files.get(parameter), other.files.get(parameter));
  }

  /** Whether all parameters are the same, and the content of all files. */
  public boolean hasSameParameters(Recipe other) {
    return text(parameters).equals(text(other.parameters)) && files.equals(other.files);
  }

  /** Numbers come back from a manifest as whatever type is large enough. */
  private static String text(@Nullable Object value) {
    return value == null ? "" : Json.canonical(value);
  }

  /** Lower-case hexadecimal SHA-256 of the canonical form. */
  public String fingerprint() {
    return Digests.sha256(Json.canonical(this));
  }
}
