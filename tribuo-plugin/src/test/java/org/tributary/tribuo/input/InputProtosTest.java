package org.tributary.tribuo.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.input.CharacterCnn;
import org.tributary.input.CharacterEncoder;
import org.tributary.input.CharacterInput;
import org.tributary.input.CharacterLstm;
import org.tributary.input.CharacterPooling;
import org.tributary.input.FeatureInput;
import org.tributary.input.NumberInput;
import org.tributary.tribuo.protos.InputProto;

/** Every kind of input is stored as what it is, or refused. */
class InputProtosTest {
  private static final Map<Class<?>, CharacterEncoder> ENCODERS =
      Map.of(
          CharacterLstm.class,
          new CharacterLstm(5, CharacterPooling.MAX),
          CharacterCnn.class,
          new CharacterCnn(6, List.of(2, 4)));

  private static final Map<Class<?>, PlannedInput> INPUTS =
      Map.of(
          PlannedInput.Embedded.class,
          new PlannedInput.Embedded(FeatureInput.of("rest", 3), Optional.empty()),
          PlannedInput.Characters.class,
          new PlannedInput.Characters(CharacterInput.of("char").size(4).lstm(5), "W"),
          PlannedInput.Numbers.class,
          new PlannedInput.Numbers(NumberInput.of("sensor", 2).projectedTo(7), "S"),
          PlannedInput.Vectors.class,
          new PlannedInput.Vectors(FeatureInput.of("vector", 6).frozen(), "W", List.of("a", "b")));

  @Test
  void everyKindOfCharacterEncoderIsStoredAsItself() {
    for (Class<?> kind : CharacterEncoder.class.getPermittedSubclasses()) {
      assertThat(ENCODERS).as("an example of every kind").containsKey(kind);
      CharacterInput plain = CharacterInput.of("char").size(3);
      assertIsStored(
          new PlannedInput.Characters(
              new CharacterInput("char", 3, plain.deviation(), ENCODERS.get(kind)), "W"));
    }
  }

  @Test
  void everyKindOfInputIsStoredAsItself() {
    for (Class<?> kind : PlannedInput.class.getPermittedSubclasses()) {
      assertThat(INPUTS).as("an example of every kind").containsKey(kind);
      assertIsStored(INPUTS.get(kind));
    }
  }

  private static void assertIsStored(PlannedInput input) {
    InputPlan read = InputProtos.read(InputProtos.write(new InputPlan(List.of(input))));
    assertThat(read.planned()).containsExactly(input);
  }

  @Test
  void inputWithoutAStoredFormIsRefusedByItsClass() {
    InputProto nothing = InputProto.newBuilder().setName("odd").build();
    assertThatThrownBy(() -> InputProtos.requireKind(nothing, "odd"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stored tagger: expected an input of a kind that can be stored, got the String odd");
  }
}
