package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.tributary.examples.console.RecordingConsole;

/** One run of the command line and what came of it. */
record Cli(int exitCode, String output, String error) {

  static Cli run(String... arguments) {
    return runWith("", arguments);
  }

  static Cli runWith(String input, String... arguments) {
    return run(new RecordingConsole(input), arguments);
  }

  /** A run whose output nobody reads any more. */
  static Cli unread(String input, String... arguments) {
    return run(RecordingConsole.unread(input), arguments);
  }

  private static Cli run(RecordingConsole recording, String... arguments) {
    int exitCode = TributaryCommand.run(recording.console(), arguments);
    return new Cli(exitCode, recording.output(), recording.error());
  }

  Cli succeeds() {
    assertThat(exitCode).as(error).isZero();
    return this;
  }

  /** A failed job says one line, never a stack trace. */
  void failsSaying(String message) {
    assertThat(error).isEqualToNormalizingNewlines("tributary: " + message + "\n");
    assertThat(exitCode).isEqualTo(1);
  }

  /** Wrong usage says what is wrong and where help is. */
  void isWrongUsage(String command, String message) {
    assertThat(error)
        .isEqualToNormalizingNewlines(
            "tributary: " + message + "\nTry '" + command + " --help' for more.\n");
    assertThat(exitCode).isEqualTo(2);
    assertThat(output).isEmpty();
  }
}
