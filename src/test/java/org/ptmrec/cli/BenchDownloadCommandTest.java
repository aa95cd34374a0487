package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchDownloadCommandTest {
  private static JsonNode measured(String... arguments) throws Exception {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new BenchDownloadCommand()).setOut(new PrintWriter(out));
    assertThat(command.execute(arguments)).isEqualTo(0);
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void call_fewSmallImages_everyNumberMeasured() throws Exception {
    JsonNode line = measured("--images=20", "--bytes=3000", "--latency=0", "--threads=2", "--json");
    assertThat(line.path("threads").asInt()).isEqualTo(2);
    assertThat(line.path("imagesPerSecond").asDouble()).isGreaterThan(0.0);
    assertThat(line.path("ceilingImagesPerSecond").asDouble()).isGreaterThan(0.0);
    assertThat(line.path("cpuMillisPerImage").asDouble()).isGreaterThan(0.0);
    assertThat(line.has("peakRssMiB")).isTrue();
  }

  /** Flink sorts pictures by their content, in less memory than one of these takes. */
  @Test
  void call_imagesLargerThanASortBuffer_downloaded() throws Exception {
    JsonNode line =
        measured("--images=2", "--bytes=20000000", "--latency=0", "--threads=2", "--json");
    assertThat(line.path("imagesPerSecond").asDouble()).isGreaterThan(0.0);
  }
}
