package org.tributary.examples.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java block of a Markdown page: imports, statements, and the expected output of each {@code
 * println} call in a comment at the end of its line.
 *
 * @param place file and line, for messages
 * @param lines source lines
 */
record CodeBlock(String place, List<String> lines) {
  private static final Pattern EXPECTED_OUTPUT = Pattern.compile("println\\(.*\\);\\s*// (.*)$");

  /** Returns the Java blocks of a page. */
  static List<CodeBlock> of(String file, List<String> page) {
    List<CodeBlock> blocks = new ArrayList<>();
    List<String> open = null;
    int start = 0;
    for (int n = 0; n < page.size(); n++) {
      String line = page.get(n);
      if (open == null && line.strip().equals("```java")) {
        open = new ArrayList<>();
        start = n + 1;
      } else if (open != null && line.strip().equals("```")) {
        blocks.add(new CodeBlock(file + ":" + start, List.copyOf(open)));
        open = null;
      } else if (open != null) {
        open.add(line);
      }
    }
    return blocks;
  }

  /** Returns the source of a class that runs the statements. */
  String source(String className) {
    StringBuilder imports = new StringBuilder();
    StringBuilder statements = new StringBuilder();
    for (String line : lines) {
      (line.startsWith("import ") ? imports : statements).append(line).append('\n');
    }
    return imports
        + "public final class "
        + className
        + " {\n  public static void run() throws Exception {\n"
        + statements
        + "  }\n}\n";
  }

  /** Returns the expected output, as documented in comments. */
  List<String> expectedOutput() {
    return lines.stream()
        .map(EXPECTED_OUTPUT::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .toList();
  }

  @Override
  public String toString() {
    return place;
  }
}
