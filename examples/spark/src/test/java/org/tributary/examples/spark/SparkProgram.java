package org.tributary.examples.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tributary.examples.console.Console;

/** Runs of the program, and of others, in this process. */
final class SparkProgram {
  private SparkProgram() {}

  /** The end of a run. */
  record Result(int exit, String output, String error) {
    /** Returns the error without the name of the program and without the hint at its help. */
    String message() {
      return error.lines().findFirst().orElse("").replaceFirst("^tributary-spark: ", "");
    }
  }

  /** The entry point of a program. */
  interface Program {
    int run(Console console, String... arguments);
  }

  static Result run(Object... arguments) {
    return run(SparkCommand::run, arguments);
  }

  static Result run(Program program, Object... arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    Console console =
        Console.of(
            new ByteArrayInputStream(new byte[0]),
            output,
            new PrintStream(error, true, StandardCharsets.UTF_8));
    int exit =
        program.run(console, Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Result(
        exit, output.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
  }
}
