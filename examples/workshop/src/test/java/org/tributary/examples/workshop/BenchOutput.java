package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.tributary.examples.command.Cli;

/** A benchmark run and the JSON that it wrote. */
record BenchOutput(Cli run, JsonNode json) {

  /** Runs a benchmark and checks that it succeeds and writes well-formed JSON. */
  static BenchOutput of(Path folder, String... arguments) throws IOException {
    Path json = folder.resolve("result.json");
    String[] files = {"--json", json.toString()};
    String[] all = Stream.of(arguments, files).flatMap(Stream::of).toArray(String[]::new);
    Cli run = BenchCli.run(all).succeeds();
    JsonNode read = new ObjectMapper().readTree(json.toFile());
    assertThat(read.get("benchmark").asText()).isEqualTo(arguments[0]);
    assertThat(read.get("machine").get("java").asText())
        .isEqualTo(System.getProperty("java.version"));
    return new BenchOutput(run, read);
  }

  JsonNode rows() {
    return json.get("rows");
  }
}
