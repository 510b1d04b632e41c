package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.ToIntFunction;
import org.tributary.examples.console.Console;
import org.tributary.examples.console.RecordingConsole;

/**
 * One run of a program's command line and its result.
 *
 * @param program the name that begins its error messages
 */
public record Cli(String program, int exitCode, String output, String error) {

  static Cli run(String... arguments) {
    return runWith("", arguments);
  }

  static Cli runWith(String input, String... arguments) {
    return of(new RecordingConsole(input), arguments);
  }

  /** A run whose reader has closed the output. */
  static Cli unread(String input, String... arguments) {
    return of(RecordingConsole.unread(input), arguments);
  }

  private static Cli of(RecordingConsole recording, String... arguments) {
    return of("tributary", recording, console -> TributaryCommand.run(console, arguments));
  }

  /** A run of {@code program}, without input. */
  public static Cli of(String program, ToIntFunction<Console> run) {
    return of(program, new RecordingConsole(""), run);
  }

  private static Cli of(String program, RecordingConsole recording, ToIntFunction<Console> run) {
    int exitCode = run.applyAsInt(recording.console());
    return new Cli(program, exitCode, recording.output(), recording.error());
  }

  public Cli succeeds() {
    assertThat(exitCode).as(error).isZero();
    return this;
  }

  /** A failed job says one line, never a stack trace. */
  public void failsSaying(String message) {
    assertThat(error).isEqualToNormalizingNewlines(program + ": " + message + "\n");
    assertThat(exitCode).isEqualTo(1);
  }

  /** Wrong usage says what is wrong and where help is. */
  public void isWrongUsage(String command, String message) {
    assertThat(error)
        .isEqualToNormalizingNewlines(
            program + ": " + message + "\nTry '" + command + " --help' for more.\n");
    assertThat(exitCode).isEqualTo(2);
    assertThat(output).isEmpty();
  }
}
