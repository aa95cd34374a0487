package org.ptmrec.artifact;

/**
 * A file of an artifact.
 *
 * @param output the output that it belongs to; its own name for a plain file
 * @param name file name inside the artifact's folder
 * @param size bytes
 * @param sha256 lower-case hexadecimal
 * @param records Avro records; 0 for a plain file
 * @param observed whether it tells of this very run, such as times: left out of the content digest
 */
public record Part(
    String output, String name, long size, String sha256, long records, boolean observed) {
  Part asObserved(boolean isObserved) {
    return new Part(output, name, size, sha256, records, isObserved);
  }
}
