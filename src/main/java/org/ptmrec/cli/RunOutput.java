package org.ptmrec.cli;

import org.ptmrec.pipeline.RunListener;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.report.MetricTable;

/** Shows a run while it goes on, and what it came to. */
interface RunOutput extends RunListener {
  /** After {@link #runFinished} of a run without failure. */
  void result(RunRecord run, MetricTable metrics);
}
