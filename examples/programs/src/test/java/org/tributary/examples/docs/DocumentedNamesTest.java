package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Classes, members and files that pages name in backticks: each exists in the sources. */
class DocumentedNamesTest {
  private static final Path ROOT = Path.of("..", "..");

  /** Classes of the JDK, of Tribuo, OLCUT, TensorFlow and PyTorch. */
  private static final Set<String> OTHER_LIBRARIES =
      Set.of(
          "AutoCloseable",
          "CRFTrainer",
          "DataLoader",
          "Dataset",
          "Graph",
          "IllegalArgumentException",
          "IllegalStateException",
          "Prediction",
          "SequenceExample");

  private static final Pattern BLOCK =
      Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  /** A class, possibly with a member after it, such as {@code Cell}, {@code Cell.step(x)}. */
  private static final Pattern CLASS =
      Pattern.compile("([A-Z]\\w*[a-z]\\w*(?:\\.[A-Z]\\w*[a-z]\\w*)*)(?:\\.(\\w+))?(?:\\(.*\\))?");

  private static final Pattern FILE =
      Pattern.compile("[\\w./-]*\\w\\.(?:java|mustache|proto|xml|py|md)");
  private static final Pattern DECLARATION =
      Pattern.compile(
          "^ *(?:[\\w@-]+ +)*(?:class|interface|enum|record) +(\\w+)", Pattern.MULTILINE);

  /** The files that declare a class of each name. */
  private static final Map<String, Set<Path>> CLASSES = new HashMap<>();

  private static final List<String> FILES = new ArrayList<>();

  @BeforeAll
  static void readSources() throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            String name = folder.getFileName().toString();
            return name.equals("target") || (name.startsWith(".") && !folder.equals(ROOT))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            FILES.add("/" + ROOT.relativize(file).toString().replace('\\', '/'));
            if (file.toString().endsWith(".java")) {
              DECLARATION
                  .matcher(Files.readString(file))
                  .results()
                  .map(declaration -> declaration.group(1))
                  .forEach(name -> CLASSES.computeIfAbsent(name, k -> new HashSet<>()).add(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONTRIBUTING.md",
        "docs/architecture.md",
        "docs/glossary.md",
        "docs/guide/extending.md",
        "docs/guide/layers.md",
        "docs/guide/own-graph.md",
        "docs/guide/own-models.md",
        "docs/guide/training.md"
      })
  void namedClassesAndFilesExist(String page) throws IOException {
    assertThat(missing(Files.readString(ROOT.resolve(page))))
        .as("names in %s of classes and files that do not exist", page)
        .isEmpty();
  }

  @Test
  void missingClassesAndFilesAreFound() {
    assertThat(
            missing(
                """
                `Cell`, `HeadCodec`, `CharacterFeatures.Encoder` and `Schedule.cosine(1, 0)` exist,
                as do `lstm-tagger.proto` and `docs/golden/recurrent.py --random 50`.
                `Schedule.sine(1, 0)`, `HeadProtos`, `CharacterFeatures.Decoder`,
                `InputProtos.write`, `NoCell()`, `report.md.mustache` and
                `docs/golden/module.py --seed 1` do not.
                ```java
                `NoClass`
                ```
                `PLATEAU`, `hiddenSize` and `mvn clean` name neither a class nor a file.
                """))
        .containsExactly(
            "Schedule.sine(1, 0)",
            "HeadProtos",
            "CharacterFeatures.Decoder",
            "InputProtos.write",
            "NoCell()",
            "report.md.mustache",
            "docs/golden/module.py");
  }

  /** Returns the names in backticks, outside blocks of code, whose class or file is missing. */
  private static List<String> missing(String page) {
    List<String> missing = new ArrayList<>();
    QUOTED
        .matcher(BLOCK.matcher(page).replaceAll(""))
        .results()
        .map(quoted -> quoted.group(1).strip())
        .forEach(
            text -> {
              Matcher name = CLASS.matcher(text);
              if (name.matches()) {
                if (!exists(name.group(1), name.group(2))) {
                  missing.add(text);
                }
                return;
              }
              for (String word : text.split("\\s+")) {
                if (FILE.matcher(word).matches()
                    && FILES.stream().noneMatch(file -> file.endsWith("/" + word))) {
                  missing.add(word);
                }
              }
            });
    return missing;
  }

  /**
   * Returns whether one file declares each class of a name such as {@code Outer.Nested}, and
   * mentions the member, if there is one.
   */
  private static boolean exists(String name, String member) {
    List<String> classes = List.of(name.split("\\."));
    if (OTHER_LIBRARIES.contains(classes.get(0))) {
      return true;
    }
    Set<Path> files = new HashSet<>(CLASSES.getOrDefault(classes.get(0), Set.of()));
    classes.forEach(type -> files.retainAll(CLASSES.getOrDefault(type, Set.of())));
    return files.stream().anyMatch(file -> member == null || mentions(file, member));
  }

  private static boolean mentions(Path file, String member) {
    try {
      return Pattern.compile("\\b" + member + "\\b").matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
