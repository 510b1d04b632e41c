package org.tributary.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.ShellCommand;
import org.tributary.examples.command.TributaryCommand;
import org.tributary.examples.console.Console;

/**
 * The commands of the README, the guide, the results and the benchmarks. Those of {@code tributary}
 * in blocks of the README and the guide are run, each page's in order, on small data and with small
 * networks. Of those in sentences, and of results and benchmarks, which need a corpus, the options
 * alone are checked.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..", "..");
  private static final int WRONG_USAGE = 2;
  private static final int SENTENCES = 30;

  /** The values of options that make a training small. */
  private static final Map<String, String> SMALL =
      Map.of("--epochs", "1", "--hidden-size", "8", "--layers", "1");

  /** Options whose values are files or folders. */
  private static final List<String> FILES =
      List.of(
          "--train",
          "--dev",
          "--test",
          "--model",
          "--output",
          "--report",
          "--teacher",
          "--raw",
          "--weights",
          "--mapping",
          "--tribuo",
          "--vectors",
          "--gazetteer",
          "--token-vectors",
          "--tokenizer",
          "--token-vector-cache",
          "--input");

  /** Programs with tests of their own: Maven's goals, example programs, service, Spark and ONNX. */
  private static final Pattern TESTED_ELSEWHERE =
      Pattern.compile(
          "mvn .*|java( -Xmx\\w+| --add-modules jdk.incubator.vector)* -jar examples/(programs|service|cli)/.*|examples/spark/bin/tributary-spark .*"
              + "|java -cp .* OnnxTag.java .*");

  @TempDir private static Path folder;

  @BeforeAll
  static void data() throws IOException {
    run("", small("data", "--output", "data"));
    for (String part : List.of("train", "dev", "test")) {
      Path tags = folder.resolve("data/tags-%s.conllu".formatted(part));
      Files.copy(tags, folder.resolve(part + ".conllu"));
    }
    Files.writeString(folder.resolve("text.txt"), "Her book was light .\nThe dog sleeps .\n");
    for (String name : List.of("first.tribuo", "second.tribuo")) {
      run(
          "",
          small(
              "train",
              "--train",
              "train.conllu",
              "--dev",
              "dev.conllu",
              "--column",
              "upos",
              "--model",
              name));
    }
    for (String name : List.of("encoder.onnx", "tokenizer.json")) {
      Files.copy(
          page("core/src/test/resources/org/tributary/onnx").resolve(name), folder.resolve(name));
    }
    TorchSample.write(page("docs/guide/from-pytorch.md"), folder);
  }

  private static Path page(String name) {
    return ROOT.resolve(name);
  }

  private static List<Path> guide() throws IOException {
    try (Stream<Path> files = Files.list(page("docs/guide"))) {
      Stream<Path> first = Stream.of(page("README.md"), page("docs/guide/start.md"));
      return Stream.concat(first, files.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .distinct()
          .toList();
    }
  }

  /** Runs a command; returns its exit code and standard error. */
  private static Map.Entry<Integer, String> run(String input, List<String> arguments) {
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    Locale locale = Locale.getDefault();
    try (PrintStream print = new PrintStream(error, true, StandardCharsets.UTF_8)) {
      byte[] typed = (input + "\n").getBytes(StandardCharsets.UTF_8);
      Console console =
          Console.of(new ByteArrayInputStream(typed), OutputStream.nullOutputStream(), print);
      int code = TributaryCommand.run(console, arguments.toArray(String[]::new));
      if (arguments.get(0).equals("data") && code == 0) {
        shorten(Path.of(arguments.get(arguments.indexOf("--output") + 1)));
      }
      return Map.entry(code, error.toString(StandardCharsets.UTF_8));
    } finally {
      Locale.setDefault(locale);
    }
  }

  /** Leaves the first sentences of each file. */
  private static void shorten(Path data) {
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.toList()) {
        String[] sentences = Files.readString(file).split("\n\n");
        Files.writeString(
            file,
            Arrays.stream(sentences).limit(SENTENCES).collect(Collectors.joining("\n\n")) + "\n\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the arguments with files in a folder. */
  private static List<String> in(Path folder, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(arguments.get(0)));
    for (int k = 1; k < arguments.size(); k++) {
      String word = arguments.get(k);
      boolean named = FILES.contains(arguments.get(k - 1)) || (k == 1 && !word.startsWith("-"));
      words.add(
          !named
              ? word
              : Arrays.stream(word.split(","))
                  .map(file -> folder.resolve(file).toString())
                  .collect(Collectors.joining(",")));
    }
    return words;
  }

  /** Returns the arguments with files in the test's folder and, of a training, small sizes. */
  private static List<String> small(String... arguments) {
    List<String> small = in(folder, List.of(arguments));
    Map<String, String> sizes =
        new LinkedHashMap<>(arguments[0].equals("train") ? SMALL : Map.of());
    if (arguments[0].equals("data")) {
      sizes.put("--sentences", Integer.toString(SENTENCES));
    }
    for (int k = 1; k < small.size(); k++) {
      small.set(k, SMALL.getOrDefault(small.get(k - 1), small.get(k)));
      sizes.remove(small.get(k));
    }
    sizes.forEach((option, value) -> small.addAll(List.of(option, value)));
    return small;
  }

  @Test
  void commandsOfTheGuideRun() throws IOException {
    int commands = 0;
    for (Path page : guide()) {
      for (ShellCommand command : ShellCommand.inBlocks(page)) {
        if (command.program().equals("tributary")) {
          Map.Entry<Integer, String> result =
              run(command.input(), small(command.arguments().toArray(String[]::new)));
          assertThat(result.getKey()).as("%s%n%s", command, result.getValue()).isZero();
          commands++;
        } else if (!command.isAbbreviated()) {
          assertThat(String.join(" ", command.words()))
              .as(command.page())
              .matches(TESTED_ELSEWHERE);
        }
      }
    }
    assertThat(commands).isGreaterThan(15);
  }

  /** Files that do not exist are an error of the work, which begins after the usage was checked. */
  @Test
  void optionsOfOtherCommandsAreValid() throws IOException {
    List<ShellCommand> commands = new ArrayList<>();
    for (Path page : guide()) {
      commands.addAll(ShellCommand.inText(page));
    }
    for (String page : List.of("docs/results.md", "docs/benchmarks.md")) {
      commands.addAll(ShellCommand.inText(page(page)));
      commands.addAll(ShellCommand.inBlocks(page(page)));
    }
    int checked = 0;
    for (ShellCommand command : commands) {
      if (command.program().equals("tributary") && !command.isAbbreviated()) {
        List<String> arguments =
            command.arguments().stream().map(word -> word.equals("SEED") ? "1" : word).toList();
        Map.Entry<Integer, String> result =
            run(command.input(), in(folder.resolve("absent"), arguments));
        boolean incomplete = result.getValue().contains("Missing required option"); // in a sentence
        assertThat(result.getKey() == WRONG_USAGE && !incomplete)
            .as("%s%n%s", command, result.getValue())
            .isFalse();
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(5);
  }
}
