package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.ToIntFunction;
import org.tributary.examples.console.Console;
import org.tributary.examples.console.RecordingConsole;

/**
 * The result of a command-line run.
 *
 * @param program prefix of its error messages
 * @param exitCode exit code
 * @param output standard output
 * @param error standard error
 */
public record Cli(String program, int exitCode, String output, String error) {

  public static Cli run(String... arguments) {
    return runWith("", arguments);
  }

  public static Cli runWith(String input, String... arguments) {
    return of(new RecordingConsole(input), arguments);
  }

  /** Runs a command whose standard output the reader has closed. */
  public static Cli unread(String input, String... arguments) {
    return of(RecordingConsole.unread(input), arguments);
  }

  private static Cli of(RecordingConsole recording, String... arguments) {
    return of("tributary", recording, console -> TributaryCommand.run(console, arguments));
  }

  /** Runs {@code program} without input. */
  public static Cli of(String program, ToIntFunction<Console> run) {
    return of(program, new RecordingConsole(""), run);
  }

  private static Cli of(String program, RecordingConsole recording, ToIntFunction<Console> run) {
    int exitCode = run.applyAsInt(recording.console());
    return new Cli(program, exitCode, recording.output(), recording.error());
  }

  /** Checks that the exit code is 0. */
  public Cli succeeds() {
    assertThat(exitCode).as(error).isZero();
    return this;
  }

  /** Checks that the job failed with one line and no stack trace. */
  public void failsSaying(String message) {
    assertThat(error).isEqualToNormalizingNewlines(program + ": " + message + "\n");
    assertThat(exitCode).isEqualTo(1);
  }

  /** Checks for a usage error with a pointer to the help. */
  public void isWrongUsage(String command, String message) {
    assertThat(error)
        .isEqualToNormalizingNewlines(
            program + ": " + message + "\nTry '" + command + " --help' for more.\n");
    assertThat(exitCode).isEqualTo(2);
    assertThat(output).isEmpty();
  }
}
