package org.tributary.internal.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.internal.HeapBudget;
import org.tributary.internal.Settings;
import org.tributary.onnx.TransformerVectors;

/** Round trips of every listed input. */
class InputCodecTest {
  private static final Map<Class<?>, Input<?>> INPUTS =
      Map.of(
          EmbeddingInput.class, EmbeddingInput.of("x", 7),
          CharacterInput.class, CharacterInput.of("x").size(3).lstm(4),
          NumberInput.class, NumberInput.of("x", 3).projectedTo(5),
          VectorInput.class, storedVectors(),
          GazetteerInput.class, gazetteer(),
          TransformerVectors.class,
              new TransformerVectors.Format()
                  .read(
                      "x",
                      Settings.of(
                          Map.of(
                              "encoder", "0".repeat(64),
                              "tokenizer", "1".repeat(64),
                              "layers", "[\"2\",\"3\"]",
                              "hidden_size", "8",
                              "pooling", "first")))
                  .orElseThrow());

  /** Returns vectors as a stored definition has them: their values are parameters. */
  private static VectorInput storedVectors() {
    return VectorInput.read("x", Settings.of(Map.of("vector_size", "3"))).orElseThrow();
  }

  private static GazetteerInput gazetteer() {
    return new GazetteerInput(
        "x",
        3,
        0.1,
        Gazetteer.of(
            Map.of("LOC", List.of("New York", "Zürich"), "a=\"b\"", List.of("y", "\ud83d\ude00")),
            Gazetteer.Matching.LOWER_CASE));
  }

  @Test
  void everyInputRoundTrips() {
    for (Class<?> type : InputCodec.known()) {
      assertThat(INPUTS).as("an example of every listed input").containsKey(type);
      assertRoundTrips(INPUTS.get(type));
    }
  }

  @Test
  void projectionsRoundTrip() {
    assertRoundTrips(EmbeddingInput.of("x", 7).projectedTo(5));
    assertRoundTrips(storedVectors().projectedTo(2));
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
        .hasMessage(
            "expected one of [last, max] as pooling, got mean; was it written by a newer release?");
    Map<String, String> gazetteer = new TreeMap<>(InputCodec.write(gazetteer()));
    gazetteer.put("phrases", "[]");
    assertThatThrownBy(() -> InputCodec.read("x", Settings.of(gazetteer)))
        .hasMessage("input x: expected a gazetteer with phrases, got none");
  }

  /** A phrase takes a few bytes of a text and more of the heap. */
  @Test
  void phrasesBeyondTheHeapOfTheFileAreRefused() {
    StringBuilder phrases = new StringBuilder("A");
    IntStream.range(100_000, 400_000).forEach(number -> phrases.append('\t').append(number));
    Map<String, String> gazetteer = new TreeMap<>(InputCodec.write(gazetteer()));
    gazetteer.put("matching", "case_sensitive");
    gazetteer.put("phrases", Settings.text(List.of(phrases.toString())));
    HeapBudget budget = HeapBudget.ofFile(600_000);
    assertThatThrownBy(() -> InputCodec.read("x", Settings.of(gazetteer, budget)))
        .hasMessageStartingWith("expected fewer phrases in a file of 600000 bytes, got so many");
  }
}
