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
        .contains("characters", "regression", "from-crf", "parts-of-speech", "named-entities");
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
        "from-crf",
        "parts-of-speech",
        "named-entities"
      })
  void everyProgramHasHelp(String program) {
    ProgramRun run = ProgramRun.of(program, "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Usage: programs " + program).contains("--help");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sensors", "streaming", "characters", "regression"})
  void missingFileIsNamed(String program) {
    String missing = folder.resolve("missing").toString();
    ProgramRun run = ProgramRun.of((program + " " + missing).split(" "));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("no such file or folder; check the path")
        .doesNotContain("at org");
  }

  /** Before any work begins. */
  @ParameterizedTest
  @ValueSource(strings = {"sensors", "streaming", "characters", "parts-of-speech"})
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
        "parts-of-speech a b|expected three files, TRAIN DEV TEST, got 2; name all of them, or none for the generated corpus",
        "named-entities a|expected three files, TRAIN DEV TEST, got 1; name all of them, or none for the generated corpus",
        "characters --steps 10|--steps: expected at least 50, got 10; the model is evaluated every 50 steps",
        "characters --temperature 0|--temperature: expected a number above 0, got 0.0",
        "sensors --epochs 0|--epochs: expected at least 1, got 0",
        "regression --epochs -1|--epochs: expected at least 1, got -1",
        "sensors --epochs many|Invalid value for option '--epochs': 'many' is not an int",
        "named-entities --scheme IOE|Invalid value for option '--scheme': expected one of [BIO, IOB1, BIOES] (case-insensitive) but was 'IOE'",
        "sensers|Unmatched argument at index 0: 'sensers'",
      })
  void wrongArgumentIsRejectedWithTheUsage(String arguments, String message) {
    ProgramRun run = ProgramRun.of(arguments.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith(message).containsAnyOf("Usage:", "Did you mean");
  }
}
