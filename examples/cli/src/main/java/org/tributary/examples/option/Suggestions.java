package org.tributary.examples.option;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** Error messages on unknown arguments, with picocli's suggestions of similar names. */
public final class Suggestions {
  private static final int MAX_SUGGESTIONS = 5;

  /** Options whose value is often given as a bare argument. */
  private static final List<String> FILE_OPTIONS = List.of("--input", "--test", "--train");

  private Suggestions() {}

  /**
   * Returns a message on an argument that {@code line} does not know.
   *
   * @param argument the argument, such as {@code trian} or {@code --epoch=3}
   */
  public static String unknown(CommandLine line, String argument) {
    if (!argument.startsWith("-") && line.getSubcommands().isEmpty()) {
      return "expected an option, got '%s'; %s"
          .formatted(
              argument,
              FILE_OPTIONS.stream()
                  .filter(line.getCommandSpec().optionsMap()::containsKey)
                  .findFirst()
                  .map(option -> "if it is a file, name it as %s %s".formatted(option, argument))
                  .orElse("does a value need quotes, or an option its dashes?"));
    }
    List<String> similar = similar(line, argument);
    return "unknown %s '%s'; %s"
        .formatted(
            argument.startsWith("-") ? "option" : "command",
            argument.replaceFirst("=.*", ""),
            similar.isEmpty()
                ? (line.getCommandSpec().findOption(GroupedOptions.HELP_ALL) == null
                        ? "--help"
                        : GroupedOptions.HELP_ALL)
                    + " lists all"
                : "did you mean %s?".formatted(String.join(" or ", similar)));
  }

  /** Returns the names that {@code line} knows and that are similar to {@code argument}. */
  public static List<String> similar(CommandLine line, String argument) {
    return new UnmatchedArgumentException(line, List.of(argument))
        .getSuggestions().stream().limit(MAX_SUGGESTIONS).toList();
  }
}
