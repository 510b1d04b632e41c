package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.xml.sax.SAXException;

/** What a benchmark's options --json and --figure wrote. */
record BenchOutput(Cli run, JsonNode json) {

  /** Runs a benchmark, which must succeed and write well-formed files. */
  static BenchOutput of(Path folder, String... arguments) throws IOException {
    Path json = folder.resolve("result.json");
    Path figure = folder.resolve("result.svg");
    String[] all = new String[arguments.length + 5];
    all[0] = "bench";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    System.arraycopy(
        new String[] {"--json", json.toString(), "--figure", figure.toString()},
        0,
        all,
        arguments.length + 1,
        4);
    Cli run = Cli.run(all).succeeds();
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
      throw new AssertionError("the figure is no XML", e);
    }
    return new BenchOutput(run, read);
  }
}
