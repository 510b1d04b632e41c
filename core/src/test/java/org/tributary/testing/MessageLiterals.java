package org.tributary.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The string literals of a module's main code, of which its messages are made. */
public final class MessageLiterals {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<text>\"\"\"(?:[^\\\\]|\\\\.)*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\")"
              + "|'(?:[^'\\\\\\n]|\\\\.[0-7a-fu]*)'|//[^\\n]*|/\\*.*?\\*/|[^\\s]",
          Pattern.DOTALL);

  /** An option of a program or a command of one; options of {@code java} itself are allowed. */
  private static final Pattern COMMAND_LINE =
      Pattern.compile(
          "(?<![-\\w])--(?!add-(?:opens|exports|modules)\\b|enable-native-access\\b)[a-z]"
              + "|\\btributary [a-z-]+");

  private MessageLiterals() {}

  /**
   * Returns the literals that name an option or a command of a command line, each after its file
   * and line. Literals that {@code +} joins are read as one.
   *
   * @param sources the root folder of the Java files
   */
  public static List<String> namingCommandLine(Path sources) {
    try (Stream<Path> files = Files.walk(sources)) {
      List<String> found = new ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String source = Files.readString(file);
        for (Literal literal : literals(source)) {
          if (COMMAND_LINE.matcher(literal.text()).find()) {
            long line = source.substring(0, literal.start()).lines().count();
            found.add("%s:%d: %s".formatted(file.getFileName(), line, literal.text()));
          }
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Literal(int start, String text) {}

  private static List<Literal> literals(String source) {
    List<Literal> literals = new ArrayList<>();
    Matcher token = TOKEN.matcher(source);
    StringBuilder between = new StringBuilder(); // the code after the last literal
    while (token.find()) {
      String text = token.group("text");
      if (text == null) {
        boolean comment = token.group().startsWith("//") || token.group().startsWith("/*");
        between.append(comment ? "" : token.group());
        continue;
      }
      String content = text.replaceAll("^\"+|\"+$", "");
      if (between.toString().equals("+") && !literals.isEmpty()) {
        Literal last = literals.remove(literals.size() - 1);
        literals.add(new Literal(last.start(), last.text() + content));
      } else {
        literals.add(new Literal(token.start(), content));
      }
      between.setLength(0);
    }
    return literals;
  }
}
