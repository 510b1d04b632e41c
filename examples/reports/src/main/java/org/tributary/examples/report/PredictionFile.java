package org.tributary.examples.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.DataFormatException;
import org.tributary.evaluation.ScoredText;
import org.tributary.examples.io.NumberFormats;
import org.tributary.span.Span;
import org.tributary.span.SpanLabels;
import org.tributary.text.ColumnText;
import org.tributary.text.ColumnTextReader;
import org.tributary.text.ConlluColumn;
import org.tributary.text.ConlluReader;
import org.tributary.text.TextReader;

/**
 * A reader of predictions that any tool wrote to a file: CoNLL-U with the predicted labels in a
 * column, or one token per line with the predicted label in the last column, as conlleval reads it.
 */
public final class PredictionFile {
  private PredictionFile() {}

  private record Labelled(List<String> words, List<String> labels) {}

  /**
   * Reads predictions for a text.
   *
   * @param path the file, plain or gzip
   * @param column the label column of a CoNLL-U file
   * @param tokenColumn the word column of another file, from 1
   * @param gold the text with gold labels
   * @return the text with the predictions of the file, without confidences
   * @throws IOException if the file cannot be read, is malformed, or has other sentences or words
   *     than the text
   */
  public static ScoredText read(Path path, ConlluColumn column, int tokenColumn, ScoredText gold)
      throws IOException {
    List<Labelled> sentences =
        ConlluReader.recognizes(path) ? conllu(path, column) : columns(path, tokenColumn);
    if (sentences.size() != gold.size()) {
      throw new DataFormatException(
          path.toString(),
          "expected predictions for the %s of the test file, got %d; are both the same text?"
              .formatted(NumberFormats.count(gold.size(), "sentence"), sentences.size()));
    }
    List<ScoredText.Sentence> scored = new ArrayList<>();
    for (int k = 0; k < gold.size(); k++) {
      scored.add(sentence(path, k, gold.sentences().get(k), sentences.get(k)));
    }
    requireSpanLabels(path, gold, scored);
    return new ScoredText(scored);
  }

  /** Refuses a label that is no span label where all gold labels are. */
  private static void requireSpanLabels(
      Path path, ScoredText gold, List<ScoredText.Sentence> predicted) throws DataFormatException {
    if (!SpanLabels.encodeSpans(gold.tokens().map(ScoredText.Token::gold).distinct().toList())) {
      return;
    }
    for (int k = 0; k < predicted.size(); k++) {
      List<String> labels = predicted.get(k).predicted();
      Optional<String> other = SpanLabels.firstInvalid(labels);
      if (other.isPresent()) {
        throw new DataFormatException(
            path.toString(),
            "sentence %d, word %d: expected a span label as in the test file, such as B-%s or O, got '%s'; is the label column right?"
                .formatted(k + 1, labels.indexOf(other.get()) + 1, goldType(gold), other.get()));
      }
    }
  }

  private static String goldType(ScoredText gold) {
    return gold.sentences().stream()
        .flatMap(sentence -> sentence.goldSpans().stream())
        .map(Span::type)
        .findFirst()
        .orElse("PER");
  }

  private static ScoredText.Sentence sentence(
      Path path, int number, ScoredText.Sentence gold, Labelled predicted)
      throws DataFormatException {
    if (gold.size() != predicted.words().size()) {
      throw new DataFormatException(
          path.toString(),
          "sentence %d: expected the %s of the test file, got %d"
              .formatted(
                  number + 1, NumberFormats.count(gold.size(), "word"), predicted.words().size()));
    }
    List<ScoredText.Token> tokens = new ArrayList<>();
    for (int i = 0; i < gold.size(); i++) {
      ScoredText.Token token = gold.tokens().get(i);
      if (!token.word().equals(predicted.words().get(i))) {
        throw new DataFormatException(
            path.toString(),
            "sentence %d, word %d: expected '%s' as in the test file, got '%s'; is the word column right?"
                .formatted(number + 1, i + 1, token.word(), predicted.words().get(i)));
      }
      tokens.add(ScoredText.Token.of(token.word(), token.gold(), predicted.labels().get(i)));
    }
    return new ScoredText.Sentence(tokens);
  }

  private static List<Labelled> conllu(Path path, ConlluColumn column) throws IOException {
    List<Labelled> sentences = new ArrayList<>();
    try (ConlluReader reader = ConlluReader.open(path)) {
      for (var next = reader.read(); next.isPresent(); next = reader.read()) {
        sentences.add(new Labelled(next.get().words(), next.get().column(column)));
      }
    }
    return sentences;
  }

  private static List<Labelled> columns(Path path, int tokenColumn) throws IOException {
    List<Labelled> sentences = new ArrayList<>();
    try (InputStream input = TextReader.stream(path);
        ColumnTextReader reader = ColumnTextReader.open(input, path.toString(), tokenColumn)) {
      for (var next = reader.read(); next.isPresent(); next = reader.read()) {
        if (!next.get().tokens().isEmpty()) {
          sentences.add(new Labelled(next.get().tokens(), lastColumn(path, next.get())));
        }
      }
    }
    return sentences;
  }

  private static List<String> lastColumn(Path path, ColumnText sentence)
      throws DataFormatException {
    List<String> labels = new ArrayList<>();
    for (String line : sentence.lines().subList(0, sentence.tokens().size())) {
      String[] fields = line.indexOf('\t') >= 0 ? line.split("\t", -1) : line.strip().split(" +");
      String label = fields[fields.length - 1].strip();
      if (fields.length < 2 || label.isEmpty()) {
        throw new DataFormatException(
            path.toString(),
            "expected a word and, in the last column, its predicted label, got '%s'; was the file written without labels?"
                .formatted(line));
      }
      labels.add(label);
    }
    return labels;
  }
}
