package org.tributary.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Options of the service that it cannot start with. */
class ServiceCommandTest {
  @TempDir private Path folder;

  /** Returns the first line on standard error; the command must fail. */
  private static String error(String... arguments) {
    StringWriter error = new StringWriter();
    int exit =
        new CommandLine(new ServiceCommand())
            .setErr(new PrintWriter(error))
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  command.getErr().println(failure.getMessage());
                  return 1;
                })
            .execute(arguments);
    assertThat(exit).isNotZero();
    return error.toString().lines().findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --port=99999 | --port: expected 0 to 65535, got 99999
          --port=-1    | --port: expected 0 to 65535, got -1
          --max-body=0 | --max-body: expected a number of at least 1, got 0
          --grace=-1   | --grace: expected a number of at least 0, got -1
          """)
  void numbersOutOfRangeAreRefused(String option, String message) {
    assertThat(error("--model=m", option)).isEqualTo(message);
  }

  @Test
  void unknownHostIsNamed() throws IOException {
    Path model = folder.resolve("names.tributary");
    NamesModel.write(model);
    assertThat(error("--model=" + model, "--host=no-host.invalid", "--port=0"))
        .startsWith(
            "--host, --port: expected a free address of this machine, got no-host.invalid:0: ");
  }
}
