package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A Java block of a Markdown page: imports, statements, and the expected output of each {@code
 * println} call in a comment at the end of its line.
 *
 * @param place file and line, for messages
 * @param lines source lines
 */
record CodeBlock(String place, List<String> lines) {
  private static final Pattern EXPECTED_OUTPUT = Pattern.compile("println\\(.*\\);\\s*// (.*)$");

  private static final Pattern DECLARED_CLASS = Pattern.compile("^public final class (\\w+)");

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

  /** Returns the name of the class that the block is, if it is a whole one. */
  Optional<String> declaredClass() {
    return lines.stream()
        .map(DECLARED_CLASS::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1))
        .findFirst();
  }

  /**
   * Returns the block after what it uses of a program without declaring it: the program's imports
   * and its statements up to the declaration of a variable.
   *
   * @param end the end of the last line: a semicolon for the declaration alone, a closing brace for
   *     the block after it too
   */
  CodeBlock after(CodeBlock program, String variable, String end) {
    Pattern declaration = Pattern.compile("\\b" + variable + " = ");
    Pattern use = Pattern.compile("(?<![.\\w])" + variable + "\\b(?!\\()");
    if (declaredClass().isPresent()
        || statements().noneMatch(use.asPredicate())
        || statements().anyMatch(declaration.asPredicate())) {
      return this;
    }
    List<String> all = new ArrayList<>();
    boolean found = false;
    for (String line : program.lines()) {
      found |= declaration.matcher(line).find();
      all.add(line);
      if (found && (end.equals("}") ? line.equals(end) : withoutComment(line).endsWith(end))) {
        break;
      }
    }
    assertThat(found).as("%s in %s", variable, program).isTrue();
    all.addAll(lines);
    return new CodeBlock(place, List.copyOf(all));
  }

  private Stream<String> statements() {
    return lines.stream().map(CodeBlock::withoutComment);
  }

  private static String withoutComment(String line) {
    return line.replaceFirst("//.*", "").strip();
  }

  /** Returns the source of a class that runs the statements, or the block if it is a class. */
  String source(String className) {
    if (declaredClass().isPresent()) {
      return String.join("\n", lines);
    }
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

  /**
   * Compiles the block into a folder.
   *
   * @param className the class of a block that is none itself
   * @return the name of the compiled class
   */
  String compile(String className, Path folder) throws IOException {
    String messages = compile(Map.of(className, this), folder);
    assertThat(messages).as(source(className)).isEmpty();
    return declaredClass().orElse(className);
  }

  /**
   * Compiles blocks into a folder by one call of the compiler, most of whose time is that of the
   * first class.
   *
   * @param blocks the blocks by the class of each that is none itself
   * @return the compiler's messages if a block does not compile, else an empty text
   */
  static String compile(Map<String, CodeBlock> blocks, Path folder) throws IOException {
    List<Path> sources = new ArrayList<>();
    for (Map.Entry<String, CodeBlock> entry : blocks.entrySet()) {
      CodeBlock block = entry.getValue();
      String name = block.declaredClass().orElse(entry.getKey());
      sources.add(Files.writeString(folder.resolve(name + ".java"), block.source(entry.getKey())));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options = List.of("-proc:none", "-d", folder.toString());
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      boolean compiled =
          compiler
              .getTask(
                  messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
              .call();
      return compiled ? "" : "does not compile: " + messages;
    }
  }

  @Override
  public String toString() {
    return place;
  }
}
