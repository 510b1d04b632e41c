package org.tributary.evaluation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tributary.internal.NullChecks;
import org.tributary.span.Span;
import org.tributary.span.SpanCounter;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagging;

/**
 * Sentences with gold labels and the predictions of one model: what every evaluation scores. The
 * predictions may come from a tagger, another kind of model, or another tool. Immutable.
 *
 * @param sentences at least one sentence, with at least one token in all
 */
public record ScoredText(List<Sentence> sentences) {
  /**
   * A token with its gold and its predicted label.
   *
   * @param word the text
   * @param gold the gold label
   * @param predicted the predicted label
   * @param confidence the model's probability of the predicted label, in [0, 1]; empty if the model
   *     gives none
   * @param known whether the model knows the word; empty if that is not known
   * @param trainingCount the number of times that the word occurs in the training data; empty if
   *     that is not known
   */
  public record Token(
      String word,
      String gold,
      String predicted,
      OptionalDouble confidence,
      Optional<Boolean> known,
      OptionalInt trainingCount) {
    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if the confidence is not in [0, 1] or the count is negative
     */
    public Token {
      NullChecks.require("word", "a value", word);
      NullChecks.require("gold", "a label", gold);
      NullChecks.require("predicted", "a label", predicted);
      if (confidence.isPresent() && !isProbability(confidence.getAsDouble())) {
        throw new IllegalArgumentException(
            "confidence: expected a probability in [0, 1], got %s for the word '%s'"
                .formatted(confidence.getAsDouble(), word));
      }
      if (trainingCount.isPresent() && trainingCount.getAsInt() < 0) {
        throw new IllegalArgumentException(
            "trainingCount: expected 0 or more, got %d for the word '%s'"
                .formatted(trainingCount.getAsInt(), word));
      }
    }

    /** Returns a token of which nothing but the labels is known. */
    public static Token of(String word, String gold, String predicted) {
      return new Token(
          word, gold, predicted, OptionalDouble.empty(), Optional.empty(), OptionalInt.empty());
    }

    /** Returns whether the predicted label is the gold label. */
    public boolean correct() {
      return gold.equals(predicted);
    }
  }

  /**
   * A sentence with gold and predicted labels. Immutable.
   *
   * @param tokens the tokens
   * @param spanConfidences the model's probabilities of predicted spans, in [0, 1], as defined by
   *     {@link org.tributary.tagger.TaggedSpan}; empty if the model gives none
   */
  public record Sentence(List<Token> tokens, Map<Span, Double> spanConfidences) {
    /**
     * Copies the collections.
     *
     * @throws IllegalArgumentException if a span is not within the tokens, or a probability is not
     *     in [0, 1]
     */
    public Sentence {
      NullChecks.require("tokens", "a list", tokens);
      NullChecks.require("spanConfidences", "a map", spanConfidences);
      tokens = List.copyOf(tokens);
      spanConfidences = Map.copyOf(spanConfidences);
      int size = tokens.size();
      spanConfidences.forEach(
          (span, confidence) -> {
            if (span.end() > size) {
              throw new IllegalArgumentException(
                  "spanConfidences: expected spans within the %d tokens, got %s; is it of another sentence?"
                      .formatted(size, span));
            }
            if (!isProbability(confidence)) {
              throw new IllegalArgumentException(
                  "spanConfidences: expected a probability in [0, 1], got %s for %s"
                      .formatted(confidence, span));
            }
          });
    }

    /** Creates a sentence without probabilities of spans. */
    public Sentence(List<Token> tokens) {
      this(tokens, Map.of());
    }

    /**
     * Returns the confidence of a predicted span.
     *
     * @param span a predicted span
     * @return its probability, else the lowest confidence of its tokens; empty if the model gives
     *     neither
     */
    public OptionalDouble confidence(Span span) {
      Double probability = spanConfidences.get(span);
      if (probability != null) {
        return OptionalDouble.of(probability);
      }
      List<Token> ofSpan = tokens.subList(span.begin(), span.end());
      return ofSpan.stream().allMatch(token -> token.confidence().isPresent())
          ? ofSpan.stream().mapToDouble(token -> token.confidence().getAsDouble()).min()
          : OptionalDouble.empty();
    }

    /** Returns the number of tokens. */
    public int size() {
      return tokens.size();
    }

    /** Returns the texts of the tokens. */
    public List<String> words() {
      return tokens.stream().map(Token::word).toList();
    }

    /** Returns the gold labels. */
    public List<String> gold() {
      return tokens.stream().map(Token::gold).toList();
    }

    /** Returns the predicted labels. */
    public List<String> predicted() {
      return tokens.stream().map(Token::predicted).toList();
    }

    /**
     * Returns the gold spans in token order, parsed as conlleval does.
     *
     * @throws IllegalArgumentException if a label belongs to no tag scheme
     */
    public List<Span> goldSpans() {
      return SpanLabels.read(gold());
    }

    /**
     * Returns the predicted spans in token order, parsed as conlleval does.
     *
     * @throws IllegalArgumentException if a label belongs to no tag scheme
     */
    public List<Span> predictedSpans() {
      return SpanLabels.read(predicted());
    }
  }

  /**
   * A token in its sentence.
   *
   * @param sentenceIndex the index of the sentence, from 0
   * @param index the index of the token, from 0
   * @param sentence the sentence
   */
  public record Position(int sentenceIndex, int index, Sentence sentence) {
    /**
     * Checks the index of the token.
     *
     * @throws IndexOutOfBoundsException if the sentence has no such token
     */
    public Position {
      if (index < 0 || index >= sentence.size()) {
        throw new IndexOutOfBoundsException(
            "index: expected an index of one of %d tokens, from 0, got %d"
                .formatted(sentence.size(), index));
      }
    }

    /** Returns the token at the index. */
    public Token token() {
      return sentence.tokens().get(index);
    }
  }

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if there is no token
   */
  public ScoredText {
    sentences = List.copyOf(sentences);
    if (sentences.stream().allMatch(sentence -> sentence.size() == 0)) {
      throw new IllegalArgumentException(
          "sentences: expected at least one with a token to score, got none; is the file empty?");
    }
  }

  /**
   * Returns the labels of a tagger beside gold labels.
   *
   * @param gold the sentences with gold labels
   * @param taggings the tagger's labels for each sentence, in order
   * @throws IllegalArgumentException if there is no token, or the numbers of sentences or tokens
   *     differ
   */
  public static ScoredText of(List<TaggedSentence> gold, List<Tagging> taggings) {
    requireEqual("predictions for %d sentences", gold.size(), taggings.size());
    List<Sentence> sentences = new ArrayList<>();
    for (int k = 0; k < gold.size(); k++) {
      Tagging tagging = taggings.get(k);
      List<String> labels = gold.get(k).labels();
      requireEqual("%d predictions for sentence " + (k + 1), labels.size(), tagging.size());
      List<Token> tokens = new ArrayList<>();
      for (int i = 0; i < tagging.size(); i++) {
        tokens.add(
            new Token(
                tagging.tokens().get(i),
                labels.get(i),
                tagging.label(i),
                OptionalDouble.of(clamp(tagging.probability(i))),
                Optional.empty(),
                OptionalInt.empty()));
      }
      Map<Span, Double> spans = new HashMap<>();
      tagging
          .spans()
          .forEach(s -> spans.put(new Span(s.type(), s.begin(), s.end()), s.probability()));
      sentences.add(new Sentence(tokens, spans));
    }
    return new ScoredText(sentences);
  }

  private static void requireEqual(String what, int expected, int actual) {
    if (actual != expected) {
      throw new IllegalArgumentException(
          ("taggings: expected " + what + ", got %d; every sentence and token needs one, in order")
              .formatted(expected, actual));
    }
  }

  /** Returns a probability that rounding has moved out of [0, 1] as the end that it is beyond. */
  private static double clamp(double probability) {
    return Math.max(0, Math.min(1, probability));
  }

  private static boolean isProbability(double number) {
    return number >= 0 && number <= 1;
  }

  /** Returns the number of sentences, at least 1. */
  public int size() {
    return sentences.size();
  }

  /** Returns all tokens in text order. */
  public Stream<Token> tokens() {
    return sentences.stream().flatMap(sentence -> sentence.tokens().stream());
  }

  /** Returns all tokens in text order, each in its sentence. */
  Stream<Position> positions() {
    return IntStream.range(0, size())
        .boxed()
        .flatMap(
            k ->
                IntStream.range(0, sentences.get(k).size())
                    .mapToObj(i -> new Position(k, i, sentences.get(k))));
  }

  /**
   * Returns the wrong labels with the highest confidence, in descending order; without confidences
   * in text order.
   *
   * @param limit the largest number to return
   */
  public List<Position> confidentMistakes(int limit) {
    return positions()
        .filter(position -> !position.token().correct())
        .sorted(
            Comparator.comparingDouble((Position p) -> p.token().confidence().orElse(0)).reversed())
        .limit(limit)
        .toList();
  }

  /** Returns the number of all and of correct tokens. */
  public Tally tally() {
    return tally(tokens());
  }

  /** Returns the number of tokens whose word the model knows, and of the correct ones of them. */
  public Tally known() {
    return tally(tokens().filter(token -> token.known().equals(Optional.of(true))));
  }

  /** Returns the number of tokens whose word the model lacks, and of the correct ones of them. */
  public Tally unknown() {
    return tally(tokens().filter(token -> token.known().equals(Optional.of(false))));
  }

  private static Tally tally(Stream<Token> tokens) {
    Map<Boolean, Long> counts =
        tokens.collect(Collectors.partitioningBy(Token::correct, Collectors.counting()));
    return new Tally(counts.get(true), counts.get(true) + counts.get(false));
  }

  /** Returns the number of tokens by gold and predicted label. */
  public ConfusionMatrix confusion() {
    Map<ConfusionMatrix.Cell, Long> counts = new HashMap<>();
    tokens()
        .forEach(
            token ->
                counts.merge(
                    new ConfusionMatrix.Cell(token.gold(), token.predicted()), 1L, Long::sum));
    return new ConfusionMatrix(counts);
  }

  /** Returns whether both gold and predicted labels are span labels, and not all O. */
  public boolean hasSpans() {
    return SpanLabels.encodeSpans(labels());
  }

  /**
   * Returns the scores of spans, as by conlleval, by type in alphabetical order.
   *
   * @throws IllegalArgumentException if a label belongs to no tag scheme
   */
  public List<LabelScore> spanScores() {
    SpanCounter counter = new SpanCounter();
    for (int k = 0; k < size(); k++) {
      counter.add(
          spans(k, "gold", sentences.get(k).gold()),
          spans(k, "predicted", sentences.get(k).predicted()));
    }
    return counter.byType().entrySet().stream()
        .map(type -> LabelScore.ofSpans(type.getKey(), type.getValue()))
        .toList();
  }

  private static List<Span> spans(int sentence, String role, List<String> labels) {
    try {
      return SpanLabels.read(labels);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "sentence %d, %s %s".formatted(sentence + 1, role, e.getMessage()), e);
    }
  }

  /** Returns whether every token has a confidence, so that calibration can be measured. */
  public boolean hasConfidences() {
    return tokens().allMatch(token -> token.confidence().isPresent());
  }

  /**
   * Returns the gold labels that a model can't predict.
   *
   * @param trained the labels that the model was trained on
   * @return the labels in alphabetical order
   */
  public Set<String> unseenLabels(Collection<String> trained) {
    Set<String> unseen = labels(Token::gold);
    unseen.removeAll(trained);
    return Collections.unmodifiableSet(unseen);
  }

  /** Returns the gold and predicted labels in alphabetical order. */
  public Set<String> labels() {
    Set<String> labels = labels(Token::gold);
    labels.addAll(labels(Token::predicted));
    return labels;
  }

  private Set<String> labels(Function<Token, String> label) {
    return tokens().map(label).collect(Collectors.toCollection(TreeSet::new));
  }
}
