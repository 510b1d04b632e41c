package org.tributary.feature;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.internal.text.LineReader;
import org.tributary.text.DataFormatException;

/**
 * A streaming reader of word vectors. The last numbers of a line are the vector and everything
 * before them is the word, since some words contain spaces (but do not end in a number). The first
 * vector of a repeated word is kept. A header must declare the number of lines that follow; GloVe's
 * files have no header, so one truncated after a complete line goes undetected.
 */
final class WordVectorReader {
  private static final int UNKNOWN = -1;
  private static final Pattern HEADER = Pattern.compile("([0-9]{1,18}) ([0-9]{1,6})");

  private final LineReader lines;
  private final List<String> words = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final List<float[]> vectorsOfWords = new ArrayList<>();
  private int size = UNKNOWN;
  private String sizeOrigin = "";
  private long declaredCount = UNKNOWN; // in the header
  private long vectors;

  WordVectorReader(LineReader lines) {
    this.lines = lines;
  }

  /**
   * Reads all lines and returns the wanted vectors.
   *
   * @throws DataFormatException if a line has the wrong number of numbers or a value that is not a
   *     finite number, if a vector follows a blank line, if there is none, or if the header's count
   *     is wrong
   */
  WordVectors read(Predicate<String> wanted) throws IOException {
    boolean blank = false;
    while (lines.advance()) {
      String line = lines.text().stripTrailing();
      if (lines.number() == 1 && readHeader(line)) {
        continue;
      }
      blank |= line.isEmpty() && vectors > 0;
      if (!blank) {
        readVector(line, wanted);
      } else if (!line.isEmpty()) { // blank lines may only end the file
        throw lines.error(
            "expected no vector after a blank line, got %s; remove the blank line"
                .formatted(DataFormatException.quote(line)));
      }
    }
    if (vectors == 0) {
      throw new DataFormatException(
          lines.name(), "expected word vectors, got none; is it the right file?");
    }
    if (vectors < declaredCount) {
      throw lines.error(
          "expected %d words as in the header, got %d and the end of the file; was it cut off? Download or write it again, or correct the header"
              .formatted(declaredCount, vectors));
    }
    return WordVectors.of(words, size, vectorsOfWords);
  }

  /** Reads a header, the number of words and the vector size; returns false for a vector line. */
  private boolean readHeader(String line) {
    Matcher header = HEADER.matcher(line);
    if (!header.matches() || Integer.parseInt(header.group(2)) == 0) {
      return false;
    }
    declaredCount = Long.parseLong(header.group(1));
    size = Integer.parseInt(header.group(2));
    sizeOrigin = "the header";
    return true;
  }

  private void readVector(String line, Predicate<String> wanted) throws IOException {
    if (size == UNKNOWN) {
      size = (int) line.chars().filter(c -> c == ' ').count();
      sizeOrigin = "line " + lines.number();
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
    if (vectors == declaredCount) {
      throw lines.error(
          "expected the end of the file after the %d words declared in the header, got %s; does the header belong to another file? Correct its first number or remove it"
              .formatted(declaredCount, DataFormatException.quote(line)));
    }
    vectors++;
    if (!wanted.test(word) || !seen.add(word)) {
      return;
    }
    float[] values = new float[size];
    int from = end + 1;
    for (int k = 0; k < size; k++) {
      int to = k == size - 1 ? line.length() : line.indexOf(' ', from);
      values[k] = number(line.substring(from, to), k + 1);
      from = to + 1;
    }
    words.add(word);
    vectorsOfWords.add(values);
  }

  /** Returns the index of the space before the last {@code size} numbers. */
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
        "expected a word and %d numbers as in %s, got %d: %s; is the file cut off, or does it mix vectors of several sizes?"
            .formatted(
                size,
                sizeOrigin,
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

  private float number(String text, int position) throws IOException {
    if (!isNumber(text)) {
      throw lines.error(
          "expected a finite number as number %d of the vector, got %s; is the file damaged?"
              .formatted(position, DataFormatException.quote(text)));
    }
    return Float.parseFloat(text);
  }
}
