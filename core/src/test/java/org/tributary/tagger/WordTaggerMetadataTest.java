package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterEncoder;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.internal.Settings;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.train.tagger.SmallTraining;

/** Round trips of metadata, and refusal of settings that no reader knows. */
class WordTaggerMetadataTest {
  private static final ParameterValues NONE = ParameterValues.of(Map.of());
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
  void informationRoundTrips() {
    Map<String, String> information = Map.of("trained.at", "2026-01-02T03:04:05Z", "note", "é\n");
    WordTaggerFile content =
        new WordTaggerFile(
            SmallTraining.define().softmax().withoutAuxiliaryTasks(),
            List.of(new Vocabulary(List.of("a"))),
            LABELS,
            information,
            NONE);
    Map<String, String> texts = content.texts();
    assertThat(texts).containsEntry("metadata.trained.at", "2026-01-02T03:04:05Z");
    assertThat(WordTaggerFile.of(Settings.of(texts), NONE).information()).isEqualTo(information);
  }

  @Test
  void unknownSettingsAreRefusedByName() {
    Map<String, String> texts = new TreeMap<>(texts(CharacterInput.of("char")));
    texts.put("encoder.residual_scale", "0.5");
    texts.put("input.char.casing", "fold");
    texts.put("labels.order", "a\nb");
    assertThatThrownBy(() -> WordTaggerFile.of(Settings.of(texts), NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected settings that this release knows, got 3 others: [encoder.residual_scale,"
                + " input.char.casing, labels.order]; was it written by a newer release?");
  }

  @Test
  void settingsBesideTheDefinitionAreThoseOfTheFileVersion() {
    Set<String> names = new TreeSet<>(texts(CharacterInput.of("char")).keySet());
    names.removeIf(name -> name.startsWith("encoder.") || name.startsWith("head"));
    // a change of this list needs another WordTaggerFile.VERSION
    assertThat(names)
        .containsExactly(
            "definition.version",
            "dropout",
            "input.char.entries",
            "input.char.lstm",
            "input.char.pooling",
            "input.char.size",
            "inputs",
            "labels",
            "locked_dropout");
    assertThat(WordTaggerFile.VERSION).isEqualTo("1");
  }

  private static Input<?> roundTrip(Input<?> input) {
    return WordTaggerFile.of(Settings.of(texts(input)), NONE).definition().inputs().all().get(0);
  }

  private static Map<String, String> texts(Input<?> input) {
    TaggerDefinition definition =
        SmallTraining.define().inputs(new Inputs(List.of(input))).softmax().withoutAuxiliaryTasks();
    return new WordTaggerFile(
            definition, List.of(new Vocabulary(List.of("a", "b"))), LABELS, Map.of(), NONE)
        .texts();
  }
}
