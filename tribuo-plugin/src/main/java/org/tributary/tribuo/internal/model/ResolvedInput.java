package org.tributary.tribuo.internal.model;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.feature.WordForm;

/**
 * An input of the network and the feature group that it reads, with its reader of examples.
 * Immutable.
 */
public interface ResolvedInput {

  /** Returns the network's input. */
  Input<?> input();

  /** Returns this input with another deviation of the initial vectors of its feature table. */
  default ResolvedInput standardDeviation(double deviation) {
    return this;
  }

  /** Returns this input as a trained model has it; by default this input itself. */
  default ResolvedInput trained() {
    return this;
  }

  /**
   * Returns the feature group.
   *
   * @throws java.util.NoSuchElementException if this input reads all features that no other reads
   */
  String group();

  /** Returns the feature group; empty for all features that no other input reads. */
  default Optional<String> readGroup() {
    return Optional.of(group());
  }

  /**
   * Returns the reader of this input's columns.
   *
   * @param grouped the ids of the features in the groups of all inputs
   * @throws IllegalArgumentException if the domain does not match this input
   */
  InputReader reader(FeatureGroups groups, BitSet grouped);

  /**
   * Returns the input that derives the same column from plain words.
   *
   * @param grouped the ids of the features in the groups of all inputs
   * @throws IllegalArgumentException if it cannot be derived from them
   */
  WordInput word(FeatureGroups groups, BitSet grouped);

  /**
   * Returns the names of the entries of this input, without the unknown one; by default none.
   *
   * @param grouped the ids of the features in the groups of all inputs
   */
  default List<String> names(FeatureGroups groups, BitSet grouped) {
    return wordList().orElse(List.of());
  }

  /** Returns the words of a table of vectors, without the unknown word; by default none. */
  default Optional<List<String>> wordList() {
    return Optional.empty();
  }

  /**
   * Features with an embedding table.
   *
   * @param readGroup the feature group; empty for all features that no other input reads
   */
  record Embedded(EmbeddingInput input, Optional<String> readGroup) implements ResolvedInput {
    @Override
    public ResolvedInput standardDeviation(double deviation) {
      return new Embedded(input.standardDeviation(deviation), readGroup);
    }

    @Override
    public String group() {
      return readGroup.orElseThrow();
    }

    @Override
    public InputReader reader(FeatureGroups groups, BitSet grouped) {
      return new TableReader(readGroup, ids(groups, grouped), groups);
    }

    @Override
    public List<String> names(FeatureGroups groups, BitSet grouped) {
      return ids(groups, grouped).stream().map(groups::name).toList();
    }

    private List<Integer> ids(FeatureGroups groups, BitSet grouped) {
      return readGroup.map(groups::ids).orElseGet(() -> groups.rest(grouped));
    }

    @Override
    public WordInput word(FeatureGroups groups, BitSet grouped) {
      String form = readGroup.orElseGet(() -> onlyForm(groups, grouped));
      return new WordInput(
          input.form().map(WordInput::group).equals(Optional.of(form))
              ? input
              : input.named(form).reading(WordForm.named(form)),
          () -> groups.ids(form).stream().map(groups::name).map(FeatureGroups::symbol).toList());
    }

    /** Returns the group of the features that no other input reads, of which each word has one. */
    private String onlyForm(FeatureGroups groups, BitSet grouped) {
      List<String> rest =
          groups.rest(grouped).stream()
              .map(id -> FeatureGroups.group(groups.name(id)))
              .distinct()
              .sorted()
              .toList();
      if (rest.size() != 1 || !WordInput.OF_EVERY_WORD.contains(rest.get(0))) {
        throw WordInput.refused(
            input.name(), "one of " + WordInput.OF_EVERY_WORD, "one table of the groups " + rest);
      }
      return rest.get(0);
    }
  }

  /** The words of a group, from which core's input reads characters or token vectors. */
  record Words(Input<?> input, String group) implements ResolvedInput {
    @Override
    public ResolvedInput trained() {
      return new Words(input.trained(), group);
    }

    @Override
    public InputReader reader(FeatureGroups groups, BitSet grouped) {
      return new WordGroupReader<>(input, group, groups);
    }

    @Override
    public List<String> names(FeatureGroups groups, BitSet grouped) {
      return new WordGroupReader<>(input, group, groups).symbols();
    }

    @Override
    public WordInput word(FeatureGroups groups, BitSet grouped) {
      WordInput.requireWords(
          this, input instanceof CharacterInput ? "characters" : "token vectors");
      return new WordInput(input, () -> names(groups, grouped));
    }
  }

  /** The numeric values of a group's features. */
  record Numbers(NumberInput input, String group) implements ResolvedInput {
    @Override
    public InputReader reader(FeatureGroups groups, BitSet grouped) {
      return new NumberReader(this, groups);
    }

    @Override
    public WordInput word(FeatureGroups groups, BitSet grouped) {
      throw WordInput.refused(input.name(), "a form of words", "numbers of the group " + group);
    }
  }

  /**
   * Pretrained vectors of a group's words.
   *
   * @param words the words of all table rows except the last, the unknown word
   * @param dropout the probability of replacing a word's vector in training
   */
  record Vectors(EmbeddingInput input, String group, List<String> words, double dropout)
      implements ResolvedInput {
    /** Copies the list. */
    public Vectors {
      words = List.copyOf(words);
    }

    @Override
    public ResolvedInput standardDeviation(double deviation) {
      return new Vectors(input.standardDeviation(deviation), group, words, dropout);
    }

    @Override
    public Optional<List<String>> wordList() {
      return Optional.of(words);
    }

    @Override
    public InputReader reader(FeatureGroups groups, BitSet grouped) {
      return new VectorReader(this);
    }

    @Override
    public WordInput word(FeatureGroups groups, BitSet grouped) {
      WordInput.requireWords(this, "vectors");
      return new WordInput(
          new VectorInput(
              input.name(),
              input.size(),
              Keep.ALL,
              input.tuning(),
              dropout,
              input.projection(),
              Optional.empty()),
          () -> words);
    }
  }
}
