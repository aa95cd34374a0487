package org.ptmrec.artifact;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.SortedMap;

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
  /** Lower-case hexadecimal SHA-256 of the canonical form. */
  public String fingerprint() {
    return Digests.sha256(Json.canonical(this));
  }
}
