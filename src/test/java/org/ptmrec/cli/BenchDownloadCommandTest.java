package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchDownloadCommandTest {
  @Test
  void call_fewSmallImages_everyNumberMeasured() throws Exception {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new BenchDownloadCommand()).setOut(new PrintWriter(out));
    int code =
        command.execute("--images=20", "--bytes=3000", "--latency=0", "--threads=2", "--json");
    assertThat(code).isEqualTo(0);
    JsonNode line = new ObjectMapper().readTree(out.toString());
    assertThat(line.path("threads").asInt()).isEqualTo(2);
    assertThat(line.path("imagesPerSecond").asDouble()).isGreaterThan(0.0);
    assertThat(line.path("ceilingImagesPerSecond").asDouble()).isGreaterThan(0.0);
    assertThat(line.path("cpuMillisPerImage").asDouble()).isGreaterThan(0.0);
    assertThat(line.has("peakRssMiB")).isTrue();
  }
}
