package org.tributary.internal.graph;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;

/** TensorFlow's errors about the operations of an extension, without the names of graph nodes. */
public final class PlainErrors {
  private static final Pattern NODE =
      Pattern.compile("for '\\{\\{node [^}]*}} = (\\w+)\\[.*?]\\([^)]*\\)'");
  private static final Pattern OTHER_NODE =
      Pattern.compile("\\s*\\[?\\[?(?:\\{\\{(?:function_)?node [^}]*}})+]?]?,?");
  private static final Pattern TENSORS =
      Pattern.compile(" and with computed input tensors: .*$", Pattern.DOTALL);

  /** An assertion of the library in a graph: its message and the values. */
  private static final Pattern ASSERTION =
      Pattern.compile("assertion failed: \\[(\\w[\\w ]*: expected .*?)] (\\[.*)", Pattern.DOTALL);

  private static final Pattern OUTSIDE =
      Pattern.compile(
          "indices\\[([0-9,]*)] = (-?\\d+) is not in \\[0, (\\d+)\\).*?"
              + "\\{\\{node (?:[^}]*/)?table\\.([^}]+)\\.lookup(?:_\\d+)?}}",
          Pattern.DOTALL);

  private PlainErrors() {}

  /** Returns the name of a node that looks rows of a table up, by which errors name the table. */
  public static String lookupNode(String table) {
    return "table.%s.lookup".formatted(table.replaceAll("[^A-Za-z0-9_.-]", "_"));
  }

  /**
   * Returns the result of {@code build}, which adds the operations of an extension to a graph.
   *
   * @param what the class and method, the start of the message
   * @param expected the expected operations
   * @param hint the likely cause and its cure
   * @throws IllegalArgumentException if TensorFlow refuses an operation
   */
  public static <R> R in(String what, String expected, String hint, Supplier<R> build) {
    try {
      return build.get();
    } catch (TensorFlowException | IllegalArgumentException e) {
      // the library reports a refused operation by either, and only its own messages name a node
      if (String.valueOf(e.getMessage()).contains("was from a different graph")) {
        throw new IllegalArgumentException(
            "%s: expected values of the graph that is built, got one of another; use values and parts only in the call of the definition that made them, and compute last(), reversed(), slice or maxPool1d of a sequence before a scan, not within its formula"
                .formatted(what),
            e);
      }
      if (e instanceof IllegalArgumentException
          && !String.valueOf(e.getMessage()).contains("{{node")) {
        throw e;
      }
      throw new IllegalArgumentException(
          "%s: expected %s, got TensorFlow's error \"%s\"; %s"
              .formatted(what, expected, plain(e.getMessage()), hint),
          e);
    }
  }

  /**
   * Returns the result of {@code run}, which runs a graph on values of the caller.
   *
   * @param what the start of the message
   * @throws IllegalArgumentException if an operation refuses its values
   */
  public static <R> R running(String what, Supplier<R> run) {
    try {
      return run.get();
    } catch (TFInvalidArgumentException e) {
      Matcher outside = OUTSIDE.matcher(e.getMessage());
      if (outside.find()) {
        throw new IllegalArgumentException(
            "embedding %s: expected ids from 0 to %d, got %s at [%s]; does the vocabulary have more entries than the table has rows?"
                .formatted(
                    outside.group(4),
                    Long.parseLong(outside.group(3)) - 1,
                    outside.group(2),
                    outside.group(1).replace(",", ", ")),
            e);
      }
      Optional<String> sizes = SizeCheck.message(e.getMessage());
      if (sizes.isPresent()) {
        throw new IllegalArgumentException("%s: %s".formatted(what, sizes.get()), e);
      }
      Matcher assertion = ASSERTION.matcher(plain(e.getMessage()));
      if (assertion.find()) {
        throw new IllegalArgumentException(
            "%s: %s %s".formatted(what, assertion.group(1), assertion.group(2)), e);
      }
      throw new IllegalArgumentException(
          "%s: expected values that every operation of the graph accepts, got TensorFlow's error \"%s\"; do the fed values agree in their numbers of rows and steps?"
              .formatted(what, plain(e.getMessage())),
          e);
    }
  }

  /** Returns a message of TensorFlow that names the kind of an operation instead of its node. */
  static String plain(String message) {
    Matcher node = NODE.matcher(String.valueOf(message));
    String kinds = node.replaceAll("in $1");
    String named = OTHER_NODE.matcher(kinds).replaceAll("");
    return TENSORS.matcher(named).replaceAll("").strip();
  }
}
