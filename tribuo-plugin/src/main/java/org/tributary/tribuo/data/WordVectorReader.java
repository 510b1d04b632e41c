package org.tributary.tribuo.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.tribuo.input.WordVectors;

/**
 * Reads word vectors line by line. The last numbers of a line are the vector and all before them
 * the word, for some words hold spaces (but end in no number). Of a word that comes more than once
 * the first vector counts. A header has to tell how many lines follow; GloVe's files have none, so
 * that one of them that was cut off behind a line cannot be told.
 */
final class WordVectorReader {
  private static final int UNKNOWN = -1;
  private static final Pattern HEADER = Pattern.compile("([0-9]{1,18}) ([0-9]{1,6})");

  private final LineReader lines;
  private final List<String> words = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private float[] values = new float[1 << 12];
  private int count;
  private int size = UNKNOWN;
  private String sizeFrom = "";
  private long announced = UNKNOWN; // by the header
  private long vectors;

  WordVectorReader(LineReader lines) {
    this.lines = lines;
  }

  /**
   * Reads to the end.
   *
   * @throws DataFormatException at a line without the expected number of numbers, or with what is
   *     no finite number, if there is no vector at all, or fewer or more than the header says
   */
  WordVectors read(Predicate<String> wanted) throws IOException {
    while (lines.advance()) {
      String line = lines.text().stripTrailing();
      if (lines.number() == 1 && readHeader(line)) {
        continue;
      }
      readVector(line, wanted);
    }
    if (vectors == 0) {
      throw new DataFormatException(
          lines.name(), "expected word vectors, got none; is it the right file?");
    }
    if (vectors < announced) {
      throw lines.error(
          "expected %d words as in the header, got %d and the end of the file; was it cut off? Fetch or write it again, or correct the header"
              .formatted(announced, vectors));
    }
    return new WordVectors(words, size, Arrays.copyOf(values, count));
  }

  /** The number of words and of numbers; anything else is a word's line. */
  private boolean readHeader(String line) {
    Matcher header = HEADER.matcher(line);
    if (!header.matches() || Integer.parseInt(header.group(2)) == 0) {
      return false;
    }
    announced = Long.parseLong(header.group(1));
    size = Integer.parseInt(header.group(2));
    sizeFrom = "the header";
    return true;
  }

  private void readVector(String line, Predicate<String> wanted) throws IOException {
    if (size == UNKNOWN) {
      size = (int) line.chars().filter(c -> c == ' ').count();
      sizeFrom = "line " + lines.number();
      if (size == 0) {
        throw lines.error(
            "expected a word and its numbers, separated by spaces, got %s; is it a file of word vectors?"
                .formatted(DataFormatException.quote(line)));
      }
    }
    int end = wordEnd(line);
    String word = line.substring(0, end);
    if (isNumber(word.substring(word.lastIndexOf(' ') + 1)) && word.indexOf(' ') >= 0) {
      throw wrongCount(line);
    }
    if (vectors == announced) {
      throw lines.error(
          "expected the end of the file after the %d words that the header says, got %s; is the header of another file? Correct its first number, or take it away"
              .formatted(announced, DataFormatException.quote(line)));
    }
    vectors++;
    if (!wanted.test(word) || !seen.add(word)) {
      return;
    }
    words.add(word);
    int from = end + 1;
    for (int k = 0; k < size; k++) {
      int to = k == size - 1 ? line.length() : line.indexOf(' ', from);
      add(number(line.substring(from, to), k + 1));
      from = to + 1;
    }
  }

  /** Where the space before the last {@code size} numbers stands. */
  private int wordEnd(String line) throws IOException {
    int end = line.length();
    for (int k = 0; k < size; k++) {
      end = line.lastIndexOf(' ', end - 1);
      if (end <= 0) {
        throw wrongCount(line);
      }
    }
    return end;
  }

  private DataFormatException wrongCount(String line) {
    return lines.error(
        "expected a word and %d numbers as in %s, got %d: %s; is the file cut off, or of vectors of several sizes?"
            .formatted(
                size,
                sizeFrom,
                line.chars().filter(c -> c == ' ').count(),
                DataFormatException.quote(line)));
  }

  private static boolean isNumber(String text) {
    try {
      return Float.isFinite(Float.parseFloat(text));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private float number(String text, int which) throws IOException {
    if (!isNumber(text)) {
      throw lines.error(
          "expected a finite number as number %d of the vector, got %s; is the file damaged?"
              .formatted(which, DataFormatException.quote(text)));
    }
    return Float.parseFloat(text);
  }

  private void add(float value) {
    if (count == values.length) {
      values = Arrays.copyOf(values, Math.multiplyExact(2, count));
    }
    values[count++] = value;
  }
}
