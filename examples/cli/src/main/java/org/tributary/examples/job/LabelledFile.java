package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.data.ColumnDataSource;
import org.tributary.tribuo.data.ConlluColumn;
import org.tributary.tribuo.data.ConlluDataSource;
import org.tributary.tribuo.data.ConlluShape;
import org.tributary.tribuo.data.DataFormatException;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.span.SpanScheme;

/**
 * A file of labelled sentences, read.
 *
 * @param path where it is
 * @param sentences what is in it
 */
public record LabelledFile(Path path, MutableSequenceDataset<Label> sentences) {

  /** How a file is laid out. */
  public enum Layout {
    /** Ten columns with tabs between them. */
    CONLLU,
    /** A token a line, its columns separated by tabs or blanks. */
    COLUMNS,
    /** Whichever of the two the file's first lines look like. */
    DETECT
  }

  /**
   * Where in a file words and labels stand.
   *
   * @param layout how the file is laid out
   * @param labels the column with the labels; a named one means CoNLL-U
   * @param tokenColumn the column with the words in a column file, from 1
   */
  public record Columns(Layout layout, LabelColumnChoice labels, int tokenColumn) {}

  /**
   * Reads a file, plain or gzip.
   *
   * @param path the file
   * @param columns where in it words and labels stand
   * @param extractor what makes a word's features
   * @return its sentences, at least one
   * @throws IOException saying file, line and cure where it cannot be read as that
   */
  public static LabelledFile read(Path path, Columns columns, TokenFeatureExtractor extractor)
      throws IOException {
    if (columns.labels() instanceof LabelColumnChoice.Named named) {
      return new LabelledFile(
          path,
          new MutableSequenceDataset<>(new ConlluDataSource(path, named.column(), extractor)));
    }
    int number = ((LabelColumnChoice.Numbered) columns.labels()).number();
    if (layout(path, columns.layout()) == Layout.CONLLU) {
      return conllu(path, conlluColumn(path, number), columns.layout(), extractor);
    }
    if (number == columns.tokenColumn()) {
      throw new JobException(
          path
              + ": expected labels in another column than the words, got column "
              + number
              + " for both; choose --column or --token-column anew");
    }
    return new LabelledFile(
        path,
        new MutableSequenceDataset<>(
            new ColumnDataSource(path, columns.tokenColumn(), number, extractor)));
  }

  private static LabelledFile conllu(
      Path path, ConlluColumn column, Layout wanted, TokenFeatureExtractor extractor)
      throws IOException {
    try {
      return new LabelledFile(
          path, new MutableSequenceDataset<>(new ConlluDataSource(path, column, extractor)));
    } catch (DataFormatException e) {
      if (wanted == Layout.CONLLU) {
        throw e;
      }
      throw new JobException(
          e.getMessage() + " (read as CoNLL-U, which it looks like; else say --format columns)");
    }
  }

  private static ConlluColumn conlluColumn(Path path, int number) {
    ConlluColumn column;
    try {
      column = ConlluColumn.parse(Integer.toString(number));
    } catch (IllegalArgumentException e) {
      throw new JobException(path + ": " + e.getMessage());
    }
    LabelColumnChoice.refusal(column)
        .ifPresent(
            refusal -> {
              throw new JobException(path + ": " + refusal);
            });
    return column;
  }

  private static Layout layout(Path path, Layout wanted) throws IOException {
    if (wanted != Layout.DETECT) {
      return wanted;
    }
    if (Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)) {
      throw new JobException(
          path
              + ": expected a file, to see whether it is CoNLL-U, got what can be read but once,"
              + " such as a pipe; say --format conllu or --format columns");
    }
    return ConlluShape.of(path) ? Layout.CONLLU : Layout.COLUMNS;
  }

  /**
   * How many words the file has.
   *
   * @return tokens of all sentences
   */
  public long tokens() {
    return sentences.getData().stream().mapToLong(SequenceExample::size).sum();
  }

  /**
   * The labels in the file.
   *
   * @return their names, in alphabetical order
   */
  public Set<String> labels() {
    return sentences.getOutputs().stream()
        .map(Label::getLabel)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * What a model trained on another file cannot know of this one.
   *
   * @param training the file to train on
   * @return the labels that it lacks, the first sentence with each, and how many words have them;
   *     empty where it lacks none
   * @throws JobException if it lacks all of them
   */
  public Optional<String> unlearnable(LabelledFile training) {
    Set<String> known = training.labels();
    Map<String, Integer> firstSentence = new LinkedHashMap<>();
    int number = 0;
    long words = 0;
    for (SequenceExample<Label> sentence : sentences) {
      number++;
      for (Example<Label> token : sentence) {
        if (!known.contains(token.getOutput().getLabel())) {
          words++;
          firstSentence.putIfAbsent(token.getOutput().getLabel(), number);
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
    String all = unseen + (more > 0 ? " and " + more + " others" : "");
    if (words == tokens()) {
      throw new JobException(
          "%s: expected labels that the training file %s has, got none of them but %s; is the column the same in both?"
              .formatted(path, training.path(), all));
    }
    String note =
        "%s of its words have a label that the training file lacks, which counts as a mistake: %s"
            .formatted(NumberFormats.count(words), all);
    Optional<String> odd =
        firstSentence.keySet().stream()
            .filter(label -> !SpanScheme.BIOES.accepts(label))
            .findFirst();
    return Optional.of(
        odd.isPresent() && known.stream().allMatch(SpanScheme.BIOES::accepts)
            ? note
                + "; '%s' is no label of a span, so that the best epoch is chosen by accuracy, not F1"
                    .formatted(odd.get())
            : note);
  }

  /**
   * How many words have _ for a label, as CoNLL-U writes what is not known.
   *
   * @return 0 where none has
   */
  public long underscores() {
    long count = 0;
    for (SequenceExample<Label> sentence : sentences) {
      for (Example<Label> token : sentence) {
        count += token.getOutput().getLabel().equals("_") ? 1 : 0;
      }
    }
    return count;
  }

  /**
   * The file in a line.
   *
   * @return its path and what is in it
   */
  @Override
  public String toString() {
    return path
        + " ("
        + NumberFormats.count(sentences.size())
        + " sentences, "
        + NumberFormats.count(tokens())
        + " words, "
        + labels().size()
        + " labels)";
  }
}
