package org.tributary.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.runtime.LibraryVersions;
import picocli.CommandLine;

/** The command line of the service, as far as it ends. */
class ServiceCommandTest {
  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = ServiceCommand.commandLine();
    int code =
        command
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  @Test
  void versionIsThatOfTheLibrary() {
    for (String option : new String[] {"--version", "-V"}) {
      assertThat(run(option))
          .isEqualTo(
              new Outcome(0, "tributary-service %s%n".formatted(LibraryVersions.tributary()), ""));
    }
  }

  @Test
  void missingModelIsNamed() {
    Outcome outcome = run("--model", folder.resolve("none.tributary").toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("tributary-service: ").contains("none.tributary");
  }
}
