package org.tributary.examples.workshop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.job.JobException;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.sequence.TaggerCache;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** A short soak run, and the memory of a long sentence. */
@EnabledOnOs(OS.LINUX)
class BenchSoakTest {
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

  private String[] arguments(String command, String... more) {
    List<String> all =
        new ArrayList<>(List.of(command, "--model", folder.resolve("model").toString()));
    all.addAll(List.of("--input", folder.resolve("text").toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void answersRefusalsAndMemoryAreChecked() {
    String output =
        BenchCli.run(
                arguments("soak", "--predictions", "4000", "--max-growth", "100", "--heap", "128"))
            .succeeds()
            .output();
    assertThat(output)
        .containsPattern(
            "soak: 4,\\d{3} predictions from 16 threads in .*, all with the bits of one thread; [\\d,]+ interrupts stopped [\\d,]+ calls, [\\d,]+ requests cancelled, \\d+ further taggers closed in use \\(\\d+ calls refused\\), \\d+ replacements; native memory .* after warm-up, .* at the end \\([+-]\\d+\\.\\d %\\)");
  }

  @Test
  void differentAnswerFailsTheRun() throws IOException {
    try (Tagger real = Tagger.load(folder.resolve("model"))) {
      Calls changing =
          (number, sentences) ->
              real.tagAll(
                  number <= CALLS_BEFORE_A_FAULT
                      ? sentences
                      : Collections.nCopies(sentences.size(), List.of("another")));
      assertThatThrownBy(() -> run(real, changing))
          .isInstanceOf(JobException.class)
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
  void unexpectedFailureOfACallFailsTheRun() throws IOException {
    try (Tagger real = Tagger.load(folder.resolve("model"))) {
      Calls failing =
          (number, sentences) -> {
            if (number > CALLS_BEFORE_A_FAULT) {
              throw new IllegalStateException("close() has been called on the Graph");
            }
            return real.tagAll(sentences);
          };
      assertThatThrownBy(() -> run(real, failing))
          .isInstanceOf(JobException.class)
          .hasMessageContaining("close() has been called on the Graph");
    }
  }

  private static void run(Tagger real, Calls calls) throws Exception {
    AtomicInteger number = new AtomicInteger();
    new Soak.Run(() -> new Fake(real, number, calls), TEXT, 100_000).run(2, 1);
  }

  @Test
  void memoryOfALongSentenceIsMeasured() {
    String[] wait = {"--words", "9000", "--wait", "1", "--heap", "128"};
    assertThat(BenchCli.run(arguments("memory", wait)).succeeds().output())
        .containsPattern(
            "memory: a sentence of 9,000 words in .*: resident .* before, .* more at the peak, .* more 1 s later");
  }

  @Test
  void invalidOptionsAreWrongUsage() {
    BenchCli.run(arguments("soak", "--predictions", "0"))
        .isWrongUsage("bench soak", "--predictions: expected at least 1, got 0");
    BenchCli.run(arguments("memory", "--wait", "0"))
        .isWrongUsage("bench memory", "--wait: expected at least 1, got 0");
    BenchCli.run("soak", "--model", folder.resolve("none").toString(), "--input", "none")
        .failsSaying(
            "child process: Bench ended with exit code 1: bench: none: no such file; check the path");
  }
}
