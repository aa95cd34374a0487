package org.ptmrec.pipeline;

import static com.google.common.truth.Truth.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.ptmrec.artifact.Json;
import org.ptmrec.artifact.ThisHost;

/** Whether a run that its record calls running is. */
class RunRecordTest {
  private static final long OURS = ProcessHandle.current().pid();
  private static final long NOBODYS = Integer.MAX_VALUE;

  /** As it is on disk. */
  private static RunRecord running(String host, long pid, Instant started) throws IOException {
    String json =
        """
        {"id": "r", "pipeline": "p", "file": "p.yaml", "runner": "direct", %s "pid": %d,
         "started": "%s", "finished": null, "status": "running", "stages": [], "error": null,
         "report": null, "gate": null, "abandoned": false}
        """
            .formatted(host.isEmpty() ? "" : "\"host\": \"" + host + "\",", pid, started);
    return Json.read(json.getBytes(UTF_8), RunRecord.class);
  }

  @Test
  void isAbandoned_processOfThisMachine_asItIs() throws Exception {
    assertThat(running(ThisHost.name(), OURS, Instant.now()).seenStatus()).isEqualTo("running");
    assertThat(running(ThisHost.name(), NOBODYS, Instant.now()).seenStatus()).isEqualTo("killed");
  }

  /** As in a container, where every first process has the same number. */
  @Test
  void isAbandoned_processThatStartedLater_isAnotherOne() throws Exception {
    Instant before = ProcessHandle.current().info().startInstant().orElseThrow().minusSeconds(60);
    assertThat(running(ThisHost.name(), OURS, before).isAbandoned()).isTrue();
  }

  @Test
  void isAbandoned_processOfAnotherMachine_isUnknown() throws Exception {
    for (long pid : new long[] {OURS, NOBODYS}) {
      RunRecord run = running("elsewhere", pid, Instant.now());
      assertThat(run.isAbandoned()).isFalse();
      assertThat(run.isElsewhere()).isTrue();
      assertThat(run.seenStatus()).isEqualTo("unknown, on elsewhere");
    }
  }

  @Test
  void isAbandoned_recordWithoutHost_isOfThisMachine() throws Exception {
    assertThat(running("", OURS, Instant.now()).seenStatus()).isEqualTo("running");
    assertThat(running("", NOBODYS, Instant.now()).seenStatus()).isEqualTo("killed");
  }
}
