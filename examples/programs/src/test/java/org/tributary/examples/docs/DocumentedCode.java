package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/**
 * Java blocks of the README and the guide, compiled and run against their documented output. They
 * may use the {@code sentences}, {@code data} and {@code saved} of the first programs, {@code
 * start.md}, and the {@code random} of {@code layers.md}. There are two classes, which run side by
 * side.
 */
abstract class DocumentedCode {
  /** Begins the second half of the pages, in alphabetical order. */
  private static final String MIDDLE = "l";

  private static final Path ROOT = Path.of("..", "..");
  private static final String CLASS = "Documented";

  @TempDir static Path folder;

  /** The classes of the blocks, in the order of the pages; each of a block that is none itself. */
  private static Map<String, CodeBlock> classes;

  private static boolean compiled;

  /** Returns the blocks of the README and of the first half of the guide. */
  static List<CodeBlock> firstBlocks() throws IOException {
    return blocks(name -> name.compareTo(MIDDLE) < 0);
  }

  /** Returns the blocks of the second half of the guide. */
  static List<CodeBlock> otherBlocks() throws IOException {
    return blocks(name -> name.compareTo(MIDDLE) >= 0);
  }

  private static List<CodeBlock> blocks(Predicate<String> pages) throws IOException {
    List<CodeBlock> first = CodeBlock.of("start.md", read(ROOT.resolve("docs/guide/start.md")));
    CodeBlock layer = CodeBlock.of("layers.md", read(ROOT.resolve("docs/guide/layers.md"))).get(0);
    try (Stream<Path> guide = Files.list(ROOT.resolve("docs/guide"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), guide.sorted())
          .filter(page -> page.toString().endsWith(".md"))
          .filter(page -> pages.test(page.getFileName().toString()))
          .flatMap(page -> CodeBlock.of(ROOT.relativize(page).toString(), read(page)).stream())
          .map(block -> block.after(first.get(2), "data", ";").after(first.get(1), "saved", "}"))
          .map(block -> block.after(first.get(1), "sentences", ";").after(layer, "random", ";"))
          .toList();
    }
  }

  /** Compiles blocks together; if one has an error, each is compiled on its own by its test. */
  static void compile(List<CodeBlock> blocks) throws IOException {
    classes = new LinkedHashMap<>();
    for (CodeBlock block : blocks) {
      classes.put(CLASS + classes.size(), block);
    }
    compiled = CodeBlock.compile(classes, folder).isEmpty();
  }

  static void requireDocumentedOutput(CodeBlock block) throws Exception {
    String name =
        classes.entrySet().stream()
            .filter(entry -> entry.getValue().equals(block))
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow();
    if (!compiled) {
      block.compile(name, folder);
    }
    if (block.declaredClass().isEmpty()) {
      assertThat(run(name)).containsExactlyElementsOf(block.expectedOutput());
    }
  }

  static void requireNoInternalImport(CodeBlock block) {
    assertThat(block.lines()).noneMatch(line -> line.matches("import .*\\.internal\\..*"));
  }

  private static List<String> run(String name) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass(name).getMethod("run").invoke(null);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static List<String> read(Path page) {
    try {
      return Files.readAllLines(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
