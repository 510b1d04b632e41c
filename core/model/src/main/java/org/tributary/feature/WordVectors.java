package org.tributary.feature;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.DataFormatException;
import org.tributary.internal.Excerpt;
import org.tributary.internal.HalfPrecision;
import org.tributary.internal.LineReader;
import org.tributary.internal.NullChecks;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TensorType;

/** Pretrained word vectors of one size. Immutable. */
public final class WordVectors {
  /** The entry of a form without a vector. */
  public static final int NO_ENTRY = -1;

  private final List<String> words;
  private final Map<String, Integer> indices;
  private final int size;

  /** The vectors, and a last row of zeros, [words + 1, size]. */
  private final FloatTensor table;

  /**
   * Copies the vectors.
   *
   * @param words the distinct words
   * @param size the size of a vector
   * @param values the concatenated vectors in the order of the words
   * @throws IllegalArgumentException if a word is repeated, the size is below 1, the number of
   *     values is not the product of both, or a value is not finite
   */
  public WordVectors(List<String> words, int size, float[] values) {
    this(
        requireCount(words, size, values),
        size,
        FloatTensor.written(
            tableShape(words.size(), size),
            all -> System.arraycopy(values, 0, all, 0, values.length)));
    for (int k = 0; k < values.length; k++) {
      if (!Float.isFinite(values[k])) {
        throw new IllegalArgumentException(
            "word vectors: expected finite numbers, got %s for the word '%s'"
                .formatted(values[k], Excerpt.of(words.get(k / size))));
      }
    }
  }

  private WordVectors(List<String> words, int size, FloatTensor table) {
    this.words = List.copyOf(words);
    this.size = size;
    this.table = table;
    this.indices = new HashMap<>(words.size() * 4 / 3 + 1);
    for (String word : this.words) {
      if (indices.putIfAbsent(word, indices.size()) != null) {
        throw new IllegalArgumentException(
            "word vectors: expected each word once, got '%s' twice".formatted(Excerpt.of(word)));
      }
    }
  }

  /** Creates vectors of the same words, with the same index. */
  private WordVectors(WordVectors of, FloatTensor table) {
    this.words = of.words;
    this.size = of.size;
    this.indices = of.indices;
    this.table = table;
  }

  private static List<String> requireCount(List<String> words, int size, float[] values) {
    NullChecks.requireElements("words", "word", words);
    if (size < 1 || values.length != (long) words.size() * size) {
      throw new IllegalArgumentException(
          "word vectors: expected %d numbers for each of %d words, got %d"
              .formatted(size, words.size(), values.length));
    }
    return words;
  }

  private static TensorShape tableShape(int words, int size) {
    return TensorShape.of(Math.addExact(words, 1), size);
  }

  /**
   * Returns vectors of distinct words.
   *
   * @param vectors the vector of each word; each is removed once it is copied, so that both never
   *     take memory at once
   */
  static WordVectors of(List<String> words, int size, List<float[]> vectors) {
    return new WordVectors(
        words,
        size,
        FloatTensor.written(
            tableShape(words.size(), size),
            all -> {
              for (int k = 0; k < vectors.size(); k++) {
                System.arraycopy(vectors.get(k), 0, all, k * size, size);
                vectors.set(k, null);
              }
            }));
  }

  /**
   * Reads all vectors of a file.
   *
   * @throws IOException as {@link #read(Path, Predicate)}
   */
  public static WordVectors read(Path file) throws IOException {
    return read(file, word -> true);
  }

  /**
   * Reads the vectors of wanted words from a file in the text format of word2vec, GloVe and
   * fastText, plain or gzip. Each line holds a word and its numbers, separated by spaces; an
   * optional header line declares the number of words and the vector size, both of which must be
   * correct. The first vector of a repeated word is kept. The file is streamed.
   *
   * @param wanted the filter of words, so that a large file takes the memory of the kept vectors
   *     alone
   * @throws org.tributary.DataFormatException if the file has no vectors, a line has the wrong
   *     number of numbers or another value, or the header is wrong; the message names file and line
   * @throws IOException if the file cannot be read
   */
  public static WordVectors read(Path file, Predicate<String> wanted) throws IOException {
    try (InputStream input = LineReader.open(file)) {
      return read(input, file.toString(), wanted);
    }
  }

  /**
   * Reads the vectors of wanted words from a stream, which is not closed.
   *
   * @param name the name of the text in messages
   * @throws IOException as {@link #read(Path, Predicate)}
   */
  public static WordVectors read(InputStream input, String name, Predicate<String> wanted)
      throws IOException {
    try (LineReader lines = LineReader.ofOpen(input, name)) {
      return new Reader(lines).read(wanted);
    }
  }

  /** Returns the words in the order of their vectors. */
  public List<String> words() {
    return words;
  }

  /** Returns the size of a vector. */
  public int size() {
    return size;
  }

  /** Returns a copy of the concatenated vectors. */
  public float[] values() {
    float[] values = new float[words.size() * size];
    table.copy(0, values, 0, values.length);
    return values;
  }

  /**
   * Returns the index of the vector of {@code word}, by {@link #entry}.
   *
   * @return empty if no form of the word has a vector
   */
  public OptionalInt index(String word) {
    return entry(word, form -> indices.getOrDefault(form, NO_ENTRY));
  }

  /**
   * Returns the distinct forms under which a word is looked up, in order: the word unchanged, in
   * lower case, and both with every digit replaced by 0. Tables of vectors are often of lower-cased
   * text, and lack most numbers.
   */
  public static List<String> forms(String word) {
    String lower = WordForm.lower(word);
    return List.of(word, lower, WordForm.zeroDigits(word), WordForm.zeroDigits(lower)).stream()
        .distinct()
        .toList();
  }

  /**
   * Returns the entry of the first of the {@link #forms} of a word that has one.
   *
   * @param entryOf the entry of a form, or {@link #NO_ENTRY}
   */
  public static OptionalInt entry(String word, ToIntFunction<String> entryOf) {
    int exact = entryOf.applyAsInt(word);
    if (exact != NO_ENTRY) {
      return OptionalInt.of(exact);
    }
    return forms(word).stream()
        .skip(1)
        .mapToInt(entryOf)
        .filter(entry -> entry != NO_ENTRY)
        .findFirst();
  }

  /** Returns the vectors of the words that pass a filter, in the same order. */
  public WordVectors restrictedTo(Predicate<String> wanted) {
    List<Integer> kept = new ArrayList<>();
    for (int k = 0; k < words.size(); k++) {
      if (wanted.test(words.get(k))) {
        kept.add(k);
      }
    }
    FloatTensor rows =
        FloatTensor.written(
            tableShape(kept.size(), size),
            all -> {
              for (int k = 0; k < kept.size(); k++) {
                table.copy(kept.get(k) * size, all, k * size, size);
              }
            });
    return new WordVectors(kept.stream().map(words::get).toList(), size, rows);
  }

  /**
   * Returns the vectors with each number rounded to the nearest one of 16 bits (IEEE 754 binary16).
   * A model file has half the size with them; a number of at least 0.00006 changes by at most a
   * 2,048th, a smaller one by at most 0.00000003.
   *
   * @throws IllegalArgumentException if a number is beyond 65,504
   */
  public WordVectors halfPrecision() {
    FloatTensor rounded = TensorType.F16.rounded(table);
    float[] row = new float[size];
    for (int k = 0; k < words.size(); k++) {
      rounded.copy(k * size, row, 0, size);
      requireFinite(row, k);
    }
    return new WordVectors(this, rounded);
  }

  private void requireFinite(float[] rounded, int word) {
    for (int k = 0; k < size; k++) {
      if (!Float.isFinite(rounded[k])) {
        throw new IllegalArgumentException(
            "word vectors: expected numbers of at most %.0f in 16 bits, got %s for the word '%s'; use 32 bits"
                .formatted(HalfPrecision.MAX, table.get(word, k), Excerpt.of(words.get(word))));
      }
    }
  }

  /**
   * Returns the embedding table: the vectors, and a last row of zeros for the unknown word.
   *
   * @return [words + 1, size]
   */
  public FloatTensor table() {
    return table;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WordVectors that
        && size == that.size
        && words.equals(that.words)
        && table.equals(that.table);
  }

  @Override
  public int hashCode() {
    int hash = 1; // of the values, as by Arrays.hashCode
    float[] row = new float[size];
    for (int k = 0; k < words.size(); k++) {
      table.copy(k * size, row, 0, size);
      for (float value : row) {
        hash = 31 * hash + Float.hashCode(value);
      }
    }
    return 31 * words.hashCode() + hash;
  }

  /** Returns the number of words, the size and a checksum, which identify the vectors. */
  @Override
  public String toString() {
    return "WordVectors(%d words of size %d, %08x)".formatted(words.size(), size, hashCode());
  }

  /**
   * A streaming reader of word vectors. The last numbers of a line are the vector and everything
   * before them is the word, since some words contain spaces (but do not end in a number). The
   * first vector of a repeated word is kept. A header must declare the number of lines that follow;
   * GloVe's files have no header, so one truncated after a complete line goes undetected.
   */
  private static final class Reader {
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

    Reader(LineReader lines) {
      this.lines = lines;
    }

    /**
     * Reads all lines and returns the wanted vectors.
     *
     * @throws DataFormatException if a line has the wrong number of numbers or a value that is not
     *     a finite number, if a vector follows a blank line, if there is none, or if the header's
     *     count is wrong
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
      int space = word.lastIndexOf(' ');
      if (space >= 0 && !Float.isNaN(parse(word.substring(space + 1)))) {
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

    /** Returns a finite decimal number, else NaN; Java also reads 5d, 1f and 0x1p3. */
    private static float parse(String text) {
      int last = text.isEmpty() ? 0 : text.charAt(text.length() - 1);
      if (((last < '0' || last > '9') && last != '.')
          || text.indexOf('p') >= 0
          || text.indexOf('P') >= 0) {
        return Float.NaN;
      }
      try {
        float number = Float.parseFloat(text);
        return Float.isFinite(number) ? number : Float.NaN;
      } catch (NumberFormatException e) {
        return Float.NaN;
      }
    }

    private float number(String text, int position) throws IOException {
      float number = parse(text);
      if (Float.isNaN(number)) {
        throw lines.error(
            "expected a finite number as number %d of the vector, got %s; is the file damaged?"
                .formatted(position, DataFormatException.quote(text)));
      }
      return number;
    }
  }
}
