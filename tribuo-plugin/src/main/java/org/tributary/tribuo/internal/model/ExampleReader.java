package org.tributary.tribuo.internal.model;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.Inputs;
import org.tributary.internal.BoundedCache;
import org.tributary.internal.TaskPool;
import org.tributary.tagger.TaggerCache;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.Vocabulary;

/** A reader that encodes Tribuo's sequence examples as input columns of a network. */
public final class ExampleReader implements AutoCloseable {
  /** Maximum cached steps, of about 2 KB each. */
  private static final int MAX_CACHED_STEPS = 16_384;

  /** Maximum features of a cached step; a step with more is not a word and rarely repeats. */
  private static final int MAX_CACHED_FEATURES = 64;

  /** Maximum characters of a cached step's feature names. */
  private static final int MAX_CACHED_CHARACTERS = 512;

  private final FeatureGroups groups;
  private final List<InputReader> readers = new ArrayList<>();
  private final boolean cachesSteps;
  private final BoundedCache<FeatureKey, EncodedExample> cache =
      new BoundedCache<>(MAX_CACHED_STEPS);

  ExampleReader(ResolvedInputs inputs, FeatureGroups groups) {
    this.groups = groups;
    BitSet grouped = inputs.grouped(groups);
    inputs.all().forEach(input -> readers.add(input.reader(groups, grouped)));
    this.cachesSteps = cachesSteps(inputs.inputs());
  }

  /**
   * Returns whether inference caches the vectors of steps, by the rule of the equivalent {@code
   * WordTagger}, so that both predict the same bits; without an equivalent one, if an input is
   * expensive.
   */
  private boolean cachesSteps(Inputs inputs) {
    if (!groups.isHashed()) {
      try {
        return ofWords(Optional.empty()).cachesSteps();
      } catch (IllegalArgumentException e) {
        // an input reads other features
      }
    }
    return !inputs.readSentences() && inputs.all().stream().anyMatch(Input::cachesSteps);
  }

  /**
   * Returns the inputs that derive the same columns from plain words.
   *
   * @param gazetteer that of the features' extractor, if it has one
   * @throws IllegalArgumentException if an input cannot be derived from them; the message has the
   *     reason
   */
  public Inputs ofWords(Optional<Gazetteer> gazetteer) {
    return new Inputs(readers.stream().<Input<?>>map(reader -> reader.ofWords(gazetteer)).toList());
  }

  /** Returns the vocabulary of each input of {@link #ofWords}. */
  public List<Vocabulary> symbols() {
    return readers.stream().map(reader -> new Vocabulary(reader.symbols())).toList();
  }

  /** Returns the names of the entries of each input, without the unknown one. */
  public List<Vocabulary> names() {
    return readers.stream().map(reader -> new Vocabulary(reader.names())).toList();
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

  /** Returns whether the domain has a feature. */
  boolean hasFeatures() {
    return groups.size() > 0;
  }

  /** Returns the number of features of each step that are in the domain. */
  public int[] known(SequenceExample<Label> example) {
    return known(features(example));
  }

  private static int[] known(List<StepFeatures> steps) {
    return steps.stream().mapToInt(step -> step.known().size()).toArray();
  }

  private List<StepFeatures> features(SequenceExample<Label> example) {
    return IntStream.range(0, example.size())
        .mapToObj(k -> new StepFeatures(example.get(k), k, groups))
        .toList();
  }

  /**
   * Encodes examples in parallel.
   *
   * @throws IllegalArgumentException as {@link #read}
   */
  public List<EncodedExample> readAll(List<SequenceExample<Label>> examples) {
    List<List<? extends InputColumn>> together = new ArrayList<>();
    readers.forEach(reader -> together.add(reader.readTogether(examples)));
    if (together.stream().allMatch(List::isEmpty)) {
      return TaskPool.map(examples, this::read);
    }
    return TaskPool.map(
        IntStream.range(0, examples.size()).boxed().toList(),
        k -> {
          requireSteps(examples.get(k));
          List<StepFeatures> steps = features(examples.get(k));
          List<InputColumn> columns = new ArrayList<>(readers.size());
          for (int input = 0; input < readers.size(); input++) {
            columns.add(
                together.get(input).isEmpty()
                    ? readers.get(input).read(steps)
                    : together.get(input).get(k));
          }
          return new EncodedExample(FeatureSequence.of(columns), known(steps));
        });
  }

  /**
   * Encodes {@code example}, with a cache of steps if this reader has one. The features of a step
   * are sorted by id, so their order in the example does not matter.
   *
   * @throws IllegalArgumentException if it is empty, or a feature value is not a finite float
   */
  public EncodedExample read(SequenceExample<Label> example) {
    requireSteps(example);
    if (!cachesSteps) {
      return encode(features(example));
    }
    List<FeatureSequence> steps = new ArrayList<>(example.size());
    int[] known = new int[example.size()];
    for (int k = 0; k < known.length; k++) {
      EncodedExample step = cached(example.get(k), k);
      steps.add(step.features());
      known[k] = step.known()[0];
    }
    return new EncodedExample(FeatureSequence.ofSteps(steps), known);
  }

  /**
   * Encodes a single step, without the cache.
   *
   * @param number the number of the step in its sequence, from 0
   * @throws IllegalArgumentException if a feature value is not a finite float
   */
  public EncodedExample readStep(Example<Label> step, int number) {
    return encode(List.of(new StepFeatures(step, number, groups)));
  }

  /** Returns whether {@link #read} and a network that reads its results cache steps. */
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

  private EncodedExample cached(Example<Label> step, int number) {
    if (step.size() > MAX_CACHED_FEATURES) {
      return readStep(step, number);
    }
    FeatureKey key = FeatureKey.of(step);
    return key.characters() > MAX_CACHED_CHARACTERS
        ? readStep(step, number)
        : cache.get(key, unknown -> readStep(step, number));
  }

  private EncodedExample encode(List<StepFeatures> steps) {
    List<InputColumn> columns = readers.stream().map(reader -> reader.read(steps)).toList();
    return new EncodedExample(FeatureSequence.of(columns), known(steps));
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
