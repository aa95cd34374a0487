package org.ptmrec.cli;

import static com.google.common.truth.Truth.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchGraphCommandTest {
  @Test
  void call_smallSizes_everyNumberMeasured() throws Exception {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new BenchCommand()).setOut(new PrintWriter(out));

    int code =
        command.execute(
            "graph",
            "--users=60",
            "--items=40",
            "--interactions=300",
            "--catalogue=700",
            "--features=8",
            "--top=5",
            "--json");

    assertThat(code).isEqualTo(0);
    String[] lines = out.toString().split("\n");
    assertThat(lines).hasLength(3);
    JsonNode nearest = new ObjectMapper().readTree(lines[0]);
    assertThat(nearest.path("items").asInt()).isEqualTo(700);
    assertThat(nearest.path("seconds").asDouble()).isGreaterThan(0.0);
    JsonNode ranking = new ObjectMapper().readTree(lines[1]);
    assertThat(ranking.path("seconds").asDouble()).isGreaterThan(0.0);
    JsonNode sparse = new ObjectMapper().readTree(lines[2]);
    assertThat(sparse.path("rows").asInt()).isEqualTo(100);
    assertThat(sparse.path("gigabytesPerSecond").asDouble()).isGreaterThan(0.0);
    assertThat(sparse.path("copyGigabytesPerSecond").asDouble()).isGreaterThan(0.0);
  }
}
