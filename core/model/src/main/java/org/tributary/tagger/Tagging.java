package org.tributary.tagger;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.internal.NullChecks;
import org.tributary.span.Span;
import org.tributary.span.SpanLabels;

/**
 * The labels of a sentence with their probabilities. Immutable and thread-safe; holds no native
 * memory and remains valid after its tagger is closed.
 *
 * <p>With a CRF the labels form the most probable sequence and a token's probabilities are the
 * marginals, so that another label of a token may have a higher probability than its chosen one.
 * They are computed at their first use: reading labels alone does not pay for them.
 */
public final class Tagging {
  private final List<String> tokens;
  private final List<String> names;
  private final DecodedSequence decoded;
  private final SpanText spanText;

  /** The text from one token to before another. */
  private interface SpanText {
    String slice(int begin, int end);
  }

  /** Creates the tagging of checked, immutable lists, whose spans have their tokens as text. */
  Tagging(List<String> tokens, List<String> names, DecodedSequence decoded) {
    this(tokens, names, decoded, (begin, end) -> String.join(" ", tokens.subList(begin, end)));
  }

  private Tagging(
      List<String> tokens, List<String> names, DecodedSequence decoded, SpanText spanText) {
    this.tokens = tokens;
    this.names = names;
    this.decoded = decoded;
    this.spanText = spanText;
  }

  /**
   * Returns the tagging of a sentence.
   *
   * @param tokens the tokens
   * @param names the tagger's labels by index
   * @param decoded one label per token
   * @throws IllegalArgumentException if the numbers of tokens or labels do not match
   */
  public static Tagging of(List<String> tokens, List<String> names, DecodedSequence decoded) {
    NullChecks.requireElements("tokens", "token", tokens);
    NullChecks.requireElements("names", "label", names);
    List<String> copy = List.copyOf(tokens);
    if (copy.size() != decoded.steps()) {
      throw new IllegalArgumentException(
          "tagging: expected a label for each of %d tokens, got %d"
              .formatted(copy.size(), decoded.steps()));
    }
    if (names.size() != decoded.labelCount()) {
      throw new IllegalArgumentException(
          "tagging: expected the names of %d labels, got %d"
              .formatted(decoded.labelCount(), names.size()));
    }
    return new Tagging(copy, List.copyOf(names), decoded);
  }

  /** Returns this tagging with slices of {@code text} as the texts of its spans. */
  Tagging within(String text, List<Token> places) {
    return new Tagging(
        tokens,
        names,
        decoded,
        (begin, end) -> text.substring(places.get(begin).begin(), places.get(end - 1).end()));
  }

  /** Returns the number of tokens. */
  public int size() {
    return tokens.size();
  }

  /** Returns the distribution over the labels at each token. */
  public LabelDistributions distributions() {
    return decoded.distributions();
  }

  /** Returns the tokens. */
  public List<String> tokens() {
    return tokens;
  }

  /** Returns the label of each token. */
  public List<String> labels() {
    return Arrays.stream(decoded.labels()).mapToObj(names::get).toList();
  }

  /**
   * Returns the label of a token.
   *
   * @param token the token's index, from 0
   * @throws IndexOutOfBoundsException if there is no such token
   */
  public String label(int token) {
    return names.get(decoded.label(Objects.checkIndex(token, size())));
  }

  /**
   * Returns the probability of a token's label.
   *
   * @throws IndexOutOfBoundsException if there is no such token
   * @throws UnsupportedOperationException if a head of the caller's own has no probabilities; so do
   *     the other methods for probabilities, and the spans
   */
  public double probability(int token) {
    return decoded.probability(Objects.checkIndex(token, size()));
  }

  /** Returns the probability of each token's label. */
  public List<Double> probabilities() {
    return IntStream.range(0, size()).mapToObj(this::probability).toList();
  }

  /**
   * Returns the probability of every label at a token, in the order of the tagger's labels.
   *
   * @throws IndexOutOfBoundsException if there is no such token
   */
  public Map<String, Double> distribution(int token) {
    Objects.checkIndex(token, size());
    Map<String, Double> distribution = new LinkedHashMap<>();
    for (int label = 0; label < names.size(); label++) {
      distribution.put(
          names.get(label), (double) decoded.distributions().probability(token, label));
    }
    return Collections.unmodifiableMap(distribution);
  }

  /**
   * Returns the spans in token order, parsed as conlleval does; empty if the tagger's labels do not
   * encode spans, as those of parts of speech.
   */
  public List<TaggedSpan> spans() {
    if (!SpanLabels.encodeSpans(names)) {
      return List.of();
    }
    List<String> labels = labels();
    return SpanLabels.read(labels).stream().map(span -> span(span, labels)).toList();
  }

  private TaggedSpan span(Span span, List<String> labels) {
    return new TaggedSpan(
        span.type(),
        span.begin(),
        span.end(),
        spanText.slice(span.begin(), span.end()),
        probability(span, labels));
  }

  private double probability(Span span, List<String> labels) {
    double sum = 0;
    for (SpanProbability.Term term : SpanProbability.terms(span, labels, names)) {
      int[] indices = term.labels().stream().mapToInt(names::indexOf).toArray();
      sum += term.sign() * decoded.probabilityOf(term.start(), indices);
    }
    return Math.max(0, Math.min(1, sum)); // rounding can leave [0, 1]
  }

  /** Returns each token with its label, as in {@code the/DET book/NOUN}. */
  @Override
  public String toString() {
    return String.join(
        " ", IntStream.range(0, size()).mapToObj(k -> tokens.get(k) + "/" + label(k)).toList());
  }
}
