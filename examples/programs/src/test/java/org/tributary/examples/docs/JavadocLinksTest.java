package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages that the Javadoc links to: those that the libraries use, in lists of the build. */
class JavadocLinksTest {
  private static final Path ROOT = Path.of("..", "..");

  @ParameterizedTest
  @ValueSource(strings = {"tensorflow", "tribuo"})
  void usedPackagesAreListed(String library) throws IOException {
    List<String> listed =
        Files.readAllLines(ROOT.resolve("config/javadoc/" + library + "/element-list"));
    assertThat(listed).isSorted().containsAll(imports(library)).doesNotHaveDuplicates();
    assertThat(Files.readString(ROOT.resolve("pom.xml"))).contains("config/javadoc/" + library);
  }

  private static Set<String> imports(String library) throws IOException {
    Pattern use =
        Pattern.compile("import (?:static )?(org\\." + library + "(?:\\.[a-z]\\w*)*)\\.[A-Z]");
    Set<String> packages = new TreeSet<>();
    for (String module : List.of("core", "tribuo-plugin")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(file -> file.toString().endsWith(".java")).toList()) {
          use.matcher(Files.readString(file)).results().forEach(m -> packages.add(m.group(1)));
        }
      }
    }
    assertThat(packages).isNotEmpty();
    return packages;
  }
}
