package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.onnx.TransformerVectors;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The serialized settings that a model adds to those of its definition's inputs: {@code
 * input.word.group}, and for pretrained vectors {@code input.vector.words} as a JSON list.
 */
public final class InputSettings {
  private static final String GROUP = "group";
  private static final String WORDS = "words";
  private static final String DROPOUT = "dropout";

  private InputSettings() {}

  /** Adds the settings of {@code inputs} to those of their definition. */
  public static void addTo(Map<String, String> settings, ResolvedInputs inputs) {
    for (ResolvedInput resolved : inputs.all()) {
      String prefix = DefinitionCodec.inputPrefix(resolved.input().name());
      resolved.readGroup().ifPresent(group -> settings.put(prefix + GROUP, group));
      if (resolved instanceof ResolvedInput.Vectors vectors) {
        settings.put(prefix + WORDS, Settings.text(vectors.words()));
        settings.put(prefix + DROPOUT, Double.toString(vectors.dropout()));
      }
    }
  }

  /**
   * Reads the settings of {@link #addTo}.
   *
   * @param definition the definition, read from the same settings
   * @throws IllegalArgumentException if a group is missing or invalid, or an input is of a kind
   *     that reads no features
   */
  public static ResolvedInputs read(TaggerDefinition definition, Settings settings) {
    List<ResolvedInput> resolved = new ArrayList<>();
    for (Input<?> input : definition.inputs().all()) {
      resolved.add(resolved(input, settings.within(DefinitionCodec.inputPrefix(input.name()))));
    }
    return new ResolvedInputs(resolved);
  }

  /** Returns the resolved input of an input. Add a case for each new kind. */
  private static ResolvedInput resolved(Input<?> input, Settings from) {
    if (input instanceof EmbeddingInput table) {
      return table(table, from);
    }
    if (input instanceof CharacterInput || input instanceof TransformerVectors) {
      return new ResolvedInput.Words(input, group(from));
    }
    if (input instanceof NumberInput numbers) {
      return new ResolvedInput.Numbers(numbers, group(from));
    }
    throw new IllegalArgumentException(
        "input %s: expected one that reads features, got a %s; was it written by a newer release?"
            .formatted(input.name(), input.getClass().getSimpleName()));
  }

  private static ResolvedInput table(EmbeddingInput input, Settings from) {
    if (from.has(WORDS)) {
      return new ResolvedInput.Vectors(
          input, group(from), from.list(WORDS), from.decimal(DROPOUT, 0));
    }
    return new ResolvedInput.Embedded(
        input, from.has(GROUP) ? Optional.of(group(from)) : Optional.empty());
  }

  private static String group(Settings from) {
    String group = from.text(GROUP);
    if (!group.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException(
          "expected the group of an input to be of letters, digits, - and _ and to begin with a letter, got '%s'"
              .formatted(group.replaceAll("\\s+", " ")));
    }
    return group;
  }
}
