package org.tributary.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.DataFormatException;
import org.tributary.internal.LineReader;
import org.tributary.tagger.TaggedSentence;

/**
 * A streaming CoNLL-U reader that holds one sentence in memory. The text is UTF-8, plain or gzip
 * (detected from its first bytes). CR LF, a byte order mark, extra blank lines and a missing blank
 * line after the last sentence are accepted.
 *
 * <p>A line that is not a comment must have ten nonempty columns separated by tabs, and the IDs of
 * a sentence must be in order; otherwise a {@link DataFormatException} names file and line.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://universaldependencies.org/format.html">CoNLL-U format</a>
 */
public final class ConlluReader extends TextReader<ConlluSentence> {
  private static final int COLUMNS = ConlluColumn.values().length;

  private static final Pattern SENTENCE_COMMENT =
      Pattern.compile("# (sent_id|text) = .*|# (newdoc|newpar)( .*)?");

  private Counts counts = new Counts(0, 0, 0, 0);

  private ConlluReader(LineReader lines) {
    super(lines);
  }

  /**
   * Returns all sentences of a file with the labels of one column.
   *
   * @param labels the label column
   * @throws DataFormatException if the file is not CoNLL-U, has no sentence, or every label is
   *     {@code _}
   * @throws IOException if the file cannot be read
   */
  public static List<TaggedSentence> read(Path path, ConlluColumn labels) throws IOException {
    try (ConlluReader reader = open(path)) {
      return reader.readAll(sentence -> sentence.tagged(labels), labels.description());
    }
  }

  /**
   * Opens a file.
   *
   * @throws IOException if it cannot be read
   */
  public static ConlluReader open(Path path) throws IOException {
    return open(LineReader.open(path), path.toString());
  }

  /**
   * Opens a reader on a stream, which the reader owns and closes.
   *
   * @param name the name of the text in messages
   * @throws IOException if the stream cannot be read
   */
  public static ConlluReader open(InputStream input, String name) throws IOException {
    return new ConlluReader(new LineReader(input, name));
  }

  /**
   * Returns the next sentence, or empty at the end of the text.
   *
   * @throws DataFormatException if the text is not CoNLL-U
   * @throws IOException if the text cannot be read
   */
  @Override
  public Optional<ConlluSentence> read() throws IOException {
    List<String> sentence = new ArrayList<>();
    List<Integer> wordLines = new ArrayList<>();
    SentenceIds ids = new SentenceIds();
    while (lines.advance()) {
      String line = lines.text();
      if (line.isBlank()) {
        if (!sentence.isEmpty()) {
          break;
        }
        continue;
      }
      if (!line.startsWith("#") && acceptLine(line, ids)) {
        wordLines.add(sentence.size());
      }
      sentence.add(line);
    }
    if (sentence.isEmpty()) {
      return Optional.empty();
    }
    ids.end(lines);
    counts = ids.addTo(counts);
    return Optional.of(new ConlluSentence(sentence, wordLines));
  }

  /** Returns the counts of the sentences read so far. */
  public Counts counts() {
    return counts;
  }

  /** Checks a line that is not a comment; returns true if it is a word. */
  private boolean acceptLine(String line, SentenceIds ids) throws DataFormatException {
    List<String> columns = LineReader.splitAtTabs(line);
    if (columns.size() != COLUMNS) {
      throw lines.error(
          "expected %d columns separated by tabs, got %d in %s; are tabs written as spaces, or is this not a CoNLL-U file? an empty value is written _"
              .formatted(COLUMNS, columns.size(), DataFormatException.quote(line)));
    }
    for (ConlluColumn column : ConlluColumn.values()) {
      if (columns.get(column.number() - 1).isEmpty()) {
        throw lines.error(
            "expected a value in column %d (%s), got nothing; CoNLL-U writes _ for an empty value"
                .formatted(column.number(), column));
      }
    }
    return ids.accept(columns.get(0), lines);
  }

  /** Returns whether a line has ten columns separated by tabs, the first of them an ID. */
  static boolean isWordLine(String line) {
    int tab = line.indexOf('\t');
    return tab > 0
        && SentenceIds.isId(line.substring(0, tab))
        && LineReader.splitAtTabs(line).size() == COLUMNS;
  }

  /**
   * Returns whether a line is one of the comments before a sentence that Universal Dependencies
   * defines: {@code sent_id}, {@code text}, {@code newdoc} and {@code newpar}.
   */
  static boolean isSentenceComment(String line) {
    return SENTENCE_COMMENT.matcher(line).matches();
  }

  /**
   * Returns whether the first line of a file, plain or gzip, that is neither blank nor a comment is
   * a CoNLL-U word line.
   *
   * @throws IOException if the file cannot be read
   */
  public static boolean recognizes(Path path) throws IOException {
    try (LineReader lines = new LineReader(LineReader.open(path), path.toString())) {
      while (lines.advance()) {
        String line = lines.text();
        if (!line.isBlank() && !line.startsWith("#")) {
          return isWordLine(line);
        }
      }
      return false;
    }
  }

  /**
   * Counts of the sentences and lines read from a CoNLL-U text.
   *
   * @param sentences the number of sentences
   * @param words the number of syntactic words: lines with an integer ID
   * @param multiwordRanges the number of multiword token lines, such as {@code 3-4}
   * @param emptyNodes the number of empty node lines, such as {@code 8.1}
   */
  public record Counts(long sentences, long words, long multiwordRanges, long emptyNodes) {}

  /**
   * A validator of the IDs in one sentence: words count 1, 2, 3 and so on, a multiword range
   * precedes its first word, and an empty node follows the word it names.
   */
  private static final class SentenceIds {
    private static final Pattern ID = Pattern.compile("([0-9]{1,9})(?:([-.])([0-9]{1,9}))?");

    private int words;
    private int ranges;
    private int emptyNodes;
    private int rangeEnd;
    private int lastNode;

    static boolean isId(String text) {
      return ID.matcher(text).matches();
    }

    /** Checks the ID of the reader's current line; returns true if the line is a word. */
    boolean accept(String id, LineReader lines) throws DataFormatException {
      Matcher parts = ID.matcher(id);
      if (!parts.matches()) {
        throw lines.error(
            "expected an ID such as 3, 3-4 or 3.1, got " + DataFormatException.quote(id));
      }
      int first = Integer.parseInt(parts.group(1));
      if (parts.group(2) == null) {
        acceptWord(first, lines);
        return true;
      }
      int second = Integer.parseInt(parts.group(3));
      if (parts.group(2).equals("-")) {
        acceptRange(first, second, lines);
      } else {
        acceptEmptyNode(first, second, lines);
      }
      return false;
    }

    private void acceptWord(int id, LineReader lines) throws DataFormatException {
      if (id != words + 1) {
        throw lines.error(
            "expected word ID %d, got %d; %s"
                .formatted(
                    words + 1,
                    id,
                    id == 1
                        ? "is the blank line between two sentences missing?"
                        : "is a line missing or out of order? words count 1, 2, 3 and so on"));
      }
      words = id;
      lastNode = 0;
    }

    private void acceptRange(int first, int last, LineReader lines) throws DataFormatException {
      if (first != words + 1 || first <= rangeEnd || last < first) {
        throw lines.error(
            "expected a multiword range that starts at %d and overlaps no other, got %d-%d; a range precedes its first word"
                .formatted(words + 1, first, last));
      }
      rangeEnd = last;
      ranges++;
    }

    private void acceptEmptyNode(int word, int node, LineReader lines) throws DataFormatException {
      if (word != words || node <= lastNode) {
        throw lines.error(
            "expected an empty node with an ID of at least %d.%d, got %d.%d; an empty node follows the word it names"
                .formatted(words, lastNode + 1, word, node));
      }
      lastNode = node;
      emptyNodes++;
    }

    /** Checks the sentence as a whole after its last line. */
    void end(LineReader lines) throws DataFormatException {
      if (words == 0) {
        throw lines.error(
            "expected at least one word line in the sentence that ends here, got none; is a blank line misplaced?");
      }
      if (rangeEnd > words) {
        throw lines.error(
            "expected words up to %d, where a multiword range ends, but the sentence ends after word %d; is a line missing?"
                .formatted(rangeEnd, words));
      }
    }

    /** Returns the counts with this sentence added. */
    Counts addTo(Counts counts) {
      return new Counts(
          counts.sentences() + 1,
          counts.words() + words,
          counts.multiwordRanges() + ranges,
          counts.emptyNodes() + emptyNodes);
    }
  }
}
