package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

class TaggingTest {
  private static final List<String> NAMES = List.of("B-PER", "I-PER", "O");
  private static final Tokenizer ENGLISH = Tokenizer.breakIterator(Locale.ENGLISH);

  private static WordTagger spans;

  @BeforeAll
  static void train() {
    spans =
        TaggerTrainer.train(
            Tagger.define()
                .words(16)
                .encoder(input -> Recurrent.lstm(input).hidden(16).bidirectional())
                .crf(TagScheme.BIO),
            List.of(
                new TaggedSentence(
                    List.of("Ada", "Lovelace", "met", "Bob", "."),
                    List.of("B-PER", "I-PER", "O", "B-PER", "O")),
                new TaggedSentence(List.of("Bob", "met", "."), List.of("B-PER", "O", "O")),
                new TaggedSentence(List.of("Nobody", "met", "."), List.of("O", "O", "O"))),
            TrainingOptions.defaults().epochs(300).unknownRate(0));
  }

  @AfterAll
  static void close() {
    spans.close();
  }

  private static Tagging tagging(List<String> tokens, List<String> names, int... labels) {
    float[] values = {0.5f, 0.25f, 0.25f, 0.125f, 0.75f, 0.125f, 0.0625f, 0.3125f, 0.625f};
    return Tagging.of(
        tokens, names, DecodedSequence.of(labels, LabelDistributions.of(values, names.size())));
  }

  @Test
  void softmaxSpansMultiplyTheProbabilitiesOfTheirLabels() {
    Tagging tagging = tagging(List.of("Ada", "Lovelace", "met"), NAMES, 0, 1, 2);
    assertThat(tagging.size()).isEqualTo(3);
    assertThat(tagging.labels()).containsExactly("B-PER", "I-PER", "O");
    assertThat(tagging.label(1)).isEqualTo("I-PER");
    assertThat(tagging.probability(1)).isEqualTo(0.75);
    assertThat(tagging.probabilities()).containsExactly(0.5, 0.75, 0.625);
    assertThat(tagging.distribution(2))
        .isEqualTo(Map.of("B-PER", 0.0625, "I-PER", 0.3125, "O", 0.625));
    assertThat(tagging.distribution(2).keySet()).containsExactlyElementsOf(NAMES);
    assertThat(tagging.spans())
        .containsExactly(new TaggedSpan("PER", 0, 2, "Ada Lovelace", 0.5 * 0.75 * (1 - 0.3125)));
    assertThat(tagging).hasToString("Ada/B-PER Lovelace/I-PER met/O");
  }

  @Test
  void labelsThatEncodeNoSpansHaveNone() {
    assertThat(tagging(List.of("a", "b", "c"), List.of("DET", "NOUN", "O"), 0, 1, 2).spans())
        .isEmpty();
  }

  @Test
  void invalidArgumentsAreRefused() {
    assertThatThrownBy(() -> tagging(List.of("a", "b"), NAMES, 0, 1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tagging: expected a label for each of 2 tokens, got 3");
    DecodedSequence decoded =
        DecodedSequence.of(new int[] {0}, LabelDistributions.of(new float[] {1, 0, 0}, 3));
    assertThatThrownBy(() -> Tagging.of(List.of("a"), List.of("X", "Y"), decoded))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tagging: expected the names of 3 labels, got 2");
    Tagging tagging = tagging(List.of("a", "b", "c"), NAMES, 0, 1, 2);
    for (int token : new int[] {-1, 3}) {
      assertThatThrownBy(() -> tagging.label(token)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> tagging.probability(token))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> tagging.distribution(token))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  /** The probability of a CRF's span differs from the product of its marginals. */
  @Test
  void crfSpansHaveTheirJointProbability() {
    Tagging tagging = spans.tag(List.of("Ada", "Lovelace", "met", "Bob", "."));
    assertThat(tagging.labels()).containsExactly("B-PER", "I-PER", "O", "B-PER", "O");
    assertThat(tagging.spans()).extracting(TaggedSpan::text).containsExactly("Ada Lovelace", "Bob");
    TaggedSpan name = tagging.spans().get(0);
    double first = tagging.probability(0);
    double second = tagging.probability(1);
    double longer = tagging.distribution(2).get("I-PER");
    // all at once: at most each, at least what their complements leave
    assertThat(name.probability())
        .isBetween(first + second - longer - 1 - 1e-6, Math.min(first, second) + 1e-6)
        .isNotEqualTo(first * second * (1 - longer));
    double single = tagging.probability(3);
    assertThat(tagging.spans().get(1).probability())
        .isBetween(single - tagging.distribution(4).get("I-PER") - 1e-6, single + 1e-6);
    assertThat(spans.scheme()).contains(TagScheme.BIO);
  }

  @Test
  void spansOfTextHaveItsOffsets() {
    String text = "Nobody met.  Ada\n Lovelace met Bob.";
    TaggedText tagged = spans.tag(text, ENGLISH);
    assertThat(tagged.text()).isEqualTo(text);
    assertThat(tagged.sentences()).hasSize(2);
    assertThat(tagged.tokens().get(1).get(1)).isEqualTo(new Token("Lovelace", 18, 26));
    assertThat(tagged.sentences().get(1).spans().get(0).text()).isEqualTo("Ada\n Lovelace");
    assertThat(tagged.spans())
        .extracting(TaggedSpan::type, TaggedSpan::begin, TaggedSpan::end, TaggedSpan::text)
        .containsExactly(tuple("PER", 13, 26, "Ada\n Lovelace"), tuple("PER", 31, 34, "Bob"));
    assertThat(tagged.spans().get(0).probability())
        .isEqualTo(tagged.sentences().get(1).spans().get(0).probability());
    assertThat(tagged.toString().lines().findFirst()).contains("Nobody/O met/O ./O");
  }

  @Test
  void taggingsComputedElsewhereAreThoseOfTheText() {
    String text = "Nobody met.  Ada\n Lovelace met Bob.";
    TaggedText direct = spans.tag(text, ENGLISH);
    List<List<Token>> tokens = ENGLISH.tokenize(text);
    List<Tagging> taggings =
        spans.tagAll(tokens.stream().map(s -> s.stream().map(Token::text).toList()).toList());
    assertThat(taggings.get(1).spans().get(0).text()).isEqualTo("Ada Lovelace");
    TaggedText gathered = TaggedText.of(text, tokens, taggings);
    assertThat(gathered.spans()).isEqualTo(direct.spans());
    assertThat(gathered.tokens()).isEqualTo(tokens);
    assertThatThrownBy(() -> TaggedText.of(text, tokens, taggings.subList(0, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 1 taggings of other tokens for 2 sentences");
    assertThatThrownBy(() -> TaggedText.of("Nobody met.", tokens, taggings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("tokens: expected a token after the previous one");
  }

  @Test
  void textWithoutTokensHasNoSentences() {
    TaggedText tagged = spans.tag(" \n", ENGLISH);
    assertThat(tagged.sentences()).isEmpty();
    assertThat(tagged.spans()).isEmpty();
  }

  @Test
  void offsetsOutsideOfTheTextAreRefused() {
    for (Token token : List.of(new Token("b", 0, 2), new Token("b", 2, 9))) {
      Tokenizer wrong = text -> List.of(List.of(new Token("a", 0, 1), token));
      assertThatThrownBy(() -> spans.tag("a b", wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "tokens: expected a token after the previous one and within the text, from 1 to 3, got \"b\" from %d to %d; are its offsets counted in chars from the beginning of the text?",
              token.begin(), token.end());
    }
    assertThatThrownBy(() -> spans.tag("a b", null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("tokenizer: expected one, got null");
    assertThatThrownBy(() -> spans.tag(null, ENGLISH))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("text: expected some to tag, got null");
    assertThatThrownBy(() -> spans.tag("a", text -> null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("sentences of tokens: expected a list, got null");
  }
}
