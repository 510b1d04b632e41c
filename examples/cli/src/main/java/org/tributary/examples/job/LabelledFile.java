package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.DataFormatException;
import org.tributary.examples.io.NumberFormats;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenMetadata;
import org.tributary.tribuo.data.conllu.ConlluDataSource;
import org.tributary.tribuo.data.text.ColumnDataSource;

/**
 * A file of labelled sentences in memory.
 *
 * @param path the file's path
 * @param sentences the file's sentences
 */
public record LabelledFile(Path path, MutableSequenceDataset<Label> sentences) {

  /** The format of a labelled file. */
  public enum Format {
    /** CoNLL-U: ten columns separated by tabs. */
    CONLLU,
    /** A column file: one token per line, columns separated by tabs or spaces. */
    COLUMNS,
    /** The format that the file's first lines look like. */
    DETECT
  }

  /**
   * The format of a file and the columns of its words and labels.
   *
   * @param format the format
   * @param labels the label column; a named column implies CoNLL-U
   * @param tokenColumn the word column of a column file, from 1
   */
  public record Columns(Format format, LabelColumnChoice labels, int tokenColumn) {}

  /**
   * Reads a file, plain or gzip.
   *
   * @param path the file
   * @param columns the format and the columns of words and labels
   * @param extractor the feature extractor for words
   * @return the file with at least one sentence
   * @throws IOException if the file cannot be read or is malformed; the message names file, line
   *     and remedy
   */
  public static LabelledFile read(Path path, Columns columns, TokenFeatureExtractor extractor)
      throws IOException {
    return of(path, source(path, columns, extractor));
  }

  static LabelledFile of(Path path, LabelledSequenceSource source) {
    return new LabelledFile(path, new MutableSequenceDataset<>(source));
  }

  static LabelledSequenceSource source(Path path, Columns columns, TokenFeatureExtractor extractor)
      throws IOException {
    if (isConllu(path, columns)) {
      return conllu(path, columns, extractor);
    }
    int number = Integer.parseInt(columns.labels().text());
    if (number == columns.tokenColumn()) {
      throw new JobException(
          path
              + ": expected labels in a column other than the words', got column "
              + number
              + " for both; change --column or --token-column");
    }
    return new ColumnDataSource(path, columns.tokenColumn(), number, extractor);
  }

  private static LabelledSequenceSource conllu(
      Path path, Columns columns, TokenFeatureExtractor extractor) throws IOException {
    try {
      return new ConlluDataSource(path, conlluColumn(path, columns.labels()), extractor);
    } catch (DataFormatException e) {
      if (columns.labels().isNamed() || columns.format() == Format.CONLLU) {
        throw e;
      }
      throw new JobException(
          e.getMessage() + " (detected as CoNLL-U; if it is not, pass --format columns)", e);
    }
  }

  private static ConlluColumn conlluColumn(Path path, LabelColumnChoice labels) {
    ConlluColumn column;
    try {
      column = labels.conllu();
    } catch (IllegalArgumentException e) {
      throw new JobException(path + ": " + e.getMessage(), e);
    }
    LabelColumnChoice.requireLabels(column, reason -> new JobException(path + ": " + reason));
    return column;
  }

  /**
   * Returns whether a file is read as CoNLL-U.
   *
   * @throws IOException if the format is to be detected, and the file cannot be read
   */
  public static boolean isConllu(Path path, Columns columns) throws IOException {
    if (columns.labels().isNamed() || columns.format() != Format.DETECT) {
      return columns.labels().isNamed() || columns.format() == Format.CONLLU;
    }
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw new JobException(
          path
              + ": expected a regular file to detect CoNLL-U, got input that can be read only once,"
              + " such as a pipe; pass --format conllu or --format columns");
    }
    return ConlluReader.recognizes(path);
  }

  /**
   * Returns the number of words.
   *
   * @return the tokens of all sentences
   */
  public long tokens() {
    return sentences.getData().stream().mapToLong(SequenceExample::size).sum();
  }

  /**
   * Returns the labels in the file.
   *
   * @return the label names in alphabetical order
   */
  public Set<String> labels() {
    return sentences.getOutputs().stream()
        .map(Label::getLabel)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Describes the labels of this file that a model cannot predict.
   *
   * @param known the model's labels
   * @param owner the owner of the labels, for the note, such as {@code the base model}
   * @return a note with the number of words that have such a label, and the labels; empty if there
   *     is none
   */
  public Optional<String> unseenLabelNote(Set<String> known, String owner) {
    Map<String, Integer> firstSentence = new LinkedHashMap<>();
    List<List<String>> gold = gold();
    long words = 0;
    for (int k = 0; k < gold.size(); k++) {
      for (String label : gold.get(k)) {
        if (!known.contains(label)) {
          words++;
          firstSentence.putIfAbsent(label, k + 1);
        }
      }
    }
    if (firstSentence.isEmpty()) {
      return Optional.empty();
    }
    String unseen =
        firstSentence.entrySet().stream()
            .limit(5)
            .map(entry -> "'%s' (first in sentence %d)".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining(", "));
    int more = firstSentence.size() - 5;
    String all = unseen + (more > 0 ? " and " + NumberFormats.count(more, "other") : "");
    String note =
        "%s of its words have a label that %s lacks, which counts as a mistake: %s"
            .formatted(NumberFormats.count(words), owner, all);
    Optional<String> notSpan = SpanLabels.firstInvalid(firstSentence.keySet());
    return Optional.of(
        notSpan.isPresent() && SpanLabels.firstInvalid(known).isEmpty()
            ? note
                + "; '%s' is not a span label, so the best epoch is chosen by accuracy, not F1"
                    .formatted(notSpan.get())
            : note);
  }

  /**
   * Returns a note on a label that is no span label, if most of the distinct labels besides O are
   * span labels with a type: it turns off the defaults for spans, and is likely to be a mistake.
   */
  public Optional<String> nonSpanLabelNote() {
    Set<String> labels = labels();
    long spans = labels.stream().filter(LabelledFile::isTypedSpanLabel).count();
    long notOutside = labels.stream().filter(label -> !label.equals("O")).count();
    return SpanLabels.firstInvalid(new TreeSet<>(labels))
        .filter(other -> 2 * spans > notOutside)
        .map(
            other ->
                "%s: the label '%s' is not a span label such as B-PER, so that defaults for spans (a CRF, span F1) are off; correct it if it is a mistake"
                    .formatted(path, other));
  }

  private static boolean isTypedSpanLabel(String label) {
    return label.indexOf('-') == 1 && SpanLabels.firstInvalid(List.of(label)).isEmpty();
  }

  /** Returns whether another reading of the file has the same gold labels. */
  public boolean hasLabelsOf(LabelledFile other) {
    return gold().equals(other.gold());
  }

  /** Returns the labels of each sentence. */
  public List<List<String>> gold() {
    List<List<String>> gold = new ArrayList<>();
    for (SequenceExample<Label> sentence : sentences) {
      List<String> labels = new ArrayList<>();
      sentence.forEach(token -> labels.add(token.getOutput().getLabel()));
      gold.add(labels);
    }
    return gold;
  }

  /** Returns the words and labels of each sentence. */
  public List<TaggedSentence> taggedSentences() {
    List<TaggedSentence> tagged = new ArrayList<>();
    List<List<String>> gold = gold();
    for (int k = 0; k < gold.size(); k++) {
      List<String> words = new ArrayList<>();
      sentences.getExample(k).forEach(token -> words.add(TokenMetadata.word(token)));
      tagged.add(new TaggedSentence(words, gold.get(k)));
    }
    return tagged;
  }

  /** Returns the number of words with the label _, CoNLL-U's mark for a missing value. */
  public long missingLabelCount() {
    return gold().stream().flatMap(List::stream).filter("_"::equals).count();
  }

  /**
   * Returns a one-line summary.
   *
   * @return the path and the number of sentences, words and labels
   */
  @Override
  public String toString() {
    return path
        + " ("
        + NumberFormats.count(sentences.size(), "sentence")
        + ", "
        + NumberFormats.count(tokens(), "word")
        + ", "
        + NumberFormats.count(labels().size(), "label")
        + ")";
  }
}
