package org.ptmrec.transform;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.UUID;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PDone;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.Storage;
import org.ptmrec.tensor.WorkerDevice;

/**
 * Lets every slot of every worker show itself: it puts a product onto its device and writes what it
 * found into a folder, as {@link Answer}.
 */
public final class ProbeWorkers extends PTransform<PBegin, PDone> {
  private static final long serialVersionUID = 1;

  private final String folder;

  private ProbeWorkers(String folder) {
    this.folder = folder;
  }

  /**
   * @param folder that all workers are to reach
   */
  public static ProbeWorkers into(String folder) {
    return new ProbeWorkers(folder);
  }

  /**
   * What a slot says of its process.
   *
   * @param device what tensors are computed on there
   */
  public record Answer(long pid, String device) {}

  @Override
  public PDone expand(PBegin begin) {
    begin
        .apply("One", Create.of(1).withCoder(VarIntCoder.of()))
        .apply("Answer", ParDo.of(new AnswerFn(folder)));
    return PDone.in(begin.getPipeline());
  }

  private static final class AnswerFn extends DoFn<Integer, Void> {
    private static final long serialVersionUID = 1;
    private final String folder;

    AnswerFn(String folder) {
      this.folder = folder;
    }

    /** Called in every slot, whether it gets an element or not. */
    @Setup
    public void answer() throws IOException {
      Answer answer = new Answer(ProcessHandle.current().pid(), WorkerDevice.tried());
      Storage.of(folder)
          .replace(folder + "/" + UUID.randomUUID() + ".json", Json.line(answer).getBytes(UTF_8));
    }

    @ProcessElement
    public void process() {}
  }
}
