package org.ptmrec.artifact;

import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * A DoFn that counts {@link Progress}, which whoever waits for the pipeline sees at once: by {@link
 * ProgressFiles} in the pipeline's folder for temporary files.
 *
 * <p>An option of our own would be kept by Beam for good, and with it all classes of the job.
 */
public abstract class CountingFn<InputT, OutputT> extends DoFn<InputT, OutputT> {
  private static final long serialVersionUID = 1;

  @StartBundle
  public final void startCounting(PipelineOptions options) {
    String folder = options.getTempLocation();
    // Runs of one stage count together: what tells their jobs apart is the end of the name.
    Progress.ofJob(options.getJobName().replaceFirst("-[0-9a-f]{8}$", ""));
    ProgressFiles.report(folder == null ? "" : ProgressFiles.in(folder));
  }
}
