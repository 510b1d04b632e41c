package org.tributary.tribuo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ListExample;
import org.tribuo.sequence.SequenceExample;
import org.tribuo.test.Helpers;
import org.tributary.tagger.TaggedSentence;

class TokenSequencesTest {
  private static final TokenFeatureExtractor WORDS = new WordFeatureExtractor();

  @Test
  void tokensWithoutLabelsGetTheUnknownLabel() {
    SequenceExample<Label> sequence = TokenSequences.of(List.of("The", "cat", "The"), WORDS);
    assertThat(sequence).hasSize(3);
    assertThat(sequence.get(1)).containsExactly(new Feature("word=cat", 1.0));
    assertThat(sequence).extracting(Example::getOutput).containsOnly(LabelFactory.UNKNOWN_LABEL);
    assertThat(sequence)
        .map(TokenMetadata::token)
        .map(t -> t.orElseThrow())
        .containsExactly("The", "cat", "The");
    assertThat(sequence.getWeight()).isEqualTo(1f);
  }

  @Test
  void labelledTokensKeepTheirLabels() {
    SequenceExample<Label> sequence =
        TokenSequences.of(new TaggedSentence(List.of("a", "b"), List.of("X", "LABEL Y")), WORDS);
    assertThat(sequence).extracting(e -> e.getOutput().getLabel()).containsExactly("X", "LABEL Y");
  }

  @Test
  void extractorReceivesSentenceAndIndex() {
    TokenFeatureExtractor extractor = mock();
    when(extractor.extract(List.of("a", "b"), 0)).thenReturn(List.of(new Feature("z", -2.5)));
    when(extractor.extract(List.of("a", "b"), 1))
        .thenReturn(List.of(new Feature("second", 2), new Feature("first", 3)));
    SequenceExample<Label> sequence = TokenSequences.of(List.of("a", "b"), extractor);
    assertThat(sequence.get(0)).containsExactly(new Feature("z", -2.5));
    assertThat(sequence.get(1)).containsExactly(new Feature("first", 3), new Feature("second", 2));
  }

  @Test
  void sequencesSurviveSerialization() {
    SequenceExample<Label> sequence =
        TokenSequences.of(new TaggedSentence(List.of("é", "😀"), List.of("X", "Y")), WORDS);
    SequenceExample<?> read = Helpers.testProtoSerialization(sequence);
    assertThat(TokenMetadata.token(read.get(1))).contains("😀");
  }

  @Test
  void stepFromAnotherSourceHasNoToken() {
    assertThat(TokenMetadata.token(new ListExample<>(new Label("X")))).isEmpty();
  }

  @Test
  void featuresInvalidForTribuoAreRejected() {
    TokenFeatureExtractor extractor = mock("Faulty");
    when(extractor.extract(anyList(), anyInt())).thenReturn(List.of());
    assertThatThrownBy(() -> TokenSequences.of(List.of("a"), extractor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "extractor: expected at least one feature, none of them null, each name once and no value NaN, for token 1 (\"a\"), got [] from Faulty");
    when(extractor.extract(anyList(), anyInt()))
        .thenReturn(List.of(new Feature("f", 1), new Feature("f", 2)));
    assertThatThrownBy(() -> TokenSequences.of(List.of("a"), extractor))
        .hasMessageContaining("got [(f, 1.000000), (f, 2.000000)] from Faulty");
    when(extractor.extract(anyList(), anyInt()))
        .thenReturn(List.of(new Feature("f", 1), new Feature("g", 1), new Feature("f", 2)));
    assertThatThrownBy(() -> TokenSequences.of(List.of("a"), extractor))
        .hasMessageContaining("each name once");
    when(extractor.extract(anyList(), anyInt())).thenReturn(List.of(new Feature("f", Double.NaN)));
    assertThatThrownBy(() -> TokenSequences.of(List.of("a"), extractor))
        .hasMessageContaining("no value NaN");
  }

  static Stream<List<Feature>> nullFeaturesOrNames() {
    return Stream.of(
        null,
        Collections.singletonList(null),
        Arrays.asList(new Feature("f", 1), null),
        List.of(new Feature(null, 1)),
        List.of(new Feature("f", 1), new Feature(null, 1)));
  }

  @ParameterizedTest
  @MethodSource("nullFeaturesOrNames")
  void nullFeaturesAndNamesAreRejected(List<Feature> features) {
    TokenFeatureExtractor extractor = mock("Faulty");
    when(extractor.extract(anyList(), anyInt()))
        .thenReturn(List.of(new Feature("f", 1)))
        .thenReturn(features);
    assertThatThrownBy(() -> TokenSequences.of(List.of("a", "b c"), extractor))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "extractor: expected at least one feature, none of them null, each name once and no value NaN, for token 2 (\"b c\"), got "
                + features
                + " from Faulty");
  }

  @Test
  void emptySequenceAndEmptyTokenAreRejected() {
    assertThatThrownBy(() -> TokenSequences.of(List.of(), WORDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokens: expected at least one, got none in the sentence; leave it out");
    assertThatThrownBy(() -> TokenSequences.of(List.of("a", ""), WORDS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tokens: expected a text for each, but token 2 of the sentence is empty; give it a text or leave it out");
  }
}
