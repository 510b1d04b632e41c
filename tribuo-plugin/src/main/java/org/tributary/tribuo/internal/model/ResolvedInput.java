package org.tributary.tribuo.internal.model;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.internal.Excerpt;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.onnx.TransformerVectors;

/**
 * An input of the network and what it reads of Tribuo's features. The kind follows from the input:
 * an embedding table reads the features of the group, or with {@code entries} the words of the
 * group; numbers read the features' values; every other input reads the words. Immutable.
 *
 * @param input the network's input
 * @param group the feature group; empty for all features that no other input reads
 * @param entries the vocabulary, unless it is that of the features in the domain: for pretrained
 *     vectors, and the characters or tags of an imported tagger
 */
public record ResolvedInput(Input<?> input, Optional<String> group, Optional<Entries> entries) {
  private static final String GROUP = "group";
  private static final String WORDS = "words";
  private static final String DROPOUT = "dropout";

  /**
   * A vocabulary.
   *
   * @param words the words, characters or tags of all table rows except the last, the unknown one
   * @param dropout the probability of replacing a word's vector in training
   */
  public record Entries(List<String> words, double dropout) {
    /** Copies the list. */
    public Entries {
      words = List.copyOf(words);
    }
  }

  /** Creates an input of a group whose vocabulary is that of the domain. */
  public ResolvedInput(Input<?> input, String group) {
    this(input, Optional.of(group), Optional.empty());
  }

  /** Returns this input with another input of the network. */
  public ResolvedInput with(UnaryOperator<Input<?>> change) {
    return new ResolvedInput(change.apply(input), group, entries);
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
    if (entries.isPresent()) {
      Input<?> words = input instanceof EmbeddingInput table ? vectors(table) : input;
      return new WordGroupReader<>(words, group.orElseThrow(), entries.get().words());
    }
    return input instanceof EmbeddingInput table
        ? new TableReader(table, group, groups, grouped)
        : WordGroupReader.of(input, group.orElseThrow(), groups);
  }

  private VectorInput vectors(EmbeddingInput table) {
    return new VectorInput(
        table.name(),
        table.size(),
        VectorInput.Keep.ALL,
        table.tuning(),
        entries.orElseThrow().dropout(),
        table.projection(),
        Optional.empty());
  }

  /**
   * Adds the settings that a model has beside those of its definition: {@code input.word.group},
   * and for entries {@code input.vector.words} as a JSON list and the dropout.
   */
  void addTo(Map<String, String> settings) {
    String prefix = DefinitionCodec.inputPrefix(input.name());
    group.ifPresent(name -> settings.put(prefix + GROUP, name));
    entries.ifPresent(
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
        && !(input instanceof GazetteerInput)
        && !(input instanceof TransformerVectors)
        && !(input instanceof NumberInput)) {
      throw new IllegalArgumentException(
          "input %s: expected one that reads features, got a %s; was it written by a newer release?"
              .formatted(input.name(), input.getClass().getSimpleName()));
    }
    boolean entries =
        input instanceof GazetteerInput // its tags, which no word alone has
            || ((table || input instanceof CharacterInput) && from.has(WORDS));
    return new ResolvedInput(
        input,
        table && !entries && !from.has(GROUP) ? Optional.empty() : Optional.of(group(from)),
        entries
            ? Optional.of(new Entries(from.list(WORDS), from.decimal(DROPOUT, 0)))
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
