package org.tributary.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tributary.param.Settings;

/** Round trips of every listed input and character encoder. */
class InputCodecTest {
  private static final Map<Class<?>, Input<?>> INPUTS =
      Map.of(
          FeatureInput.class, FeatureInput.of("x", 7),
          CharacterInput.class, CharacterInput.of("x").size(3).lstm(4));

  private static final Map<Class<?>, CharacterEncoder> ENCODERS =
      Map.of(
          CharacterLstm.class, new CharacterLstm(5, CharacterPooling.MAX),
          CharacterCnn.class, new CharacterCnn(6, List.of(2, 4)));

  @Test
  void everyInputRoundTrips() {
    for (Class<?> type : InputCodec.inputs()) {
      assertThat(INPUTS).as("an example of every listed input").containsKey(type);
      assertRoundTrips(INPUTS.get(type));
    }
  }

  @Test
  void everyCharacterEncoderRoundTrips() {
    for (Class<?> type : InputCodec.encoders()) {
      assertThat(ENCODERS).as("an example of every listed encoder").containsKey(type);
      assertRoundTrips(CharacterInput.of("x").encoder(ENCODERS.get(type)));
    }
  }

  private static void assertRoundTrips(Input<?> input) {
    assertThat(InputCodec.read("x", Settings.of(InputCodec.write(input)))).isEqualTo(input);
  }

  @Test
  void invalidSettingsAreRefused() {
    assertThatThrownBy(() -> InputCodec.read("x", Settings.of(Map.of("size", "large"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected a whole number as size, got large");
    assertThatThrownBy(() -> InputCodec.read("x", Settings.of(Map.of("lstm", "4"))))
        .hasMessage("expected pooling, got none");
    Map<String, String> settings = Map.of("size", "2", "lstm", "4", "pooling", "mean");
    assertThatThrownBy(() -> InputCodec.read("x", Settings.of(settings)))
        .hasMessage("expected one of [last, max] as pooling, got mean");
  }
}
