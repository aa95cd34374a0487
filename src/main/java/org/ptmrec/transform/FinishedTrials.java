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
import org.ptmrec.schema.FinishedTrial;
import org.ptmrec.schema.Trial;

/**
 * Results of trials whose stage has not come to its end: one Avro file each, beside the
 * checkpoints. A sweep that was stopped goes on with the trials that are missing.
 */
final class FinishedTrials {
  private final String folder;

  /**
   * @param folder on any of Beam's file systems; empty to keep nothing
   */
  FinishedTrials(String folder) {
    this.folder = folder;
  }

  private String file(Trial trial) {
    return folder + "/" + Trials.key(trial) + ".finished.avro";
  }

  Optional<FinishedTrial> load(Trial trial) {
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    String file = file(trial);
    Storage storage = Storage.of(file);
    try {
      if (storage.stat(file).isEmpty()) {
        return Optional.empty();
      }
      try (InputStream in = storage.open(file);
          DataFileStream<FinishedTrial> records =
              new DataFileStream<>(in, new SpecificDatumReader<>(FinishedTrial.class))) {
        return Optional.of(records.next());
      }
    } catch (IOException e) {
      throw new UserErrorException(
          file + " cannot be read as a result; delete it to train anew: " + e.getMessage(), e);
    }
  }

  void save(FinishedTrial finished) {
    if (folder.isEmpty()) {
      return;
    }
    String file = file(finished.getTrained().getTrial());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      try (DataFileWriter<FinishedTrial> writer =
          new DataFileWriter<>(new SpecificDatumWriter<>(FinishedTrial.class))) {
        writer.setCodec(CodecFactory.nullCodec());
        writer.create(FinishedTrial.getClassSchema(), bytes);
        writer.append(finished);
      }
      Storage.of(file).replace(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UserErrorException(file + ": the result cannot be written: " + e.getMessage(), e);
    }
  }
}
