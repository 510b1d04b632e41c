package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.fixture.Data;

/** Refusal of null and empty examples, with their position. */
class InvalidExamplesTest {
  private static final SequenceExample<Label> GORILLA = SequenceDataGenerator.generateGorillaA();

  private static LstmTaggerModel model;

  @BeforeAll
  static void train() {
    model =
        Data.smallTrainer()
            .epochs(1)
            .build()
            .train(SequenceDataGenerator.generateGorillaDataset(2));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void nullExampleIsRefused() {
    assertNull(
        () -> model.predict((SequenceExample<Label>) null),
        "sequence example: expected one to predict, got null");
    assertNull(
        () -> model.predict((Iterable<SequenceExample<Label>>) null),
        "sequence examples: expected some to predict, got null");
    assertNull(
        () -> model.predict((SequenceDataset<Label>) null),
        "sequence examples: expected some to predict, got null");
    assertNull(
        () -> model.predict(Arrays.asList(GORILLA, GORILLA, null)),
        "sequence examples: expected no null, but example 3 is null");
  }

  @Test
  void positionOfANullExampleCountsAcrossChunks() {
    List<SequenceExample<Label>> many = new ArrayList<>();
    for (int k = 0; k < 1030; k++) {
      many.add(GORILLA);
    }
    many.set(1027, null);
    assertNull(
        () -> model.predict(many), "sequence examples: expected no null, but example 1028 is null");
  }

  @Test
  void emptyExampleIsRefused() {
    SequenceExample<Label> empty = SequenceDataGenerator.generateEmptyExample();
    List<SequenceExample<Label>> some = List.of(GORILLA, empty);
    SequenceDataset<Label> dataset = mock(); // Tribuo's datasets refuse an empty example
    when(dataset.iterator()).thenReturn(some.iterator());
    for (ThrowingCallable predicting :
        List.<ThrowingCallable>of(
            () -> model.predict(empty), () -> model.predict(some), () -> model.predict(dataset))) {
      assertThatThrownBy(predicting)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "sequence example: expected at least one step, got none; leave out empty sequences");
    }
  }

  @Test
  void nullTokenIsRefusedWithItsPosition() {
    WordFeatureExtractor words = new WordFeatureExtractor();
    assertNull(
        () -> TokenSequences.of(Arrays.asList("a", "b", null), words),
        "tokens: expected a text for each, but token 3 of the sentence is null; give it a text or leave it out");
    assertNull(
        () -> TokenSequences.of((List<String>) null, words), "tokens: expected a list, got null");
  }

  @Test
  void nullSentenceOfASourceIsRefusedWithItsPosition() {
    TaggedSentence sentence = new TaggedSentence(List.of("a"), List.of("X"));
    assertNull(
        () -> new TokenListDataSource("two", Arrays.asList(sentence, null)),
        "sentences of \"two\": expected no null, but sentence 2 of 2 is null");
    assertNull(
        () -> new TokenListDataSource("none", null),
        "sentences of \"none\": expected some, got null");
  }

  private static void assertNull(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(message);
  }
}
