package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tributary.input.CharacterCnn;
import org.tributary.input.CharacterEncoder;
import org.tributary.input.CharacterInput;
import org.tributary.input.CharacterLstm;
import org.tributary.input.CharacterPooling;
import org.tributary.input.Input;
import org.tributary.input.Inputs;
import org.tributary.input.NumberInput;

/** Round trips of every input kind, and refusal of those without a stored form. */
class WordTaggerMetadataTest {
  private static final Vocabulary LABELS = new Vocabulary(List.of("X", "Y"));
  private static final Map<Class<?>, CharacterEncoder> ENCODERS =
      Map.of(
          CharacterLstm.class,
          new CharacterLstm(5, CharacterPooling.MAX),
          CharacterCnn.class,
          new CharacterCnn(6, List.of(2, 4)));

  @Test
  void everyCharacterEncoderRoundTrips() {
    for (Class<?> kind : CharacterEncoder.class.getPermittedSubclasses()) {
      assertThat(ENCODERS).as("an example of every character encoder").containsKey(kind);
      CharacterInput defaults = CharacterInput.of("char").size(3);
      CharacterInput input =
          new CharacterInput("char", 3, defaults.deviation(), ENCODERS.get(kind));
      assertThat(roundTrip(input)).isEqualTo(input);
    }
  }

  @Test
  void inputWithoutStoredFormIsRefused() {
    assertThatThrownBy(() -> roundTrip(NumberInput.of("sensor", 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "word tagger: expected inputs that can be stored (FeatureInput, CharacterInput), got the NumberInput sensor");
  }

  private static Input roundTrip(Input input) {
    TaggerDefinition definition = Tagger.define().inputs(new Inputs(List.of(input)));
    Map<String, String> metadata =
        WordTaggerMetadata.write(
            new WordTaggerMetadata.Content(
                definition, List.of(new Vocabulary(List.of("a", "b"))), LABELS));
    return WordTaggerMetadata.read(metadata).definition().inputs().all().get(0);
  }
}
