package org.ptmrec.observe;

import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.ptmrec.artifact.ArtifactStore;
import org.ptmrec.artifact.Manifest;
import org.ptmrec.pipeline.PipelineSpec;
import org.ptmrec.pipeline.RunRecord;
import org.ptmrec.pipeline.StagePlan;

/**
 * Tells a run as OpenLineage events: the run is a job of the pipeline's name, every stage that is
 * made a job {@code pipeline.stage} below it, with what it reads and what it wrote. A stage that is
 * fresh does nothing and is not told.
 */
final class LineageEvents implements AutoCloseable {
  private final OpenLineage events;
  private final LineageDatasets datasets;
  private final LineageTransports transports;
  private final String namespace;
  private final Clock clock;
  private @Nullable RunRecord run;
  private @Nullable StagePlan open;

  private LineageEvents(
      OpenLineage events,
      LineageDatasets datasets,
      LineageTransports transports,
      String namespace,
      Clock clock) {
    this.events = events;
    this.datasets = datasets;
    this.transports = transports;
    this.namespace = namespace;
    this.clock = clock;
  }

  /** For one run of a pipeline. */
  static LineageEvents of(PipelineSpec pipeline, ArtifactStore store, Clock clock) {
    OpenLineage events = new OpenLineage(LineageDatasets.PRODUCER);
    return new LineageEvents(
        events,
        new LineageDatasets(events, store),
        new LineageTransports(store.root(), pipeline.lineage()),
        pipeline.lineage().namespace(),
        clock);
  }

  /** Tells it by the time at which it is called. */
  void runStarted(RunRecord started) {
    run = started;
    transports.open(started.id());
    emit(EventType.START, started, null, events.newRunFacetsBuilder(), List.of(), List.of());
  }

  void stageStarted(StagePlan plan) {
    open = plan;
    stage(EventType.START, plan, null, List.of());
  }

  void stageFinished(StagePlan plan, Manifest manifest) {
    open = null;
    stage(EventType.COMPLETE, plan, null, List.of(datasets.output(manifest)));
  }

  void stageFailed(StagePlan plan, String message) {
    open = null;
    stage(EventType.FAIL, plan, message, List.of());
  }

  void runFinished(RunRecord finished) {
    StagePlan left = open;
    if (left != null) {
      stage(EventType.ABORT, left, null, List.of());
    }
    EventType type =
        switch (finished.status()) {
          case RunRecord.OK -> EventType.COMPLETE;
          case RunRecord.INTERRUPTED -> EventType.ABORT;
          default -> EventType.FAIL;
        };
    String error = finished.error();
    emit(type, finished, null, facets(error), List.of(), List.of());
  }

  private void stage(
      EventType type,
      StagePlan plan,
      @Nullable String error,
      List<OpenLineage.OutputDataset> outputs) {
    RunRecord parent = run;
    if (parent != null) {
      OpenLineage.ParentRunFacet facet =
          events.newParentRunFacet(
              events.newParentRunFacetRun(uuid(parent.id()), null),
              events.newParentRunFacetJob(namespace, parent.pipeline(), null),
              null);
      emit(type, parent, plan, facets(error).parent(facet), datasets.inputs(plan), outputs);
    }
  }

  private OpenLineage.RunFacetsBuilder facets(@Nullable String error) {
    OpenLineage.RunFacetsBuilder facets = events.newRunFacetsBuilder();
    return error == null
        ? facets
        : facets.errorMessage(events.newErrorMessageRunFacet(error, "JAVA", null));
  }

  /**
   * @param plan null for the run as a whole
   */
  private void emit(
      EventType type,
      RunRecord of,
      @Nullable StagePlan plan,
      OpenLineage.RunFacetsBuilder facets,
      List<OpenLineage.InputDataset> inputs,
      List<OpenLineage.OutputDataset> outputs) {
    String name = plan == null ? of.pipeline() : of.pipeline() + "." + plan.stage();
    UUID id = uuid(plan == null ? of.id() : of.id() + "/" + plan.stage());
    OpenLineage.JobFacets job =
        events
            .newJobFacetsBuilder()
            .jobType(
                events.newJobTypeJobFacet(
                    "BATCH", "PTMREC", plan == null ? "PIPELINE" : "STAGE", null))
            .build();
    transports.emit(
        events
            .newRunEventBuilder()
            .eventTime(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
            .eventType(type)
            .run(events.newRun(id, facets.build()))
            .job(events.newJob(namespace, name, job))
            .inputs(inputs)
            .outputs(outputs)
            .build());
  }

  /** OpenLineage names runs by UUID, this program by time. */
  private static UUID uuid(String id) {
    return UUID.nameUUIDFromBytes(("ptmrec run " + id).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    transports.close();
  }
}
