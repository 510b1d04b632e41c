package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tributary.examples.programs.Main;
import picocli.CommandLine.Command;

/** The programs as the README and the guide quote and call them. */
class DocumentedProgramsTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final Path SOURCES = Path.of("src/main/java/org/tributary/examples/programs");
  private static final Pattern QUOTE =
      Pattern.compile("^```java (\\w+)\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern CALL = Pattern.compile("programs\\.jar(?: ([a-z-]+))?");
  private static final Pattern OPTION = Pattern.compile("programs\\.jar ([a-z-]+).*? (--[a-z-]+)");

  /** A quotation is a part of the program, word for word. */
  @Test
  void quotationsAreInThePrograms() throws IOException {
    List<String> quoted = new ArrayList<>();
    for (Path page : pages()) {
      Matcher quote = QUOTE.matcher(Files.readString(page));
      while (quote.find()) {
        String source = Files.readString(SOURCES.resolve(quote.group(1) + ".java"));
        assertThat(source).as("%s", page).contains(quote.group(2));
        quoted.add(quote.group(1));
      }
    }
    assertThat(quoted)
        .contains("SensorTimeline", "StreamingLabels", "CharacterModel", "SpeedRegression");
  }

  /** Every call names a program, and every program is called and listed. */
  @Test
  void callsNamePrograms() throws IOException {
    Set<String> called = new TreeSet<>();
    for (Path page : pages()) {
      CALL.matcher(Files.readString(page))
          .results()
          .filter(call -> call.group(1) != null)
          .forEach(call -> called.add(call.group(1)));
    }
    assertThat(names()).containsAll(called);
    String list = Files.readString(ROOT.resolve("docs/guide/programs.md"));
    assertThat(
            list.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf("`", 3))))
        .containsExactlyElementsOf(names());
    // whose code the guide has elsewhere
    called.addAll(List.of("train-and-tag", "train-in-tribuo"));
    assertThat(called).containsExactlyInAnyOrderElementsOf(names());
  }

  @Test
  void documentedOptionsExist() throws IOException {
    int options = 0;
    for (Path page : pages()) {
      Matcher option = OPTION.matcher(Files.readString(page));
      while (option.find()) {
        assertThat(source(option.group(1))).as("%s", option.group()).contains(option.group(2));
        options++;
      }
    }
    assertThat(options).isGreaterThan(3);
  }

  /** Returns the sources of a program and its options. */
  private static String source(String program) throws IOException {
    for (Class<?> type : Main.class.getAnnotation(Command.class).subcommands()) {
      if (type.getAnnotation(Command.class).name().equals(program)) {
        return Files.readString(SOURCES.resolve(type.getSimpleName() + ".java"))
            + Files.readString(SOURCES.resolve("RecordingOptions.java"));
      }
    }
    throw new AssertionError("no program " + program);
  }

  private static List<String> names() {
    return Stream.of(Main.class.getAnnotation(Command.class).subcommands())
        .map(type -> type.getAnnotation(Command.class).name())
        .toList();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> guide = Files.list(ROOT.resolve("docs/guide"))) {
      return Stream.concat(Stream.of(ROOT.resolve("README.md")), guide.sorted())
          .filter(page -> page.toString().endsWith(".md"))
          .toList();
    }
  }
}
