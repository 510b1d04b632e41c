package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command line of a Markdown page.
 *
 * @param page the file's name
 * @param input the text that an {@code echo} before it writes, else empty
 * @param words the program and its arguments
 */
public record ShellCommand(String page, String input, List<String> words) {
  private static final Pattern PROGRAM =
      Pattern.compile("(?:tributary|bench|java|mvn|curl|[\\w/]+/bin/[\\w-]+) .*");
  private static final Pattern ECHO = Pattern.compile("echo '([^']*)' \\| (.*)");
  private static final Pattern INLINE =
      Pattern.compile("`((?:tributary|bench) [a-z-]+ [^`]*--[^`]*)`");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  /** Returns the commands of a page's blocks. */
  public static List<ShellCommand> inBlocks(Path page) throws IOException {
    List<ShellCommand> commands = new ArrayList<>();
    boolean fenced = false;
    for (String line : joined(page).lines().toList()) {
      if (line.startsWith("```")) {
        fenced = !fenced;
      } else if (fenced || line.startsWith("    ")) {
        Matcher echo = ECHO.matcher(line.strip());
        String command = echo.matches() ? echo.group(2) : line.strip();
        if (PROGRAM.matcher(command).matches()) {
          commands.add(of(page, echo.matches() ? echo.group(1) : "", command));
        }
      }
    }
    return commands;
  }

  /** Returns the commands of tributary and bench with options in the page's text. */
  public static List<ShellCommand> inText(Path page) throws IOException {
    String text = joined(page).replaceAll("\\s+", " ");
    return INLINE.matcher(text).results().map(match -> of(page, "", match.group(1))).toList();
  }

  /** Returns the text with lines that end in a backslash continued. */
  private static String joined(Path page) throws IOException {
    return Files.readString(page).replaceAll("\\\\\\R\\s*", " ");
  }

  private static ShellCommand of(Path page, String input, String line) {
    List<String> words =
        WORD.matcher(line.replaceAll(" +#.*", "")).results().map(ShellCommand::unquoted).toList();
    return new ShellCommand(page.getFileName().toString(), input, words);
  }

  private static String unquoted(MatchResult word) {
    return word.group(1) != null
        ? word.group(1)
        : word.group(2) != null ? word.group(2) : word.group(3);
  }

  /** Returns the program. */
  public String program() {
    return words.get(0);
  }

  /** Returns the program's arguments. */
  public List<String> arguments() {
    return words.subList(1, words.size());
  }

  /** Returns whether an ellipsis replaces a part. */
  public boolean isAbbreviated() {
    return words.stream().anyMatch(word -> word.contains("\u2026") || word.equals("..."));
  }

  @Override
  public String toString() {
    return page + ": " + String.join(" ", words);
  }
}
