package org.tributary.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.DataFormatException;
import org.tributary.tagger.TaggedSentence;

/**
 * An immutable CoNLL-U sentence with its original lines, including comments, multiword ranges and
 * empty nodes. Its words are the lines with an integer ID.
 */
public final class ConlluSentence {
  /** CoNLL-U's sign for no value. */
  private static final String NO_VALUE = "_";

  private final List<String> lines;
  private final List<Integer> wordLines;

  /** Wraps validated lines: each word line has ten columns. */
  ConlluSentence(List<String> lines, List<Integer> wordLines) {
    this.lines = Collections.unmodifiableList(lines);
    this.wordLines = wordLines;
  }

  /** Returns all lines in order, without terminators and without the blank line at the end. */
  public List<String> lines() {
    return lines;
  }

  /** Returns the word forms. */
  public List<String> words() {
    return column(ConlluColumn.FORM);
  }

  /** Returns one column's values, one per word. */
  public List<String> column(ConlluColumn column) {
    List<String> values = new ArrayList<>(wordLines.size());
    for (int index : wordLines) {
      String line = lines.get(index);
      int start = start(line, column);
      values.add(line.substring(start, end(line, start)));
    }
    return Collections.unmodifiableList(values);
  }

  /**
   * Returns the tag and direction of each word's syntactic head: the head's universal tag with
   * {@code <} if the head precedes the word or {@code >} if it follows, {@code root}, or {@code _}
   * if the HEAD column names no word of the sentence.
   *
   * @return one value per word
   */
  public List<String> heads() {
    List<String> ids = column(ConlluColumn.ID);
    List<String> heads = column(ConlluColumn.HEAD);
    List<String> tags = column(ConlluColumn.UPOS);
    Map<String, Integer> indexById = new HashMap<>();
    for (int k = 0; k < ids.size(); k++) {
      indexById.put(ids.get(k), k);
    }
    List<String> values = new ArrayList<>(heads.size());
    for (int k = 0; k < heads.size(); k++) {
      Integer head = indexById.get(heads.get(k));
      if (head != null) {
        values.add(tags.get(head) + (head < k ? "<" : ">"));
      } else {
        values.add(heads.get(k).equals("0") ? "root" : NO_VALUE);
      }
    }
    return Collections.unmodifiableList(values);
  }

  /**
   * Returns the words with the labels of one column, and with the grammatical columns {@link
   * TaggedSentence#GRAMMAR}, where {@code _} is no value.
   *
   * @param labels the label column
   */
  public TaggedSentence tagged(ConlluColumn labels) {
    Map<String, List<String>> columns = new LinkedHashMap<>();
    columns.put(TaggedSentence.UPOS, values(column(ConlluColumn.UPOS)));
    columns.put(TaggedSentence.XPOS, values(column(ConlluColumn.XPOS)));
    columns.put(TaggedSentence.FEATS, values(column(ConlluColumn.FEATS)));
    columns.put(TaggedSentence.DEPREL, values(column(ConlluColumn.DEPREL)));
    columns.put(TaggedSentence.HEAD, values(heads()));
    return new TaggedSentence(words(), column(labels), columns, Map.of());
  }

  private static List<String> values(List<String> column) {
    return column.stream().map(value -> value.equals(NO_VALUE) ? "" : value).toList();
  }

  /**
   * Returns a copy of the sentence with other values in one column of its words.
   *
   * @param column any column but the ID
   * @param values one value per word, not empty and without tabs or line breaks
   * @throws IllegalArgumentException if the column is the ID, or a value or the number of values is
   *     invalid
   */
  public ConlluSentence withColumn(ConlluColumn column, List<String> values) {
    if (column == ConlluColumn.ID) {
      throw new IllegalArgumentException(
          "column: expected a column to fill in, got ID, which numbers the words");
    }
    if (values.size() != wordLines.size()) {
      throw new IllegalArgumentException(
          "values: expected %d, one per word, got %d".formatted(wordLines.size(), values.size()));
    }
    List<String> filled = new ArrayList<>(lines);
    for (int i = 0; i < values.size(); i++) {
      String line = lines.get(wordLines.get(i));
      int start = start(line, column);
      String value = checkValue(values.get(i), i);
      filled.set(
          wordLines.get(i), line.substring(0, start) + value + line.substring(end(line, start)));
    }
    return new ConlluSentence(filled, wordLines);
  }

  /** Returns the sentence as CoNLL-U text: lines ending in LF, then a blank line. */
  public String text() {
    return String.join("\n", lines) + "\n\n";
  }

  private static String checkValue(String value, int index) {
    if (value.isEmpty() || value.chars().anyMatch(c -> c == '\t' || c == '\n' || c == '\r')) {
      throw new IllegalArgumentException(
          "values: expected a text without tabs and line breaks for word %d, got %s; CoNLL-U writes _ for an empty value"
              .formatted(index + 1, DataFormatException.quote(value)));
    }
    return value;
  }

  private static int start(String line, ConlluColumn column) {
    int start = 0;
    for (int i = 1; i < column.number(); i++) {
      start = line.indexOf('\t', start) + 1;
    }
    return start;
  }

  private static int end(String line, int start) {
    int tab = line.indexOf('\t', start);
    return tab < 0 ? line.length() : tab;
  }
}
