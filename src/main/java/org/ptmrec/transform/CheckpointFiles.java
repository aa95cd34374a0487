package org.ptmrec.transform;

import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.recommend.CheckpointStore;
import org.ptmrec.schema.Checkpoint;
import org.ptmrec.schema.Trial;

/**
 * A trial's checkpoint as one Avro file in a folder on any of Beam's file systems; written beside
 * and then moved over, so that a file that can be seen is whole.
 */
final class CheckpointFiles implements CheckpointStore {
  private final Trial trial;
  private final String file;

  private CheckpointFiles(Trial trial, String file) {
    this.trial = trial;
    this.file = file;
  }

  static CheckpointStore in(String folder, Trial trial) {
    return folder.isEmpty()
        ? CheckpointStore.NONE
        : new CheckpointFiles(trial, folder + "/" + Trials.key(trial) + ".avro");
  }

  @Override
  public Optional<Checkpoint> load() {
    try {
      MatchResult match = FileSystems.match(file);
      if (match.status() != MatchResult.Status.OK || match.metadata().isEmpty()) {
        return Optional.empty();
      }
      try (DataFileStream<Checkpoint> records =
          new DataFileStream<>(
              Channels.newInputStream(FileSystems.open(match.metadata().get(0).resourceId())),
              new SpecificDatumReader<>(Checkpoint.class))) {
        Checkpoint checkpoint = records.next();
        if (!checkpoint.getTrial().equals(trial)) {
          throw new UserErrorException(
              file + " is the checkpoint of another trial; delete it to start anew");
        }
        return Optional.of(checkpoint);
      }
    } catch (IOException e) {
      throw new UserErrorException(
          file + " cannot be read as a checkpoint; delete it to start anew: " + e.getMessage(), e);
    }
  }

  @Override
  public void save(Checkpoint checkpoint) {
    ResourceId target = FileSystems.matchNewResource(file, false);
    ResourceId beside = FileSystems.matchNewResource(file + ".writing", false);
    try {
      try (DataFileWriter<Checkpoint> writer =
          new DataFileWriter<>(new SpecificDatumWriter<>(Checkpoint.class))) {
        writer.setCodec(CodecFactory.nullCodec());
        writer.create(
            Checkpoint.getClassSchema(),
            Channels.newOutputStream(FileSystems.create(beside, "application/octet-stream")));
        writer.append(checkpoint);
      }
      FileSystems.rename(
          List.of(beside), List.of(target), StandardMoveOptions.SKIP_IF_DESTINATION_EXISTS);
    } catch (IOException e) {
      throw new UserErrorException(
          file + ": the checkpoint cannot be written: " + e.getMessage(), e);
    }
  }

  @Override
  public String location() {
    return file;
  }
}
