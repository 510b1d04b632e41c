package org.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tributary.internal.Settings;

/** Round trips of every listed character encoder. */
class CharacterEncoderCodecTest {
  private static final Map<Class<?>, CharacterEncoder> ENCODERS =
      Map.of(
          CharacterLstm.class, new CharacterLstm(5, CharacterPooling.MAX),
          CharacterCnn.class, new CharacterCnn(6, List.of(2, 4)));

  @Test
  void everyEncoderRoundTrips() {
    for (Class<?> type : CharacterEncoderCodec.known()) {
      assertThat(ENCODERS).as("an example of every listed encoder").containsKey(type);
      Settings settings = Settings.of(CharacterEncoderCodec.write(ENCODERS.get(type)));
      assertThat(CharacterEncoderCodec.read(settings)).isEqualTo(Optional.of(ENCODERS.get(type)));
    }
  }

  @Test
  void settingsOfAnotherInputAreNone() {
    assertThat(CharacterEncoderCodec.read(Settings.of(Map.of("size", "3"))))
        .isEqualTo(Optional.empty());
  }
}
