package org.tributary.examples.corpus;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tributary.DataFormatException;

/**
 * A text as indices of characters, of which the last tenth is held out. A character is a code
 * point. Index 0 is any character that the first nine tenths do not have.
 *
 * @param alphabet the characters by index
 * @param train the first nine tenths
 * @param heldOut the last tenth
 */
@SuppressWarnings("ArrayRecordComponent") // compared by no one
public record CharacterText(List<String> alphabet, int[] train, int[] heldOut) {
  private static final int MIN_CHARACTERS = 2000;
  private static final String UNKNOWN = "\uFFFD";

  /**
   * L + 1 characters that follow one another.
   *
   * @param read the first L, [L]
   * @param next the last L, [L], the character after each that is read
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by no one
  public record Window(int[] read, int[] next) {
    private static Window of(int[] text, int start, int length) {
      int end = start + length;
      return new Window(
          Arrays.copyOfRange(text, start, end), Arrays.copyOfRange(text, start + 1, end + 1));
    }
  }

  /**
   * Reads a text file.
   *
   * @param file a file in UTF-8
   * @return its text
   * @throws DataFormatException if the file is not in UTF-8 or shorter than 2,000 characters
   * @throws IOException if the file cannot be read
   */
  public static CharacterText read(Path file) throws IOException {
    try {
      return of(Files.readString(file));
    } catch (CharacterCodingException e) {
      throw new DataFormatException(
          file.toString(), "expected a text in UTF-8, got other bytes; convert the file first");
    } catch (IllegalArgumentException e) {
      throw new DataFormatException(file.toString(), e.getMessage());
    }
  }

  /** Returns the text of 4,000 generated sentences, one a line. */
  public static CharacterText generated() {
    return of(
        new CorpusGenerator()
            .generate(new CorpusGenerator.Sizes(4000, 1, 1), 1).train().stream()
                .map(sentence -> String.join(" ", sentence.tokens()))
                .collect(Collectors.joining("\n")));
  }

  /**
   * Splits a text.
   *
   * @param text at least 2,000 characters
   * @return the text as indices
   * @throws IllegalArgumentException if the text is shorter
   */
  public static CharacterText of(String text) {
    int[] points = text.codePoints().toArray();
    if (points.length < MIN_CHARACTERS) {
      throw new IllegalArgumentException(
          "expected a text of at least %d characters, to train on and to hold out, got %d; join more texts"
              .formatted(MIN_CHARACTERS, points.length));
    }
    int count = points.length - points.length / 10;
    List<Integer> known =
        Arrays.stream(points, 0, count).distinct().sorted().boxed().collect(Collectors.toList());
    known.add(0, -1);
    int[] indices = Arrays.stream(points).map(point -> Math.max(0, known.indexOf(point))).toArray();
    List<String> alphabet =
        known.stream().map(point -> point < 0 ? UNKNOWN : Character.toString(point)).toList();
    return new CharacterText(
        alphabet,
        Arrays.copyOf(indices, count),
        Arrays.copyOfRange(indices, count, indices.length));
  }

  /**
   * Draws windows of the training text at random places.
   *
   * @param count number of windows
   * @param length L, fewer characters than the text has
   * @param random source of the places
   */
  public List<Window> trainingWindows(int count, int length, SplittableRandom random) {
    return Stream.generate(() -> Window.of(train, random.nextInt(train.length - length), length))
        .limit(count)
        .toList();
  }

  /**
   * Returns windows of the held-out text that follow one another and share their end characters, so
   * that every character but the first is predicted once. A last part is left out.
   *
   * @param length L, fewer characters than the held-out text has
   */
  public List<Window> heldOutWindows(int length) {
    return IntStream.range(0, (heldOut.length - 1) / length)
        .mapToObj(n -> Window.of(heldOut, n * length, length))
        .toList();
  }

  /**
   * Returns the perplexity of the held-out text under the frequencies of single characters in the
   * training text, each increased by one.
   */
  public double unigramPerplexity() {
    double[] counts = new double[alphabet.size()];
    Arrays.fill(counts, 1);
    for (int index : train) {
      counts[index]++;
    }
    double total = train.length + alphabet.size();
    double loss =
        Arrays.stream(heldOut).mapToDouble(index -> -Math.log(counts[index] / total)).sum();
    return Math.exp(loss / heldOut.length);
  }
}
