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

/** Round trips of every input kind through its protobuf message. */
class InputProtosTest {
  private static final Map<Class<?>, CharacterEncoder> ENCODERS =
      Map.of(
          CharacterLstm.class,
          new CharacterLstm(5, CharacterPooling.MAX),
          CharacterCnn.class,
          new CharacterCnn(6, List.of(2, 4)));

  private static final Map<Class<?>, ResolvedInput> INPUTS =
      Map.of(
          ResolvedInput.Embedded.class,
          new ResolvedInput.Embedded(FeatureInput.of("rest", 3), Optional.empty()),
          ResolvedInput.Characters.class,
          new ResolvedInput.Characters(CharacterInput.of("char").size(4).lstm(5), "W"),
          ResolvedInput.Numbers.class,
          new ResolvedInput.Numbers(NumberInput.of("sensor", 2).projectedTo(7), "S"),
          ResolvedInput.Vectors.class,
          new ResolvedInput.Vectors(FeatureInput.of("vector", 6).frozen(), "W", List.of("a", "b")));

  @Test
  void everyCharacterEncoderKindRoundTrips() {
    for (Class<?> kind : CharacterEncoder.class.getPermittedSubclasses()) {
      assertThat(ENCODERS).as("an example of every kind").containsKey(kind);
      CharacterInput plain = CharacterInput.of("char").size(3);
      assertRoundTrips(
          new ResolvedInput.Characters(
              new CharacterInput("char", 3, plain.deviation(), ENCODERS.get(kind)), "W"));
    }
  }

  @Test
  void everyInputKindRoundTrips() {
    for (Class<?> kind : ResolvedInput.class.getPermittedSubclasses()) {
      assertThat(INPUTS).as("an example of every kind").containsKey(kind);
      assertRoundTrips(INPUTS.get(kind));
    }
  }

  private static void assertRoundTrips(ResolvedInput input) {
    ResolvedInputs read = InputProtos.read(InputProtos.write(new ResolvedInputs(List.of(input))));
    assertThat(read.all()).containsExactly(input);
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
