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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java blocks of the README and the guide, compiled and run against their documented output. */
class DocumentedCodeTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final String CLASS = "Documented";

  @TempDir Path folder;

  static List<CodeBlock> blocks() throws IOException {
    try (Stream<Path> guide = Files.list(ROOT.resolve("docs/guide"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), guide.sorted())
          .filter(page -> page.toString().endsWith(".md"))
          .flatMap(page -> CodeBlock.of(ROOT.relativize(page).toString(), read(page)).stream())
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void codeBlockCompilesAndPrintsItsDocumentedOutput(CodeBlock block) throws Exception {
    block.compile(CLASS, folder);
    if (block.declaredClass().isEmpty()) {
      assertThat(run()).containsExactlyElementsOf(block.expectedOutput());
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void codeBlockImportsNoInternalPackage(CodeBlock block) {
    assertThat(block.lines()).noneMatch(line -> line.matches("import .*\\.internal\\..*"));
  }

  @Test
  void readmeShowsBothEntryPoints() throws IOException {
    assertThat(blocks().stream().filter(b -> b.place().startsWith("README.md"))).hasSize(2);
  }

  private List<String> run() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader.loadClass(CLASS).getMethod("run").invoke(null);
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
