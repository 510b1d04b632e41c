package org.tributary.examples.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.examples.console.Console;
import org.tributary.internal.LibraryVersion;
import org.tributary.tagger.Tagger;

/** The command line of the service, as far as it ends. */
class ServiceCommandTest {
  @TempDir private Path folder;

  private record Outcome(int code, String out, String err) {}

  private static Outcome run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        Console.of(InputStream.nullInputStream(), out, new PrintStream(err, true, UTF_8));
    int code = ServiceCommand.run(console, arguments);
    return new Outcome(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  @Test
  void versionIsThatOfTheLibrary() {
    for (String option : new String[] {"--version", "-V"}) {
      Outcome outcome = run(option);
      assertThat(outcome.code()).isZero();
      assertThat(outcome.out())
          .startsWith("tributary-service %s (commit ".formatted(LibraryVersion.get()));
    }
  }

  /** A stack trace is printed on request alone. */
  @Test
  void debugPrintsTheStackTrace() {
    String model = "--model=" + folder.resolve("none.tributary");
    assertThat(run(model).err().lines()).hasSize(1);
    assertThat(run(model, "--debug").err()).contains("\tat org.tributary.");
  }

  @Test
  void missingModelIsNamed() {
    Outcome outcome = run("--model", folder.resolve("none.tributary").toString());
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("tributary-service: ").contains("none.tributary");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --port=99999 | --port: expected 0 to 65535, got 99999
          --port=-1    | --port: expected 0 to 65535, got -1
          --max-body=0 | --max-body: expected at least 1, got 0
          --max-batch=0 | --max-batch: expected at least 1, got 0
          --threads=0 | --threads: expected 1 to 4096, got 0
          --threads=5000 | --threads: expected 1 to 4096, got 5000
          --max-queue=0 | --max-queue: expected at least 1, got 0
          --max-tokens=0 | --max-tokens: expected at least 1, got 0
          --max-token-length=0 | --max-token-length: expected at least 1, got 0
          --deadline=0 | --deadline: expected at least 1, got 0
          --warm-up=-1 | --warm-up: expected at least 0, got -1
          --grace=-1   | --grace: expected at least 0, got -1
          --language=zz | --language: expected a language such as de or fr-CA, got 'zz'
          """)
  void wrongValuesAreRefused(String option, String message) {
    Outcome outcome = run("--model=m", option);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err().lines().findFirst())
        .hasValueSatisfying(l -> assertThat(l).endsWith(message));
  }

  /** So that a service's words have all of the caches. */
  @Test
  void warmUpLeavesNothingInTheCaches() throws IOException {
    Path model = folder.resolve("names.tributary");
    NamesModel.write(model);
    try (Tagger tagger = Tagger.load(model)) {
      tagger.tag(List.of("Ada", "left"));
      assertThat(tagger.cache().size()).isPositive();
      ServiceCommand.tagMadeUpSentences(tagger, 1);
      assertThat(tagger.cache().size()).isZero();
    }
  }

  @Test
  void unknownHostIsNamed() throws IOException {
    Path model = folder.resolve("names.tributary");
    NamesModel.write(model);
    Outcome outcome = run("--model=" + model, "--host=no-host.invalid", "--port=0", "--warm-up=0");
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains(
            "--host, --port: expected a free address of this machine, got no-host.invalid:0: ");
  }
}
