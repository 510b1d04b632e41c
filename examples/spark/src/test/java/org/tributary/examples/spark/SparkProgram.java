package org.tributary.examples.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.tributary.examples.console.Console;

/** Runs of the program in this process. */
final class SparkProgram {
  private SparkProgram() {}

  /** The end of a run. */
  record Result(int exit, String output, String error) {
    /** Returns the error without the name of the program and without the hint at its help. */
    String message() {
      return error.lines().findFirst().orElse("").replaceFirst("^tributary-spark: ", "");
    }
  }

  static Result run(Object... arguments) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    Console console =
        Console.of(
            new ByteArrayInputStream(new byte[0]),
            output,
            new PrintStream(error, true, StandardCharsets.UTF_8));
    int exit =
        SparkCommand.run(
            console, Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new Result(
        exit, output.toString(StandardCharsets.UTF_8), error.toString(StandardCharsets.UTF_8));
  }
}
