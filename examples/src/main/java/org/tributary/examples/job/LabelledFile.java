package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.examples.figures.Figures;
import org.tributary.tribuo.data.ColumnDataSource;
import org.tributary.tribuo.data.ConlluColumn;
import org.tributary.tribuo.data.ConlluDataSource;
import org.tributary.tribuo.data.TokenFeatureExtractor;

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
  public record Columns(Layout layout, LabelColumn labels, int tokenColumn) {}

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
    if (columns.labels() instanceof LabelColumn.Named named) {
      return new LabelledFile(
          path,
          new MutableSequenceDataset<>(new ConlluDataSource(path, named.column(), extractor)));
    }
    int number = ((LabelColumn.Numbered) columns.labels()).number();
    if (layout(path, columns.layout()) == Layout.CONLLU) {
      return new LabelledFile(
          path,
          new MutableSequenceDataset<>(
              new ConlluDataSource(path, conlluColumn(path, number), extractor)));
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

  private static ConlluColumn conlluColumn(Path path, int number) {
    try {
      return ConlluColumn.parse(Integer.toString(number));
    } catch (IllegalArgumentException e) {
      throw new JobException(path + ": " + e.getMessage());
    }
  }

  private static Layout layout(Path path, Layout wanted) throws IOException {
    if (wanted != Layout.DETECT) {
      return wanted;
    }
    // what can be read but once, such as a pipe, must not be looked into
    return Files.isRegularFile(path) && ConlluDetector.looksLikeConllu(path)
        ? Layout.CONLLU
        : Layout.COLUMNS;
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
   * Checks that a model trained on another file could know every label of this one.
   *
   * @param training the file to train on
   * @throws JobException naming the labels that it lacks, and the first sentence with each
   */
  public void requireLabelsOf(LabelledFile training) {
    Set<String> known = training.labels();
    Map<String, Integer> firstSentence = new LinkedHashMap<>();
    int number = 0;
    for (SequenceExample<Label> sentence : sentences) {
      number++;
      for (Example<Label> token : sentence) {
        if (!known.contains(token.getOutput().getLabel())) {
          firstSentence.putIfAbsent(token.getOutput().getLabel(), number);
        }
      }
    }
    if (!firstSentence.isEmpty()) {
      String unseen =
          firstSentence.entrySet().stream()
              .limit(5)
              .map(entry -> entry.getKey() + " (first in sentence " + entry.getValue() + ")")
              .collect(Collectors.joining(", "));
      int more = firstSentence.size() - 5;
      throw new JobException(
          path
              + ": the training file "
              + training.path()
              + " never has the label "
              + unseen
              + (more > 0 ? " and " + more + " others" : "")
              + ", so no model could learn it; add sentences with it to the training file, or"
              + " correct the label");
    }
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
        + Figures.count(sentences.size())
        + " sentences, "
        + Figures.count(tokens())
        + " words, "
        + labels().size()
        + " labels)";
  }
}
