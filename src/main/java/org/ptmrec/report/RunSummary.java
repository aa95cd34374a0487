package org.ptmrec.report;

import java.time.Instant;

/**
 * Which run a report is about.
 *
 * @param pipeline name in the pipeline file
 * @param run id of the run
 * @param runner such as direct, or flink on [local]
 * @param version of this program
 */
public record RunSummary(
    String pipeline,
    String run,
    Instant started,
    Instant finished,
    String runner,
    String version) {}
