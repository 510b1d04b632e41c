package org.tributary.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.tributary.examples.command.Cli;
import org.xml.sax.SAXException;

/** A benchmark run and the JSON that it wrote. */
record BenchOutput(Cli run, JsonNode json) {

  /** Runs a benchmark and checks that it succeeds and writes a well-formed JSON and SVG file. */
  static BenchOutput of(Path folder, String... arguments) throws IOException {
    Path json = folder.resolve("result.json");
    Path figure = folder.resolve("result.svg");
    String[] files = {"--json", json.toString(), "--figure", figure.toString()};
    String[] all = Stream.of(arguments, files).flatMap(Stream::of).toArray(String[]::new);
    Cli run = BenchCli.run(all).succeeds();
    JsonNode read = new ObjectMapper().readTree(json.toFile());
    if (arguments[0].equals("layers")) {
      assertThat(read.isArray()).isTrue();
    } else {
      assertThat(read.get("benchmark").asText()).isEqualTo(arguments[0]);
    }
    assertThat(read.findValue("machine").get("java").asText())
        .isEqualTo(System.getProperty("java.version"));
    try {
      assertThat(
              DocumentBuilderFactory.newInstance()
                  .newDocumentBuilder()
                  .parse(figure.toFile())
                  .getDocumentElement()
                  .getTagName())
          .isEqualTo("svg");
    } catch (SAXException | ParserConfigurationException e) {
      throw new AssertionError("the figure is not well-formed XML", e);
    }
    return new BenchOutput(run, read);
  }
}
