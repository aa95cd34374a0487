package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchTrainCommandTest {
  @Test
  void call_fewInteractions_everyNumberMeasured() throws Exception {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new BenchCommand()).setOut(new PrintWriter(out));

    int code =
        command.execute(
            "train",
            "--recommender=FREEDOM",
            "--users=60",
            "--items=40",
            "--interactions=300",
            "--features=8",
            "--epochs=1",
            "--json");

    assertThat(code).isEqualTo(0);
    JsonNode line = new ObjectMapper().readTree(out.toString());
    assertThat(line.path("recommender").asText()).isEqualTo("FREEDOM");
    for (String measured :
        new String[] {"stepMillis", "epochSeconds", "graphSeconds", "evaluateSeconds"}) {
      assertThat(line.path(measured).isNumber()).isTrue();
    }
    assertThat(line.path("epochSeconds").asDouble()).isGreaterThan(0.0);
    assertThat(line.has("peakRssMiB")).isTrue();
  }
}
