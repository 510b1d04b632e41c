package org.tributary.tribuo.internal.model;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.internal.Excerpt;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.onnx.TransformerVectors;

/**
 * An input of the network and what it reads of Tribuo's features. The kind follows from the input:
 * an embedding table reads the features of the group, or with {@code vectors} the words of the
 * group; numbers read the features' values; every other input reads the words. Immutable.
 *
 * @param input the network's input
 * @param group the feature group; empty for all features that no other input reads
 * @param vectors what the input has beside a table of pretrained vectors; empty for other inputs
 */
public record ResolvedInput(Input<?> input, Optional<String> group, Optional<Vectors> vectors) {
  private static final String GROUP = "group";
  private static final String WORDS = "words";
  private static final String DROPOUT = "dropout";

  /**
   * Pretrained vectors.
   *
   * @param words the words of all table rows except the last, the unknown word
   * @param dropout the probability of replacing a word's vector in training
   */
  public record Vectors(List<String> words, double dropout) {
    /** Copies the list. */
    public Vectors {
      words = List.copyOf(words);
    }
  }

  /** Creates an input of a group without pretrained vectors. */
  public ResolvedInput(Input<?> input, String group) {
    this(input, Optional.of(group), Optional.empty());
  }

  /** Returns this input with another input of the network. */
  public ResolvedInput with(UnaryOperator<Input<?>> change) {
    return new ResolvedInput(change.apply(input), group, vectors);
  }

  /**
   * Returns a reader of this input's columns.
   *
   * @param grouped the ids of the features in the groups of all inputs
   * @throws IllegalArgumentException if the domain does not match this input
   */
  InputReader reader(FeatureGroups groups, BitSet grouped) {
    if (input instanceof NumberInput numbers) {
      return new NumberReader(numbers, group.orElseThrow(), groups);
    }
    if (vectors.isPresent()) {
      EmbeddingInput table = (EmbeddingInput) input;
      VectorInput words =
          new VectorInput(
              table.name(),
              table.size(),
              VectorInput.Keep.ALL,
              table.tuning(),
              vectors.get().dropout(),
              table.projection(),
              Optional.empty());
      return new WordGroupReader<>(words, group.orElseThrow(), vectors.get().words());
    }
    return input instanceof EmbeddingInput table
        ? new TableReader(table, group, groups, grouped)
        : WordGroupReader.of(input, group.orElseThrow(), groups);
  }

  /**
   * Adds the settings that a model has beside those of its definition: {@code input.word.group},
   * and for pretrained vectors {@code input.vector.words} as a JSON list and the dropout.
   */
  void addTo(Map<String, String> settings) {
    String prefix = DefinitionCodec.inputPrefix(input.name());
    group.ifPresent(name -> settings.put(prefix + GROUP, name));
    vectors.ifPresent(
        of -> {
          settings.put(prefix + WORDS, Settings.text(of.words()));
          settings.put(prefix + DROPOUT, Double.toString(of.dropout()));
        });
  }

  /**
   * Reads the settings of {@link #addTo}.
   *
   * @param input the input, read from the same settings
   * @throws IllegalArgumentException if the group is missing or invalid, or the input is of a kind
   *     that reads no features
   */
  static ResolvedInput read(Input<?> input, Settings all) {
    Settings from = all.within(DefinitionCodec.inputPrefix(input.name()));
    boolean table = input instanceof EmbeddingInput;
    if (!table
        && !(input instanceof CharacterInput)
        && !(input instanceof TransformerVectors)
        && !(input instanceof NumberInput)) {
      throw new IllegalArgumentException(
          "input %s: expected one that reads features, got a %s; was it written by a newer release?"
              .formatted(input.name(), input.getClass().getSimpleName()));
    }
    boolean vectors = table && from.has(WORDS);
    return new ResolvedInput(
        input,
        table && !vectors && !from.has(GROUP) ? Optional.empty() : Optional.of(group(from)),
        vectors
            ? Optional.of(new Vectors(from.list(WORDS), from.decimal(DROPOUT, 0)))
            : Optional.empty());
  }

  private static String group(Settings from) {
    String group = from.text(GROUP);
    if (!group.matches("[A-Za-z][A-Za-z0-9_-]*")) {
      throw new IllegalArgumentException(
          "expected the group of an input to be of letters, digits, - and _ and to begin with a letter, got '%s'"
              .formatted(Excerpt.of(group)));
    }
    return group;
  }
}
