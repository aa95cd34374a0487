package org.ptmrec.stage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.values.PCollection;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.artifact.Recipe;
import org.ptmrec.artifact.RecordFiles;
import org.ptmrec.artifact.StoredArtifact;

/** What a stage builds itself with. */
public interface StageContext extends Parameters {
  /** The pipeline to add transforms to; a stage that never asks for it runs none. */
  Pipeline pipeline();

  /**
   * Runs a pipeline of its own to its end, before that of the stage: for a stage that has to see
   * what came out before it goes on. A ping, which has one pipeline for all, leaves it out.
   *
   * @param build adds transforms to {@link #pipeline}, which is a new one meanwhile; may read, but
   *     not write outputs
   */
  void run(Runnable build);

  /** Whether the pipeline has this optional input. */
  boolean has(String stage);

  /**
   * The records of an input's artifact, in no particular order.
   *
   * @param output as the other stage declares it
   */
  <T extends SpecificRecord> PCollection<T> read(String stage, Output<T> output);

  /**
   * The same records as files, to be read outside a pipeline or once per JVM inside a DoFn: always
   * in the same order.
   */
  <T extends SpecificRecord> RecordFiles<T> files(String stage, Output<T> output);

  /** Digests, counters and times of an input's artifact. */
  Manifest manifest(String stage);

  /** What decides the artifact that is being made. */
  Recipe recipe();

  /** What may be taken over from an earlier time. */
  Rerun rerun();

  /** The records of an output of {@link Rerun#previous}, in no particular order. */
  <T extends SpecificRecord> PCollection<T> readPrevious(Output<T> output);

  /**
   * The id of an earlier run that is named by it, or that was {@link GateStage#PROMOTED} last;
   * empty if there is none.
   */
  Optional<String> findRun(String name);

  /** What an earlier run made or used of a stage, if its content of then is still there. */
  Optional<StoredArtifact> artifactOf(String run, String stage);

  /** The records of an artifact that is no input. */
  <T extends SpecificRecord> RecordFiles<T> files(StoredArtifact artifact, Output<T> output);

  /** Writes an output: sharded and sorted by its key, so that every runner writes equal bytes. */
  <T extends SpecificRecord> void write(Output<T> output, PCollection<T> records);

  /**
   * Opens a plain file of the artifact, such as {@code report.html}; the caller closes it before
   * {@link Stage#build} returns. Plain files are for people: they do not enter the content digest.
   */
  OutputStream createFile(String name) throws IOException;

  /**
   * A folder for checkpoints that outlives a failed or killed run of this very stage (same
   * fingerprint) and disappears when its artifact is published. It may not exist yet.
   */
  String workDirectory();
}
