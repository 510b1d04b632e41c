package org.tributary.tribuo.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.tribuo.Example;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.sequence.SequenceModel;
import org.tributary.evaluation.ScoredText;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagging;
import org.tributary.tribuo.data.TokenMetadata;

/**
 * Makes a {@link ScoredText} of Tribuo's examples and the predictions of a tagger or of a Tribuo
 * sequence model of any kind.
 */
public final class ScoredExamples {
  private ScoredExamples() {}

  /**
   * Returns the labels of a tagger beside those of examples.
   *
   * @param words the words that the tagger knows
   * @param examples the sentences with gold labels
   * @param taggings the tagger's labels for each sentence, in order
   * @throws IllegalArgumentException if there is no token, a token has no gold label, or the
   *     numbers of sentences or tokens differ
   */
  public static ScoredText of(
      KnownWords words, List<SequenceExample<Label>> examples, List<Tagging> taggings) {
    List<TaggedSentence> gold = new ArrayList<>();
    for (SequenceExample<Label> example : examples) {
      List<String> tokens = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      for (Example<Label> token : example) {
        tokens.add(TokenMetadata.word(token));
        labels.add(gold(token, gold.size() + 1, labels.size() + 1));
      }
      gold.add(new TaggedSentence(tokens, labels));
    }
    return withKnownWords(ScoredText.of(gold, taggings), words, examples);
  }

  /** Returns the gold label of a token, which it must have. */
  private static String gold(Example<Label> token, int sentence, int number) {
    if (token.getOutput().equals(LabelFactory.UNKNOWN_LABEL)) {
      throw new IllegalArgumentException(
          "sentence %d, token %d: expected a gold label, got none; was the data read without its labels?"
              .formatted(sentence, number));
    }
    return token.getOutput().getLabel();
  }

  /**
   * Returns the predictions of a Tribuo model of any kind beside the labels of their sentences.
   *
   * @param sentences the sentences with gold labels
   * @param predictions the model's predictions for each sentence, in order
   * @throws IllegalArgumentException if there is no token, or a token has no gold label
   * @throws IllegalStateException unless there is one prediction per token
   */
  public static ScoredText of(
      SequenceModel<Label> model,
      List<SequenceExample<Label>> sentences,
      List<List<Prediction<Label>>> predictions) {
    Collector collector = new Collector(Optional.of(KnownWords.of(model)));
    collector.addAll(sentences, predictions);
    return collector.text();
  }

  /**
   * Returns a model's predictions, each beside the label of its example.
   *
   * @param words the words that the model knows; empty if they are not needed
   */
  static ScoredText of(Optional<KnownWords> words, List<List<Prediction<Label>>> predictions) {
    Collector collector = new Collector(words);
    predictions.forEach(
        sentence ->
            collector.add(sentence.stream().map(Prediction::getExample).toList(), sentence));
    return collector.text();
  }

  /**
   * Predicts the labels of sentences, {@code batchSize} of them at once.
   *
   * @param words the words that the model knows; empty if they are not needed
   */
  static ScoredText predict(
      SequenceModel<Label> model,
      Optional<KnownWords> words,
      Iterable<SequenceExample<Label>> sentences,
      int batchSize) {
    Collector collector = new Collector(words);
    List<SequenceExample<Label>> batch = new ArrayList<>();
    for (SequenceExample<Label> sentence : sentences) {
      batch.add(sentence);
      if (batch.size() == batchSize) {
        collector.addAll(batch, model.predict(batch));
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      collector.addAll(batch, model.predict(batch));
    }
    return collector.text();
  }

  /** A collector of a Tribuo model's predictions. */
  private static final class Collector {
    private final Optional<KnownWords> words;
    private final List<ScoredText.Sentence> sentences = new ArrayList<>();

    Collector(Optional<KnownWords> words) {
      this.words = words;
    }

    void addAll(List<SequenceExample<Label>> examples, List<List<Prediction<Label>>> predictions) {
      if (predictions.size() != examples.size()) {
        throw new IllegalStateException(
            "model: expected predictions for %d sentences, got %d; predict(Iterable) must answer every sentence, in order"
                .formatted(examples.size(), predictions.size()));
      }
      for (int k = 0; k < examples.size(); k++) {
        List<Example<Label>> tokens = new ArrayList<>();
        examples.get(k).forEach(tokens::add);
        add(tokens, predictions.get(k));
      }
    }

    void add(List<Example<Label>> examples, List<Prediction<Label>> predictions) {
      int number = sentences.size() + 1;
      if (predictions.size() != examples.size()) {
        throw new IllegalStateException(
            "model: expected %d predictions for sentence %d, one a token, got %d"
                .formatted(examples.size(), number, predictions.size()));
      }
      List<ScoredText.Token> tokens = new ArrayList<>();
      for (int i = 0; i < examples.size(); i++) {
        Example<Label> example = examples.get(i);
        Label predicted = predictions.get(i).getOutput();
        boolean hasConfidence =
            predictions.get(i).hasProbabilities() && !Double.isNaN(predicted.getScore());
        ScoredText.Token token =
            new ScoredText.Token(
                TokenMetadata.word(example),
                gold(example, number, i + 1),
                predicted.getLabel(),
                hasConfidence
                    ? OptionalDouble.of(Math.max(0, Math.min(1, predicted.getScore())))
                    : OptionalDouble.empty(),
                Optional.empty(),
                OptionalInt.empty());
        tokens.add(words.map(known -> with(token, known.entry(example))).orElse(token));
      }
      sentences.add(new ScoredText.Sentence(tokens));
    }

    ScoredText text() {
      if (sentences.isEmpty()) {
        throw new IllegalArgumentException(
            "examples: expected at least one sentence to evaluate on, got none; is the file empty?");
      }
      return new ScoredText(sentences);
    }
  }

  /**
   * Returns a text with what a tagger knows of each word.
   *
   * @param text the sentences with the tagger's labels
   * @param words the words that the tagger knows
   * @param examples the sentences of the text
   * @throws IllegalArgumentException if they are others, by their numbers of tokens
   */
  public static ScoredText withKnownWords(
      ScoredText text, KnownWords words, List<SequenceExample<Label>> examples) {
    List<ScoredText.Sentence> sentences = text.sentences();
    List<Integer> tagged = sentences.stream().map(ScoredText.Sentence::size).toList();
    if (!examples.stream().map(SequenceExample::size).toList().equals(tagged)) {
      throw new IllegalArgumentException(
          "examples: expected the %d sentences that were tagged, got %d, or other numbers of tokens; are they of another file?"
              .formatted(text.size(), examples.size()));
    }
    List<ScoredText.Sentence> known = new ArrayList<>();
    for (int k = 0; k < text.size(); k++) {
      List<ScoredText.Token> tokens = new ArrayList<>();
      for (int i = 0; i < tagged.get(k); i++) {
        tokens.add(with(sentences.get(k).tokens().get(i), words.entry(examples.get(k).get(i))));
      }
      known.add(new ScoredText.Sentence(tokens, sentences.get(k).spanConfidences()));
    }
    return new ScoredText(known);
  }

  /** Returns a token with what a tagger knows of its word. */
  private static ScoredText.Token with(ScoredText.Token token, KnownWords.Entry entry) {
    return new ScoredText.Token(
        token.word(),
        token.gold(),
        token.predicted(),
        token.confidence(),
        entry.known(),
        entry.trainingCount());
  }
}
