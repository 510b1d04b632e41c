package org.tributary.tribuo.input;

import java.util.List;
import java.util.Optional;
import org.tributary.input.CharacterInput;
import org.tributary.input.FeatureInput;
import org.tributary.input.Input;
import org.tributary.input.NumberInput;

/** An input of the network and which of Tribuo's features it reads. Immutable. */
sealed interface ResolvedInput {

  /** The network's. */
  Input input();

  /** The group that it reads; empty for all features that no other input reads. */
  Optional<String> readGroup();

  /**
   * Features summed in a table.
   *
   * @param group empty for the features of no group that another input reads
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

  /** A group's values. */
  record Numbers(NumberInput input, String group) implements ResolvedInput {
    @Override
    public Optional<String> readGroup() {
      return Optional.of(group);
    }
  }

  /**
   * Vectors of a group's words.
   *
   * @param words of all rows of the table but the last
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
