package org.tributary.examples.troubleshooting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.Main;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/**
 * The guide's page on troubleshooting: its rows, and those of its messages that are Tributary's.
 */
class TroubleshootingTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final String OWN_MESSAGES = "## Messages with a cause elsewhere";
  private static final Pattern CODE = Pattern.compile("`([^`]*)`");
  private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");

  @TempDir private static Path folder;
  private static final List<String> messages = new ArrayList<>();
  private static int rows;

  @BeforeAll
  static void readPage() throws IOException {
    String section = "";
    for (String line : Files.readAllLines(ROOT.resolve("docs/guide/troubleshooting.md"))) {
      section = line.startsWith("## ") ? line : section;
      if (line.startsWith("| ") && !line.contains("---")) {
        String[] cells = line.substring(1).split("\\|", -1);
        assertThat(cells).as(line).hasSize(4); // the last one is empty
        assertThat(Arrays.copyOf(cells, 3)).as(line).noneMatch(String::isBlank);
        rows++;
        if (section.equals(OWN_MESSAGES)) {
          CODE.matcher(cells[0]).results().map(code -> code.group(1)).forEach(messages::add);
        }
      }
    }
  }

  @Test
  void pageIsShort() {
    assertThat(rows).isBetween(30, 60);
  }

  /** Each part of a message between its values is a text of the sources. */
  @Test
  void messagesOfTributaryAreInItsSources() throws IOException {
    StringBuilder sources = new StringBuilder();
    for (String module : List.of("core", "tribuo-plugin", "examples")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
        for (Path file : files.filter(TroubleshootingTest::isMainCode).toList()) {
          sources.append(CONCATENATION.matcher(Files.readString(file)).replaceAll(""));
        }
      }
    }
    assertThat(messages.stream().flatMap(message -> Stream.of(message.split("…"))))
        .hasSizeGreaterThan(5)
        .filteredOn(part -> sources.indexOf(part) < 0)
        .isEmpty();
  }

  private static boolean isMainCode(Path file) {
    return file.toString().replace('\\', '/').matches(".*/src/main/.*[.]java");
  }

  /** Errors of the class path, the folders and the properties of a process. */
  @Test
  void processesPrintTheMessagesOfTheirEnvironment() throws IOException {
    Path model = folder.resolve("small.tributary");
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define().words(3),
            List.of(new TaggedSentence(List.of("the", "dog"), List.of("DET", "NOUN"))),
            TrainingOptions.defaults().epochs(1))) {
      tagger.save(model);
    }
    Path sentences = folder.resolve("small.conllu");
    Files.writeString(sentences, "1\tdogs\t_\tNOUN\t_\t_\t_\t_\t_\t_\n\n".repeat(20));
    String[] train = {
      "train",
      "--train",
      sentences.toString(),
      "--column",
      "upos",
      "--model",
      folder.resolve("none").toString()
    };
    assertThat(
            new ChildProcess(Main.class, List.of(), ".*tensorflow-core-native-[0-9.]+-.*")
                .error(train))
        .startsWith("TensorFlow's natives: expected those for ")
        .contains(" on the class path, found ");
    String none = model + "/none"; // no folder can be made in a file
    assertThat(
            new ChildProcess(
                    Main.class,
                    "-Dorg.bytedeco.javacpp.cachedir=" + none,
                    "-Duser.home=" + none,
                    "-Djava.io.tmpdir=" + none)
                .error(train))
        .startsWith("TensorFlow's natives: expected a folder to unpack them into, found none that");
    assertThat(new ChildProcess(Main.class, "-Dtributary.threads=many").error(train))
        .contains("system property tributary.threads: expected a number of threads from 1 to ");
    assertThat(
            new ChildProcess(Main.class, "-Djava.io.tmpdir=" + none)
                .error(
                    "convert",
                    "--to",
                    "onnx",
                    "--model",
                    model.toString(),
                    "--output",
                    folder.resolve("small.onnx").toString()))
        .contains(
            "ONNX: expected ONNX Runtime to check the exported model, but its native library");
  }
}
