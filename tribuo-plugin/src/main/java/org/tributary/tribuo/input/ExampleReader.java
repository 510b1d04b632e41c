package org.tributary.tribuo.input;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.input.Occurrences;
import org.tributary.tagger.FeatureSequence;

/** Reads Tribuo's sequence examples as the columns of a network's inputs. */
public final class ExampleReader {
  private final FeatureGroups groups;
  private final List<ColumnReader> readers = new ArrayList<>();

  ExampleReader(List<PlannedInput> planned, FeatureGroups groups) {
    this.groups = groups;
    for (PlannedInput each : planned) {
      readers.add(reader(each, planned, groups));
    }
  }

  private static ColumnReader reader(
      PlannedInput each, List<PlannedInput> planned, FeatureGroups groups) {
    if (each instanceof PlannedInput.Embedded embedded) {
      return embedded.group().isPresent()
          ? TableReader.ofGroup(embedded.group().get(), groups)
          : TableReader.ofRest(taken(planned, groups), groups);
    }
    if (each instanceof PlannedInput.Characters characters) {
      return new LetterReader(characters.group(), groups);
    }
    if (each instanceof PlannedInput.Numbers numbers) {
      return new NumberReader(numbers, groups);
    }
    return new VectorReader((PlannedInput.Vectors) each, groups);
  }

  /** The ids of the features of the groups that are read. */
  static Set<Integer> taken(List<PlannedInput> planned, FeatureGroups groups) {
    Set<Integer> taken = new HashSet<>();
    planned.forEach(each -> each.readGroup().ifPresent(g -> taken.addAll(groups.ids(g))));
    return taken;
  }

  /** For each input, how many entries it has. */
  public List<Integer> entries() {
    return readers.stream().map(ColumnReader::entries).toList();
  }

  /** For each input, how often its entries came in the training data. */
  public List<Occurrences> occurrences() {
    return readers.stream().map(ColumnReader::occurrences).toList();
  }

  /**
   * What the network reads of {@code example}. The features of a step are taken in the order of
   * their ids, so a step reads the same in whatever order it holds them.
   *
   * @throws IllegalArgumentException if it is empty, or a value is too large for a weight
   */
  public ReadExample read(SequenceExample<Label> example) {
    if (example.size() == 0) {
      throw new IllegalArgumentException(
          "sequence example: expected at least one step, got none; leave out empty sequences");
    }
    List<StepFeatures> steps =
        IntStream.range(0, example.size())
            .mapToObj(step -> new StepFeatures(example.get(step), step, groups))
            .toList();
    return new ReadExample(
        FeatureSequence.of(readers.stream().map(r -> r.read(steps)).toList()), steps);
  }
}
