package org.tributary.examples.programs;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The result of a program.
 *
 * @param code exit code
 * @param out text on standard output
 * @param err text on standard error, of the program alone
 */
public record ProgramRun(int code, String out, String err) {

  /** Runs a program in this process. */
  public static ProgramRun of(String... arguments) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    Locale localeBefore = Locale.getDefault();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code = Main.run(arguments);
      return new ProgramRun(
          code,
          out.toString(StandardCharsets.UTF_8).strip(),
          err.toString(StandardCharsets.UTF_8).strip());
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
      Locale.setDefault(localeBefore);
    }
  }

  /** Returns the first number of the last match of a pattern in the output. */
  double number(String pattern) {
    return Pattern.compile(pattern)
        .matcher(out)
        .results()
        .map((MatchResult match) -> Double.parseDouble(match.group(1)))
        .reduce((a, b) -> b)
        .orElseThrow(() -> new AssertionError("no '" + pattern + "' in " + this));
  }
}
