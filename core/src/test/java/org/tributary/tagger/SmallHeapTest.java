package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.testing.ChildProcess;

/** Taggers in processes with a small heap: the right answer, or an {@link OutOfMemoryError}. */
class SmallHeapTest {
  private static final String OUT_OF_MEMORY = "java.lang.OutOfMemoryError";

  @TempDir private static Path folder;
  private static Path file;
  private static String expected;

  /** Writes a tagger of 20 MB. */
  @BeforeAll
  static void write() throws Exception {
    file = folder.resolve("words.tributary");
    UntrainedTagger.write(file, 42_000, 0);
    assertThat(file.toFile()).hasSize(19_910_432);
    expected = TagInSmallHeap.answer(file);
  }

  /** Heap sizes in MB; the property has more of them, separated by commas. */
  static Stream<Integer> ladder() {
    return Arrays.stream(System.getProperty("tributary.heap.ladder", "24,36").split(",", -1))
        .map(Integer::parseInt);
  }

  @ParameterizedTest
  @MethodSource("ladder")
  void answerIsRightOrMemoryIsShort(int megabytes) throws Exception {
    String answer = answer(megabytes, file);
    assertThat(answer.equals(expected) || answer.startsWith(OUT_OF_MEMORY)).as(answer).isTrue();
  }

  @Test
  void twentyMegabytesAreLoadedInAHeapOf64() throws Exception {
    assertThat(answer(64, file)).isEqualTo(expected);
  }

  @Test
  void lessHeapThanTheWeightsIsAnOutOfMemoryError() throws Exception {
    assertThat(answer(16, file)).startsWith(OUT_OF_MEMORY);
  }

  /** Pretrained vectors make up most of this file. */
  @Test
  void vectorsAreLoadedInTwiceTheirSize() throws Exception {
    Path vectors = folder.resolve("vectors.tributary");
    UntrainedTagger.write(vectors, 2_000, 100_000);
    assertThat(vectors.toFile().length()).isBetween(45_000_000L, 46_000_000L);
    assertThat(answer(96, vectors)).isEqualTo(TagInSmallHeap.answer(vectors));
  }

  private static String answer(int megabytes, Path tagger) throws Exception {
    Process process =
        ChildProcess.builder(
                System.getProperty("java.class.path"),
                List.of("-Xmx" + megabytes + "m"),
                TagInSmallHeap.class,
                tagger.toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    List<String> lines =
        new String(output, StandardCharsets.UTF_8).lines().filter(l -> !l.isBlank()).toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }
}
