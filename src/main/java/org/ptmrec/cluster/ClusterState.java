package org.ptmrec.cluster;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;

/**
 * What is written down of a cluster on this machine.
 *
 * @param address HOST:PORT of the REST interface
 */
public record ClusterState(String address, List<Member> processes) {
  private static final String FILE = "cluster.json";

  /**
   * One process.
   *
   * @param started by which another process that later got the same number is told apart
   */
  public record Member(String role, long pid, Instant started) {

    static Member of(String role, ProcessHandle process) {
      return new Member(role, process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> find() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> process.info().startInstant().orElse(Instant.EPOCH).equals(started));
    }

    @JsonIgnore
    public boolean isAlive() {
      return find().isPresent();
    }
  }

  static Optional<ClusterState> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    try {
      return Optional.of(Json.read(Files.readAllBytes(file), ClusterState.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new UserErrorException(
          file
              + ": damaged, so that the cluster's processes are not known; end those that"
              + " 'ps -ef | grep flink' shows, and delete the file",
          e);
    }
  }

  void write(Path folder) throws IOException {
    String file = folder.resolve(FILE).toAbsolutePath().toString();
    Storage.of(file).replace(file, Json.pretty(this).getBytes(StandardCharsets.UTF_8));
  }

  static void delete(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(FILE));
  }
}
