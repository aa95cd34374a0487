package org.ptmrec.transform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.ptmrec.artifact.Storage;
import org.ptmrec.artifact.UserErrorException;
import org.ptmrec.recommend.CheckpointStore;
import org.ptmrec.schema.Checkpoint;
import org.ptmrec.schema.Trial;

/** A trial's checkpoint as one Avro file in a folder; a file that can be seen is whole. */
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
    Storage storage = Storage.of(file);
    try {
      if (storage.stat(file).isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = storage.open(file);
          DataFileStream<Checkpoint> records =
              new DataFileStream<>(in, new SpecificDatumReader<>(Checkpoint.class))) {
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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      try (DataFileWriter<Checkpoint> writer =
          new DataFileWriter<>(new SpecificDatumWriter<>(Checkpoint.class))) {
        writer.setCodec(CodecFactory.nullCodec());
        writer.create(Checkpoint.getClassSchema(), bytes);
        writer.append(checkpoint);
      }
      Storage.of(file).replace(file, bytes.toByteArray());
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
