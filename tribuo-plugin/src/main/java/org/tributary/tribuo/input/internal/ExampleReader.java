package org.tributary.tribuo.input.internal;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.Frequencies;
import org.tributary.feature.InputColumn;
import org.tributary.internal.BoundedCache;
import org.tributary.internal.TaskPool;
import org.tributary.tagger.TaggerCache;
import org.tributary.tagger.definition.FeatureSequence;

/** A reader that encodes Tribuo's sequence examples as input columns of a network. */
public final class ExampleReader implements AutoCloseable {
  /** Maximum cached steps, of about 2 KB each. */
  private static final int MAX_CACHED_STEPS = 16_384;

  /** Maximum features of a cached step; a step with more is not a word and rarely repeats. */
  private static final int MAX_CACHED_FEATURES = 64;

  /** Maximum characters of a cached step's feature names. */
  private static final int MAX_CACHED_CHARACTERS = 512;

  private record EncodedStep(FeatureSequence step, int known) {}

  private final FeatureGroups groups;
  private final List<InputReader> readers = new ArrayList<>();
  private final boolean cachesSteps;
  private final BoundedCache<FeatureKey, EncodedStep> cache = new BoundedCache<>(MAX_CACHED_STEPS);

  ExampleReader(List<ResolvedInput> inputs, FeatureGroups groups, boolean cachesSteps) {
    this.groups = groups;
    this.cachesSteps = cachesSteps;
    BitSet grouped = grouped(inputs, groups);
    inputs.forEach(input -> readers.add(input.reader(groups, grouped)));
  }

  /** Returns the ids of the features in the groups of {@code inputs}. */
  static BitSet grouped(List<ResolvedInput> inputs, FeatureGroups groups) {
    BitSet grouped = new BitSet(groups.size());
    inputs.forEach(input -> input.readGroup().ifPresent(g -> groups.ids(g).forEach(grouped::set)));
    return grouped;
  }

  /** Returns the vocabulary size of each input. */
  public List<Integer> entries() {
    return readers.stream().map(InputReader::entries).toList();
  }

  /** Returns the vocabulary frequencies of each input in sequences that this reader has read. */
  public List<Frequencies> frequencies(List<FeatureSequence> sequences) {
    List<Frequencies> frequencies = new ArrayList<>();
    for (int k = 0; k < readers.size(); k++) {
      int input = k;
      frequencies.add(
          readers.get(k).frequencies(sequences.stream().map(s -> s.columns().get(input)).toList()));
    }
    return frequencies;
  }

  /**
   * Encodes {@code example}. The features of a step are sorted by id, so their order in the example
   * does not matter.
   *
   * @throws IllegalArgumentException if it is empty, or a feature value is not a finite float
   */
  public EncodedExample read(SequenceExample<Label> example) {
    return read(example, Map.of());
  }

  /**
   * Encodes {@code example}.
   *
   * @param given the columns that are known already, by the index of their input
   */
  private EncodedExample read(SequenceExample<Label> example, Map<Integer, InputColumn> given) {
    requireSteps(example);
    List<StepFeatures> steps = new ArrayList<>(example.size());
    int[] known = new int[example.size()];
    for (int k = 0; k < known.length; k++) {
      steps.add(new StepFeatures(example.get(k), k, groups));
      known[k] = steps.get(k).known().size();
    }
    List<InputColumn> columns = new ArrayList<>(readers.size());
    for (int k = 0; k < readers.size(); k++) {
      columns.add(given.containsKey(k) ? given.get(k) : readers.get(k).read(steps));
    }
    return new EncodedExample(FeatureSequence.of(columns), known);
  }

  /** Returns the number of features of each step that are in the domain. */
  public int[] known(SequenceExample<Label> example) {
    int[] known = new int[example.size()];
    for (int k = 0; k < known.length; k++) {
      known[k] = new StepFeatures(example.get(k), k, groups).known().size();
    }
    return known;
  }

  /**
   * Encodes examples in parallel, with a cache of steps if this reader has one.
   *
   * @throws IllegalArgumentException as {@link #read}
   */
  public List<EncodedExample> readAll(List<SequenceExample<Label>> examples) {
    Map<Integer, List<? extends InputColumn>> together = new LinkedHashMap<>();
    for (int k = 0; k < readers.size(); k++) {
      int input = k;
      readers.get(k).readTogether(examples).ifPresent(columns -> together.put(input, columns));
    }
    if (together.isEmpty()) {
      return TaskPool.map(examples, this::readCached);
    }
    return TaskPool.map(
        IntStream.range(0, examples.size()).boxed().toList(),
        k -> {
          Map<Integer, InputColumn> given = new HashMap<>();
          together.forEach((input, columns) -> given.put(input, columns.get(k)));
          return read(examples.get(k), given);
        });
  }

  /**
   * Encodes {@code example} like {@link #read}, with a cache of steps if this reader has one.
   *
   * @throws IllegalArgumentException as {@link #read}
   */
  public EncodedExample readCached(SequenceExample<Label> example) {
    if (!cachesSteps) {
      return read(example);
    }
    requireSteps(example);
    List<FeatureSequence> steps = new ArrayList<>(example.size());
    int[] known = new int[example.size()];
    for (int k = 0; k < known.length; k++) {
      EncodedStep encoded = cached(example.get(k), k);
      steps.add(encoded.step());
      known[k] = encoded.known();
    }
    return new EncodedExample(FeatureSequence.ofSteps(steps), known);
  }

  /**
   * Encodes a single step, without the cache.
   *
   * @param number the number of the step in its sequence, from 0
   * @throws IllegalArgumentException if a feature value is not a finite float
   */
  public FeatureSequence readStep(Example<Label> step, int number) {
    return encode(step, number).step();
  }

  /** Returns whether {@link #readCached} and a network that reads its results cache steps. */
  public boolean cachesSteps() {
    return cachesSteps;
  }

  /** Returns the cache of encoded steps. */
  public TaggerCache cache() {
    return TaggerCache.of(cache::size, cache::clear);
  }

  /** Frees the native memory of the inputs' readers, after the calls that run. Idempotent. */
  @Override
  public void close() {
    readers.forEach(InputReader::close);
  }

  private EncodedStep cached(Example<Label> step, int number) {
    if (step.size() > MAX_CACHED_FEATURES) {
      return encode(step, number);
    }
    FeatureKey key = FeatureKey.of(step);
    return key.characters() > MAX_CACHED_CHARACTERS
        ? encode(step, number)
        : cache.get(key, unknown -> encode(step, number));
  }

  private EncodedStep encode(Example<Label> step, int number) {
    StepFeatures features = new StepFeatures(step, number, groups);
    return new EncodedStep(FeatureSequence.of(columns(List.of(features))), features.known().size());
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

  /**
   * A cache key of a step's feature names and values, in their order.
   *
   * @param values the values, compared as numbers
   * @param characters the total number of characters of the names
   */
  private record FeatureKey(List<String> names, DoubleBuffer values, int characters) {
    static FeatureKey of(Example<?> step) {
      String[] names = new String[step.size()];
      double[] values = new double[names.length];
      int characters = 0;
      int at = 0;
      for (Feature feature : step) {
        names[at] = feature.getName();
        values[at] = feature.getValue();
        characters += names[at].length();
        at++;
      }
      return new FeatureKey(Arrays.asList(names), DoubleBuffer.wrap(values), characters);
    }
  }
}
