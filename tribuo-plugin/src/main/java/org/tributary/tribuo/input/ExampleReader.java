package org.tributary.tribuo.input;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.input.Frequencies;
import org.tributary.input.InputColumn;
import org.tributary.input.InputStep;
import org.tributary.runtime.BoundedCache;
import org.tributary.tagger.FeatureSequence;

/** Reads Tribuo's sequence examples as the columns of a network's inputs. */
public final class ExampleReader {
  /** How many words are remembered at most, for some 2 KB each. */
  private static final int WORDS = 16_384;

  /** A step of more features, or of longer names, is not a word's, and seldom comes again. */
  private static final int MOST_FEATURES = 64;

  private static final int MOST_CHARACTERS = 512;

  private record Read(InputStep step, int known) {}

  private final FeatureGroups groups;
  private final List<InputReader> readers = new ArrayList<>();
  private final boolean spelt;
  private final BoundedCache<FeatureKey, Read> memory = new BoundedCache<>(WORDS);

  ExampleReader(List<ResolvedInput> planned, FeatureGroups groups) {
    this.groups = groups;
    this.spelt = planned.stream().anyMatch(each -> each instanceof ResolvedInput.Characters);
    for (ResolvedInput each : planned) {
      readers.add(reader(each, planned, groups));
    }
  }

  private static InputReader reader(
      ResolvedInput each, List<ResolvedInput> planned, FeatureGroups groups) {
    if (each instanceof ResolvedInput.Embedded embedded) {
      return embedded.group().isPresent()
          ? TableReader.ofGroup(embedded.group().get(), groups)
          : TableReader.ofRest(taken(planned, groups), groups);
    }
    if (each instanceof ResolvedInput.Characters characters) {
      return new CharacterReader(characters.group(), groups);
    }
    if (each instanceof ResolvedInput.Numbers numbers) {
      return new NumberReader(numbers, groups);
    }
    return new VectorReader((ResolvedInput.Vectors) each, groups);
  }

  /** The ids of the features of the groups that are read. */
  static Set<Integer> taken(List<ResolvedInput> planned, FeatureGroups groups) {
    Set<Integer> taken = new HashSet<>();
    planned.forEach(each -> each.readGroup().ifPresent(g -> taken.addAll(groups.ids(g))));
    return taken;
  }

  /** For each input, how many entries it has. */
  public List<Integer> entries() {
    return readers.stream().map(InputReader::entries).toList();
  }

  /** For each input, how often its entries came in the training data. */
  public List<Frequencies> occurrences() {
    return readers.stream().map(InputReader::occurrences).toList();
  }

  /**
   * What the network reads of {@code example}. The features of a step are taken in the order of
   * their ids, so a step reads the same in whatever order it holds them.
   *
   * @throws IllegalArgumentException if it is empty, or a value is too large for a weight
   */
  public EncodedExample read(SequenceExample<Label> example) {
    requireSteps(example);
    List<StepFeatures> steps = new ArrayList<>(example.size());
    int[] known = new int[example.size()];
    for (int k = 0; k < known.length; k++) {
      steps.add(new StepFeatures(example.get(k), k, groups));
      known[k] = steps.get(k).known().size();
    }
    return new EncodedExample(FeatureSequence.of(columns(steps)), known);
  }

  /**
   * The same for an example that is one of many: where words are spelt among what is read, each is
   * read once and remembered, for the words of a language come again.
   *
   * @throws IllegalArgumentException as {@link #read}
   */
  public EncodedExample readCached(SequenceExample<Label> example) {
    if (!spelt) {
      return read(example);
    }
    requireSteps(example);
    List<InputStep> steps = new ArrayList<>(example.size());
    int[] known = new int[example.size()];
    for (int k = 0; k < known.length; k++) {
      Read read = read(example.get(k), k);
      steps.add(read.step());
      known[k] = read.known();
    }
    return new EncodedExample(FeatureSequence.ofSteps(steps), known);
  }

  private Read read(Example<Label> step, int number) {
    if (step.size() > MOST_FEATURES) {
      return readAnew(step, number);
    }
    FeatureKey key = new FeatureKey(step);
    return key.characters() > MOST_CHARACTERS
        ? readAnew(step, number)
        : memory.get(key, unknown -> readAnew(step, number));
  }

  private Read readAnew(Example<Label> step, int number) {
    StepFeatures features = new StepFeatures(step, number, groups);
    return new Read(InputStep.of(columns(List.of(features))), features.known().size());
  }

  private List<InputColumn> columns(List<StepFeatures> steps) {
    return readers.stream().map(reader -> reader.read(steps)).toList();
  }

  private static void requireSteps(SequenceExample<Label> example) {
    if (example.size() == 0) {
      throw new IllegalArgumentException(
          "sequence example: expected at least one step, got none; leave out empty sequences");
    }
  }
}
