package org.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;

class InputsTest {
  private static final EmbeddingInput WORD = EmbeddingInput.of("word", 3);
  private static final CharacterInput CHAR = CharacterInput.of("char");
  private static final NumberInput SENSOR = NumberInput.of("sensor", 2);

  @Test
  void withReplacesTheInputOfTheSameName() {
    Inputs inputs = Inputs.of(WORD, SENSOR).with(EmbeddingInput.of("word", 7)).with(CHAR);
    assertThat(inputs.all()).containsExactly(EmbeddingInput.of("word", 7), SENSOR, CHAR);
    assertThat(inputs.outputSize()).isEqualTo(7 + 2 + 64);
    assertThat(inputs.tables()).containsExactly("word_emb.weight", "char_emb.weight");
    assertThat(inputs.withFeatureStandardDeviation(1).all())
        .startsWith(EmbeddingInput.of("word", 7).standardDeviation(1));
    assertThat(CHAR.cnn(30, 2, 3).outputSize()).isEqualTo(60);
    assertThat(SENSOR.projectedTo(5).outputSize()).isEqualTo(5);
  }

  @Test
  void stepsAreCachedIfTheyReadCharactersOrWordsAlone() {
    EmbeddingInput neighbours = EmbeddingInput.of("neighbours", 3);
    assertThat(Inputs.of(CHAR, SENSOR).cachesSteps()).isTrue();
    assertThat(Inputs.of(WORD, EmbeddingInput.of("prefix2", 3)).cachesSteps()).isTrue();
    assertThat(Inputs.of(WORD, neighbours).cachesSteps()).isFalse();
    assertThat(Inputs.of(WORD, SENSOR).cachesSteps()).isFalse();
  }

  @Test
  void invalidInputsAreRefused() {
    assertRefused(Inputs::of, "inputs: expected at least one, got none");
    assertRefused(
        () -> Inputs.of(WORD, NumberInput.of("word", 3)),
        "inputs: expected each name once, got [word, word]");
    assertRefused(
        () -> EmbeddingInput.of("a.b", 3),
        "input: expected a name of letters, digits, - and _ that begins with a letter, got 'a.b'");
    assertRefused(
        () -> EmbeddingInput.of("a", 0),
        "embedding: expected at least 1 entry of size at least 1, got 1 of size 0");
    assertRefused(
        () -> CHAR.size(0),
        "embedding: expected at least 1 entry of size at least 1, got 1 of size 0");
    assertRefused(
        () -> CHAR.lstm(0), "character LSTM: expected a hidden size from 1 to below 2^28, got 0");
    assertRefused(
        () -> CHAR.cnn(2, 3, 0),
        "character CNN: expected at least 1 filter, at most 2^31 - 1 in total, and widths of at least 1, got 2 filters of widths [3, 0]");
    assertRefused(() -> CHAR.cnn(2, 3, 3), "character CNN: expected each width once, got [3, 3]");
    assertRefused(
        () -> SENSOR.projectedTo(0),
        "input sensor: expected at least 1 number and a projection to at least 1 or none, got 2 and 0");
    assertRefused(
        () -> NumberInput.of("sensor", 0),
        "input sensor: expected at least 1 number and a projection to at least 1 or none, got 0 and no projection");
    assertRefused(
        () -> Inputs.of(NumberInput.of("a", 1 << 30), NumberInput.of("b", 1 << 30)),
        "inputs: expected a total size of at most 2147483647, got 2147483648");
    assertRefused(
        () -> Inputs.of(WORD, SENSOR).requireFit(List.of(4)),
        "inputs: expected the number of entries of each of [word, sensor], got 1 numbers");
    assertRefused(
        () -> Inputs.of(WORD, SENSOR).requireFit(List.of(0, 0)),
        "input word: expected at least 1 entry, got 0");
  }

  @Test
  void mismatchedColumnsAreRefused() {
    CharacterColumn characters = new CharacterColumn(List.of(List.of(), List.of(2, 5)));
    FeatureColumn words = FeatureColumn.ofWords(1, 2);
    assertRefused(
        () -> Inputs.of(WORD).require(List.of(characters), List.of(3)),
        "sequence: expected a FeatureColumn for input word, got a CharacterColumn; are the columns in the order of the inputs?");
    assertRefused(
        () -> Inputs.of(CHAR).require(List.of(words), List.of(3)),
        "sequence: expected a CharacterColumn for input char, got a FeatureColumn; are the columns in the order of the inputs?");
    assertRefused(
        () -> Inputs.of(SENSOR).require(List.of(words), List.of(3)),
        "sequence: expected a NumberColumn for input sensor, got a FeatureColumn; are the columns in the order of the inputs?");
    assertRefused(
        () -> CHAR.require(characters, 5),
        "sequence: expected characters from 0 to 4, got 5 at step 1 of input char");
    assertRefused(
        () -> SENSOR.require(numbers(1, 2, 3), 0),
        "sequence: expected 2 numbers per step for input sensor, got 3");
    assertRefused(
        () -> numbers(1, Float.NaN, 3),
        "number column: expected finite values, got NaN as number 1 of step 0");
    assertRefused(
        () -> new NumberColumn(FloatTensor.zeros(3)),
        "number column: expected [steps, size], got shape [3]");
    assertRefused(
        () -> new CharacterColumn(List.of(List.of(1, -1))),
        "characters: expected indices of at least 0, got [1, -1]");
  }

  private static NumberColumn numbers(float... step) {
    return new NumberColumn(FloatTensor.of(TensorShape.of(1, step.length), step));
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
