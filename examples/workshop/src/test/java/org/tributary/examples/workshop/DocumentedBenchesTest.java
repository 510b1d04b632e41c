package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tributary.examples.command.ShellCommand;

/** The options of the benchmarks that the documentation names. */
class DocumentedBenchesTest {
  private static final Path DOCS = Path.of("..", "..", "docs");

  /** The first unknown option is reported, which is the added one if all others exist. */
  @Test
  void optionsExist() throws IOException {
    int checked = 0;
    try (Stream<Path> pages = Files.walk(DOCS)) {
      for (Path page : pages.filter(file -> file.toString().endsWith(".md")).sorted().toList()) {
        List<ShellCommand> commands = new ArrayList<>(ShellCommand.inBlocks(page));
        commands.addAll(ShellCommand.inText(page));
        for (ShellCommand command : commands) {
          if (command.program().equals("bench") && !command.isAbbreviated()) {
            List<String> arguments = new ArrayList<>(command.arguments());
            arguments.add("--no-such-option");
            assertThat(BenchCli.run(arguments.toArray(String[]::new)).error())
                .as("%s", command)
                .startsWith("bench: Unknown option: '--no-such-option'");
            checked++;
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(6);
  }
}
