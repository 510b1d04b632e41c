package org.tributary.tribuo.input.internal;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.feature.Trainability;
import org.tributary.feature.character.CharacterInput;
import org.tributary.tribuo.protos.EmbeddedProto;
import org.tributary.tribuo.protos.InputProto;
import org.tributary.tribuo.protos.NumbersProto;
import org.tributary.tribuo.protos.VectorsProto;

/**
 * An input of the network and the feature group that it reads, with its reader of examples and its
 * stored form. Immutable.
 */
public interface ResolvedInput {

  /** Returns the network's input. */
  Input<?> input();

  /** Returns the feature group; empty for all features that no other input reads. */
  Optional<String> readGroup();

  /**
   * Returns the reader of this input's columns.
   *
   * @param grouped the ids of the features in the groups of all inputs
   * @throws IllegalArgumentException if the domain does not match this input
   */
  InputReader reader(FeatureGroups groups, Set<Integer> grouped);

  /** Writes the kind of this input and its settings, without name and group. */
  void write(InputProto.Builder to);

  /**
   * Features with an embedding table.
   *
   * @param group the feature group; empty for all features that no other input reads
   */
  record Embedded(EmbeddingInput input, Optional<String> group) implements ResolvedInput {
    @Override
    public Optional<String> readGroup() {
      return group;
    }

    @Override
    public InputReader reader(FeatureGroups groups, Set<Integer> grouped) {
      return group.isPresent()
          ? TableReader.ofGroup(group.get(), groups)
          : TableReader.ofRest(grouped, groups);
    }

    @Override
    public void write(InputProto.Builder to) {
      to.setEmbedded(EmbeddedProto.newBuilder().setSize(input.size()));
    }
  }

  /** The characters of a group's words. */
  record Characters(CharacterInput input, String group) implements ResolvedInput {
    @Override
    public Optional<String> readGroup() {
      return Optional.of(group);
    }

    @Override
    public InputReader reader(FeatureGroups groups, Set<Integer> grouped) {
      return new CharacterReader(group, groups);
    }

    @Override
    public void write(InputProto.Builder to) {
      InputProtos.write(input, to);
    }
  }

  /** The numeric values of a group's features. */
  record Numbers(NumberInput input, String group) implements ResolvedInput {
    @Override
    public Optional<String> readGroup() {
      return Optional.of(group);
    }

    @Override
    public InputReader reader(FeatureGroups groups, Set<Integer> grouped) {
      return new NumberReader(this, groups);
    }

    @Override
    public void write(InputProto.Builder to) {
      to.setNumbers(
          NumbersProto.newBuilder()
              .setSize(input.size())
              .setProjection(input.projection().orElse(0)));
    }
  }

  /**
   * Pretrained vectors of a group's words.
   *
   * @param words the words of all table rows except the last, the unknown word
   */
  record Vectors(EmbeddingInput input, String group, List<String> words) implements ResolvedInput {
    /** Copies the list. */
    public Vectors {
      words = List.copyOf(words);
    }

    @Override
    public Optional<String> readGroup() {
      return Optional.of(group);
    }

    @Override
    public InputReader reader(FeatureGroups groups, Set<Integer> grouped) {
      return new VectorReader(this, groups);
    }

    @Override
    public void write(InputProto.Builder to) {
      to.setVectors(
          VectorsProto.newBuilder()
              .setSize(input.size())
              .setFrozen(input.tuning() == Trainability.FROZEN)
              .addAllWords(words));
    }
  }
}
