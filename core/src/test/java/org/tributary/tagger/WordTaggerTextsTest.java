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

/** Every kind of input is stored as what it is, or refused. */
class WordTaggerTextsTest {
  private static final Vocabulary LABELS = new Vocabulary(List.of("X", "Y"));
  private static final Map<Class<?>, CharacterEncoder> ENCODERS =
      Map.of(
          CharacterLstm.class,
          new CharacterLstm(5, CharacterPooling.MAX),
          CharacterCnn.class,
          new CharacterCnn(6, List.of(2, 4)));

  @Test
  void everyKindOfCharacterEncoderIsStoredAsItself() {
    for (Class<?> kind : CharacterEncoder.class.getPermittedSubclasses()) {
      assertThat(ENCODERS).as("an example of every kind").containsKey(kind);
      CharacterInput plain = CharacterInput.of("char").size(3);
      CharacterInput input = new CharacterInput("char", 3, plain.deviation(), ENCODERS.get(kind));
      assertThat(stored(input)).isEqualTo(input);
    }
  }

  @Test
  void inputWithoutAStoredFormIsRefusedByItsClass() {
    assertThatThrownBy(() -> stored(NumberInput.of("sensor", 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "word tagger: expected inputs that can be stored (FeatureInput, CharacterInput), got the NumberInput sensor");
  }

  private static Input stored(Input input) {
    TaggerDefinition definition = Tagger.define().inputs(new Inputs(List.of(input)));
    Map<String, String> texts =
        WordTaggerTexts.write(
            new WordTaggerTexts.Content(
                definition, List.of(new Vocabulary(List.of("a", "b"))), LABELS));
    return WordTaggerTexts.read(texts).definition().inputs().all().get(0);
  }
}
