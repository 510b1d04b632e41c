package org.tributary.tribuo.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.NumberInput;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.layer.Recurrent;
import org.tributary.onnx.PiecePooling;
import org.tributary.onnx.TransformerEncoder;
import org.tributary.onnx.TransformerVectors;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.TaggerDefinition;

/** Round trips of every resolved input through the settings of a model. */
class ResolvedInputsTest {
  private static final List<ResolvedInput> INPUTS =
      List.of(
          new ResolvedInput(EmbeddingInput.of("rest", 3), Optional.empty(), Optional.empty()),
          new ResolvedInput(EmbeddingInput.of("word", 3), "word"),
          new ResolvedInput(CharacterInput.of("char").size(4).lstm(5, CharacterPooling.MAX), "W"),
          new ResolvedInput(CharacterInput.of("char2").size(3).cnn(6, 2, 4), "W"),
          new ResolvedInput(NumberInput.of("sensor", 2).projectedTo(7), "S"),
          new ResolvedInput(TransformerVectors.of(encoder()).projectedTo(5).trained(), "W"),
          new ResolvedInput(
              EmbeddingInput.of("vector", 6).projectedTo(4).frozen(),
              Optional.of("W"),
              Optional.of(
                  new ResolvedInput.Entries(List.of("a \"b\"", "\ud800", "\u91cd\u307f"), 0.3))));

  private static TransformerEncoder encoder() {
    Path folder = Path.of("../core/src/test/resources/org/tributary/onnx");
    try {
      return TransformerEncoder.read(
              folder.resolve("encoder.onnx"), folder.resolve("tokenizer.json"))
          .pooling(PiecePooling.FIRST);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TaggerDefinition definition() {
    return Tagger.define()
        .inputs(new ResolvedInputs(INPUTS).inputs())
        .softmax()
        .withoutAuxiliaryTasks()
        .encoder(input -> Recurrent.lstm(input).hidden(3));
  }

  private static Map<String, String> written() {
    Map<String, String> settings = new TreeMap<>(DefinitionCodec.write(definition()));
    new ResolvedInputs(INPUTS).addTo(settings);
    return settings;
  }

  @Test
  void everyKindRoundTrips() {
    Settings settings = Settings.of(written());
    TaggerDefinition definition = DefinitionCodec.read(settings);
    assertThat(ResolvedInputs.read(definition, settings).all()).isEqualTo(INPUTS);
    settings.requireAllRead();
  }

  /** Fails when a setting is added or removed without a new version. */
  @Test
  void settingsBesideTheDefinitionAreThoseOfTheVersion() {
    Set<String> names = new TreeSet<>();
    for (String name : written().keySet()) {
      if (!DefinitionCodec.write(definition()).containsKey(name)) {
        names.add(name.replaceFirst("^input\\.[^.]+\\.", ""));
      }
    }
    assertThat(names)
        .as("a change of settings needs another LstmTaggerModel.CURRENT_VERSION")
        .containsExactly("dropout", "group", "words");
  }

  @Test
  void inputWithoutItsGroupIsRefused() {
    Map<String, String> settings = written();
    settings.remove("input.sensor.group");
    Settings from = Settings.of(settings);
    TaggerDefinition definition = DefinitionCodec.read(from);
    assertThatThrownBy(() -> ResolvedInputs.read(definition, from))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected input.sensor.group, got none");
  }
}
