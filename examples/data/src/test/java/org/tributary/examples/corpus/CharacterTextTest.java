package org.tributary.examples.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.DataFormatException;

class CharacterTextTest {
  private static final String LETTERS = "ab".repeat(900);

  @TempDir private Path folder;

  @Test
  void lastTenthIsHeldOutAndItsNewCharactersAreUnknown() throws IOException {
    Path file = Files.writeString(folder.resolve("t.txt"), LETTERS + "\uD83D\uDE00b".repeat(100));
    CharacterText text = CharacterText.read(file);
    assertThat(text.alphabet()).containsExactly("\uFFFD", "a", "b");
    assertThat(characters(text.heldOutWindows(199))).isEqualTo(new int[][] {alternating(200)});
    assertThat(characters(text.heldOutWindows(66)))
        .isEqualTo(
            new int[][] {
              Arrays.copyOfRange(alternating(200), 0, 67),
              Arrays.copyOfRange(alternating(200), 66, 133),
              Arrays.copyOfRange(alternating(200), 132, 199)
            });
  }

  private static int[][] characters(List<CharacterText.Window> windows) {
    return windows.stream()
        .map(w -> IntStream.concat(IntStream.of(w.read()[0]), IntStream.of(w.next())).toArray())
        .toArray(int[][]::new);
  }

  private static int[] alternating(int length) {
    return IntStream.range(0, length).map(k -> k % 2 == 0 ? 0 : 2).toArray();
  }

  @Test
  void trainingWindowsAreDrawnFromAllOfTheTrainingText() {
    CharacterText text = CharacterText.of("a" + "b".repeat(1797) + "cd" + "e".repeat(200));
    int[][] windows = characters(text.trainingWindows(30_000, 1, new SplittableRandom(1)));
    assertThat(Arrays.stream(windows).map(Arrays::toString).distinct())
        .containsExactlyInAnyOrder("[1, 2]", "[2, 2]", "[2, 3]", "[3, 4]");
  }

  @Test
  void unigramPerplexityIsThatOfSmoothedFrequencies() {
    CharacterText text = CharacterText.of(LETTERS + "aaab".repeat(50));
    double a = 901.0 / 1803;
    assertThat(text.unigramPerplexity()).isCloseTo(1 / a, within(1e-9));
    assertThat(CharacterText.of(LETTERS + "c".repeat(200)).unigramPerplexity())
        .isCloseTo(1803, within(1e-6));
  }

  @Test
  void shortTextAndOtherEncodingAreRejected() throws IOException {
    Path file = Files.writeString(folder.resolve("short.txt"), "too short");
    assertThatThrownBy(() -> CharacterText.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            file
                + ": expected a text of at least 2000 characters, to train on and to hold out, got"
                + " 9; join more texts");
    Files.write(file, new byte[] {(byte) 0xE9, 'a'});
    assertThatThrownBy(() -> CharacterText.read(file))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(file + ": expected a text in UTF-8, got other bytes; convert the file first");
  }
}
