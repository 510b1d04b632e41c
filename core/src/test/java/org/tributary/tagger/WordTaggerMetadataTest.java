package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberInput;
import org.tributary.feature.character.CharacterCnn;
import org.tributary.feature.character.CharacterEncoder;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterLstm;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.tagger.definition.TaggerDefinition;

/** Round trips of every input kind, and refusal of those without a stored form. */
class WordTaggerMetadataTest {
  private static final Vocabulary LABELS = new Vocabulary(List.of("X", "Y"));
  private static final List<CharacterEncoder> ENCODERS =
      List.of(new CharacterLstm(5, CharacterPooling.MAX), new CharacterCnn(6, List.of(2, 4)));

  @Test
  void everyCharacterEncoderRoundTrips() {
    for (CharacterEncoder encoder : ENCODERS) {
      CharacterInput input = CharacterInput.of("char").size(3).encoder(encoder);
      assertThat(roundTrip(input)).isEqualTo(input);
    }
  }

  @Test
  void inputWithoutStoredFormIsRefused() {
    assertThatThrownBy(() -> roundTrip(NumberInput.of("sensor", 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stored tagger: expected an input that can be stored, one of [CharacterInput, VectorInput, EmbeddingInput], got the class org.tributary.feature.NumberInput; use it in memory, or store the parameters as safetensors");
  }

  private static Input<?> roundTrip(Input<?> input) {
    TaggerDefinition definition = Tagger.define().inputs(new Inputs(List.of(input)));
    Map<String, String> metadata =
        WordTaggerMetadata.write(
            new WordTaggerMetadata.Content(
                definition, List.of(new Vocabulary(List.of("a", "b"))), LABELS));
    return WordTaggerMetadata.read(metadata).definition().inputs().all().get(0);
  }
}
