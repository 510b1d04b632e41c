package org.tributary.tribuo.input.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.NumberInput;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.tribuo.protos.InputProto;

/** Round trips of every input kind through its protobuf message. */
class InputProtosTest {
  private static final List<ResolvedInput> INPUTS =
      List.of(
          new ResolvedInput.Embedded(EmbeddingInput.of("rest", 3), Optional.empty()),
          new ResolvedInput.Characters(
              CharacterInput.of("char").size(4).lstm(5, CharacterPooling.MAX), "W"),
          new ResolvedInput.Characters(CharacterInput.of("char").size(3).cnn(6, 2, 4), "W"),
          new ResolvedInput.Numbers(NumberInput.of("sensor", 2).projectedTo(7), "S"),
          new ResolvedInput.Vectors(
              EmbeddingInput.of("vector", 6).frozen(), "W", List.of("a", "b")));

  @Test
  void everyKindRoundTrips() {
    Set<InputProto.KindCase> unseen = EnumSet.allOf(InputProto.KindCase.class);
    unseen.remove(InputProto.KindCase.KIND_NOT_SET);
    for (ResolvedInput input : INPUTS) {
      assertRoundTrips(input);
      unseen.removeAll(
          InputProtos.write(new ResolvedInputs(List.of(input))).stream()
              .map(InputProto::getKindCase)
              .toList());
    }
    assertThat(unseen).as("kinds without an example").isEmpty();
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
