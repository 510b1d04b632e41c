package org.tributary.feature;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.param.HalfPrecision;
import org.tributary.internal.text.LineReader;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.param.TensorType;

/** Pretrained word vectors of one size. Immutable. */
public final class WordVectors {
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
    this(requireCount(words, size, values), size, tableOf(words.size(), size, values));
    for (int k = 0; k < values.length; k++) {
      if (!Float.isFinite(values[k])) {
        throw new IllegalArgumentException(
            "word vectors: expected finite numbers, got %s for the word '%s'"
                .formatted(values[k], words.get(k / size).replaceAll("\\s+", " ")));
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
            "word vectors: expected each word once, got '%s' twice"
                .formatted(word.replaceAll("\\s+", " ")));
      }
    }
  }

  private WordVectors(WordVectors other, FloatTensor table) {
    this.words = other.words;
    this.size = other.size;
    this.indices = other.indices;
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

  private static FloatTensor tableOf(int words, int size, float[] values) {
    return FloatTensor.written(
        tableShape(words, size), all -> System.arraycopy(values, 0, all, 0, values.length));
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
   * @throws org.tributary.text.DataFormatException if the file has no vectors, a line has the wrong
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
    try (LineReader lines = new LineReader(unclosed(input), name)) {
      return new WordVectorReader(lines).read(wanted);
    }
  }

  private static InputStream unclosed(InputStream input) {
    return new FilterInputStream(input) {
      @Override
      public void close() {}
    };
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
   * Returns the index of the vector of {@code word}, by {@link VectorLookup}.
   *
   * @return empty if no form of the word has a vector
   */
  public OptionalInt index(String word) {
    return VectorLookup.entry(word, form -> indices.getOrDefault(form, VectorLookup.NONE));
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
   * A model file has half the size with them; a number changes by at most a 2,048th.
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
                .formatted(
                    HalfPrecision.MAX,
                    table.get(word, k),
                    words.get(word).replaceAll("\\s+", " ")));
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
}
