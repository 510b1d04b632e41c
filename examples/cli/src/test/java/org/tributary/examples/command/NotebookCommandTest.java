package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code notebook} command; separate tests cover its numbers and layout. */
class NotebookCommandTest {

  @TempDir Path folder;

  @Test
  void cellsArePrintedAndNumbersWrittenAsJson() throws IOException {
    Path json = folder.resolve("notebook.json");
    Cli run = Cli.run("notebook", "--json", json.toString()).succeeds();
    assertThat(run.output())
        .startsWith("In [2]:\nParameter containing:\ntensor([[-0.0053,")
        .contains("\n\nIn [28]:\n[0, 1, 2, 0, 1]\n\nIn [29]:\n")
        .endsWith("\n\nIn [34]:\ntensor([[ 0.2779, -1.0391]])\n");
    assertThat(run.error()).isEmpty();
    JsonNode cells = new ObjectMapper().readTree(json.toFile()).get("cells");
    assertThat(cells).hasSize(34);
    assertThat(cells.get("25")).isEmpty();
    assertThat(cells.get("34").get(0).get("name").textValue()).isEqualTo("h1");
  }

  @Test
  void unwritableJsonFileIsRejectedBeforeComputing() {
    Path json = folder.resolve("absent/notebook.json");
    Cli run = Cli.run("notebook", "--json", json.toString());
    run.failsSaying(json + ": there is no folder " + json.getParent() + "; make it first");
    assertThat(run.output()).isEmpty();
    assertThat(Files.exists(json.getParent())).isFalse();
  }

  @Test
  void invalidOptionsAreWrongUsage() {
    Cli.run("notebook", "--threads", "0")
        .isWrongUsage("tributary notebook", "--threads: expected 1 to 4096, got 0");
    Cli.run("notebook", "--json")
        .isWrongUsage(
            "tributary notebook", "Missing required parameter for option '--json' (FILE)");
  }
}
