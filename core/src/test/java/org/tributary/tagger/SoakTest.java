package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.span.TagScheme;
import org.tributary.testing.CaseSelection;
import org.tributary.testing.ChildProcess;
import org.tributary.testing.Memory;
import org.tributary.text.ConlluReader;
import org.tributary.text.ConlluSentence;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/**
 * A soak run, and the memory of a long sentence: short ones of a small tagger, or, with {@code
 * -Dtributary.soak.model}, {@code .text}, {@code .predictions} and {@code .heap} (in MB), of any.
 */
@EnabledOnOs(OS.LINUX)
class SoakTest {
  private static final List<List<String>> TEXT =
      List.of(
          List.of("the", "dog", "runs"), List.of("a", "cat"), List.of("the", "cat", "eats", "."));

  /** More calls than come before the clients: warm-up, and the answers of one thread. */
  private static final int CALLS_BEFORE_A_FAULT = 20;

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    try (WordTagger trained =
        TaggerTrainer.train(
            Tagger.define().words(4),
            List.of(new TaggedSentence(List.of("the", "dog", "runs"), List.of("D", "N", "V"))),
            TrainingOptions.defaults().epochs(1))) {
      trained.save(folder.resolve("model"));
    }
    List<String> lines = new ArrayList<>();
    TEXT.forEach(sentence -> lines.add(String.join(" ", sentence)));
    Files.write(folder.resolve("text"), lines);
  }

  private static List<String> arguments(String... numbers) {
    List<String> all = new ArrayList<>();
    for (String file : List.of("model", "text")) {
      String own = folder.resolve(file).toString();
      all.add(System.getProperty("tributary.soak." + file, own));
    }
    all.addAll(List.of(numbers));
    return all;
  }

  private static String run(Class<?> main, String... numbers) {
    String heap = System.getProperty("tributary.soak.heap", "128");
    String output = String.join("\n", child(main, Long.parseLong(heap) << 20, arguments(numbers)));
    System.out.println(output);
    return output;
  }

  /** Returns the output of a program in a JVM of its own, which succeeds. */
  private static List<String> child(Class<?> main, long heap, List<String> arguments) {
    List<String> options = new ArrayList<>(Memory.fixedHeap(heap));
    options.add("-XX:TieredStopAtLevel=" + (CaseSelection.isAll() ? 4 : 1));
    String[] words = arguments.toArray(String[]::new);
    try {
      Process process =
          ChildProcess.builder(System.getProperty("java.class.path"), options, main, words)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
      } finally {
        process.destroy(); // if this thread is interrupted
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void answersRefusalsAndMemoryAreChecked() {
    String predictions = System.getProperty("tributary.soak.predictions", "4000");
    String growth = predictions.equals("4000") ? "100" : "5";
    assertThat(run(Soak.class, predictions, growth))
        .containsPattern(
            "soak: [\\d,]+ predictions from 16 threads in .*, all with the bits of one thread; [\\d,]+ interrupts stopped [\\d,]+ calls, [\\d,]+ requests cancelled, \\d+ further taggers closed in use \\(\\d+ calls refused\\), \\d+ replacements; native memory .* after warm-up, .* at the end \\([+-]\\d+\\.\\d %\\)");
  }

  @Test
  void memoryOfLongSentenceIsReleased() {
    boolean brief = System.getProperty("tributary.soak.predictions") == null;
    String figures = run(LongSentence.class, brief ? "9000" : "60000", brief ? "1" : "60");
    Matcher later = Pattern.compile("(-?\\d+) MB more \\d+ s later").matcher(figures);
    assertThat(later.find()).as(figures).isTrue();
    assertThat(Integer.parseInt(later.group(1))).as(figures).isLessThan(200);
  }

  @Test
  void differentAnswerFailsRun() throws IOException {
    try (Tagger real = Tagger.load(folder.resolve("model"))) {
      Calls changing =
          (number, sentences) ->
              real.tagAll(
                  number <= CALLS_BEFORE_A_FAULT
                      ? sentences
                      : Collections.nCopies(sentences.size(), List.of("another")));
      assertThatThrownBy(() -> run(real, changing))
          .isInstanceOf(AssertionError.class)
          .hasMessageMatching(
              "soak: sentence \\d: expected the answer of one thread, Answer.*, got Answer.*");
    }
  }

  /** Counts the calls of a tagger. */
  private interface Calls {
    List<Tagging> of(int number, List<List<String>> sentences);
  }

  /** A tagger of the test, which closes nothing. */
  private record Fake(Tagger real, AtomicInteger number, Calls calls) implements Tagger {
    @Override
    public List<Tagging> tagAll(List<List<String>> sentences) {
      return calls.of(number.incrementAndGet(), sentences);
    }

    @Override
    public List<String> labels() {
      return real.labels();
    }

    @Override
    public Optional<TagScheme> scheme() {
      return real.scheme();
    }

    @Override
    public TaggerMetadata metadata() {
      return real.metadata();
    }

    @Override
    public TaggerCache cache() {
      return real.cache();
    }

    @Override
    public void close() {}
  }

  @Test
  void unexpectedFailureFailsRun() throws IOException {
    try (Tagger real = Tagger.load(folder.resolve("model"))) {
      Calls failing =
          (number, sentences) -> {
            if (number > CALLS_BEFORE_A_FAULT) {
              throw new IllegalStateException("close() has been called on the Graph");
            }
            return real.tagAll(sentences);
          };
      assertThatThrownBy(() -> run(real, failing))
          .isInstanceOf(AssertionError.class)
          .hasStackTraceContaining("close() has been called on the Graph");
    }
  }

  private static void run(Tagger real, Calls calls) throws Exception {
    AtomicInteger number = new AtomicInteger();
    new Soak(() -> new Fake(real, number, calls), TEXT, 100_000).run(2, 1);
  }

  /** Returns the words of a CoNLL-U file, or of lines of words. */
  static List<List<String>> sentences(Path file) throws IOException {
    if (!file.toString().endsWith(".conllu")) {
      return Files.readAllLines(file).stream().map(line -> List.of(line.split(" "))).toList();
    }
    List<List<String>> sentences = new ArrayList<>();
    try (ConlluReader reader = ConlluReader.open(file)) {
      for (Optional<ConlluSentence> next = reader.read(); next.isPresent(); next = reader.read()) {
        sentences.add(next.get().words());
      }
    }
    return sentences;
  }

  /** The memory that one long sentence takes and leaves. */
  static final class LongSentence {
    private LongSentence() {}

    /**
     * Tags a sentence in a JVM with a fixed heap and prints the resident memory before, at the peak
     * and some seconds later, in MB.
     *
     * @param arguments a model, a text, the words of the sentence, the seconds
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
      List<List<String>> sentences = sentences(Path.of(arguments[1]));
      try (Tagger tagger = Tagger.load(Path.of(arguments[0]))) {
        sentences.stream().limit(100).forEach(tagger::tag); // warm-up
        List<String> sentence =
            Stream.generate(() -> sentences)
                .flatMap(text -> text.stream().flatMap(List::stream))
                .limit(Long.parseLong(arguments[2]))
                .toList();
        long before = Memory.of("VmRSS:");
        Memory.resetPeak();
        tagger.tag(sentence);
        long peak = Memory.of("VmHWM:");
        TimeUnit.SECONDS.sleep(Long.parseLong(arguments[3]));
        long after = Memory.of("VmRSS:");
        System.out.printf(
            "memory: a sentence of %d words: resident %d MB before, %d MB more at the peak, %d MB more %s s later%n",
            sentence.size(),
            before >> 20,
            (peak - before) >> 20,
            (after - before) >> 20,
            arguments[3]);
      }
    }
  }
}
