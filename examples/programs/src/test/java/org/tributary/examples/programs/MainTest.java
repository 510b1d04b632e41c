package org.tributary.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

  @TempDir private Path folder;

  @Test
  void withoutAProgramAllAreListed() {
    ProgramRun run = ProgramRun.of();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("expected the name of a program, got none")
        .contains("train-and-tag", "train-in-tribuo", "sensors", "streaming")
        .contains("characters", "regression", "from-crf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train-and-tag",
        "train-in-tribuo",
        "sensors",
        "streaming",
        "characters",
        "regression",
        "from-crf"
      })
  void everyProgramHasHelp(String program) {
    ProgramRun run = ProgramRun.of(program, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Usage: programs " + program).contains("--help");
  }

  @Test
  void missingFileIsNamed() {
    ProgramRun run = ProgramRun.of("characters", folder.resolve("missing").toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("no such file or folder; check the path")
        .doesNotContain("at org");
  }

  /** Before any work begins. */
  @ParameterizedTest
  @ValueSource(strings = {"streaming", "from-crf"})
  void fileInPlaceOfTheFolderOfTheResultsIsRefused(String program) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "text");
    ProgramRun run = ProgramRun.of(program, "-o", file.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("--output: expected a folder, got the file " + file);
    assertThat(file).hasContent("text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "from-crf a.conllu|expected two files, TRAIN and TEST, got one; name the other, too",
        "characters --steps 10|--steps: expected at least 50, got 10; the model is evaluated every 50 steps",
        "characters --temperature 0|--temperature: expected a number above 0, got 0.0",
        "sensors --epochs 0|--epochs: expected at least 1, got 0",
        "regression --epochs -1|--epochs: expected at least 1, got -1",
        "sensors --epochs many|Invalid value for option '--epochs': 'many' is not an int",
        "sensers|Unmatched argument at index 0: 'sensers'",
      })
  void wrongArgumentIsRejectedWithTheUsage(String arguments, String message) {
    ProgramRun run = ProgramRun.of(arguments.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith(message).containsAnyOf("Usage:", "Did you mean");
  }
}
