package org.tributary.tribuo.input;

import java.util.List;
import java.util.Optional;
import org.tributary.input.CharacterInput;
import org.tributary.input.FeatureInput;
import org.tributary.input.Input;
import org.tributary.input.NumberInput;

/** An input of the network and the feature group that it reads. Immutable. */
sealed interface ResolvedInput {

  /** Returns the network's input. */
  Input input();

  /** Returns the feature group; empty for all features that no other input reads. */
  Optional<String> readGroup();

  /**
   * Features with an embedding table.
   *
   * @param group the feature group; empty for all features that no other input reads
   */
  record Embedded(FeatureInput input, Optional<String> group) implements ResolvedInput {
    @Override
    public Optional<String> readGroup() {
      return group;
    }
  }

  /** The characters of a group's words. */
  record Characters(CharacterInput input, String group) implements ResolvedInput {
    @Override
    public Optional<String> readGroup() {
      return Optional.of(group);
    }
  }

  /** The numeric values of a group's features. */
  record Numbers(NumberInput input, String group) implements ResolvedInput {
    @Override
    public Optional<String> readGroup() {
      return Optional.of(group);
    }
  }

  /**
   * Pretrained vectors of a group's words.
   *
   * @param words the words of all table rows except the last, the unknown word
   */
  record Vectors(FeatureInput input, String group, List<String> words) implements ResolvedInput {
    /** Copies the list. */
    public Vectors {
      words = List.copyOf(words);
    }

    @Override
    public Optional<String> readGroup() {
      return Optional.of(group);
    }
  }
}
