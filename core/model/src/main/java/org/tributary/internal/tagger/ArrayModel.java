package org.tributary.internal.tagger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.InputInference;
import org.tributary.feature.Inputs;
import org.tributary.internal.BoundedCache;
import org.tributary.internal.TaskPool;
import org.tributary.layer.Matrix;
import org.tributary.layer.RecurrentInference;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * A network on Java arrays. What inputs of a step contribute to the first layer depends on the
 * features of that step alone, so it is computed once for each distinct step, if steps recur as
 * words do, and kept in a bounded cache. If an input reads sentences, only the leading inputs that
 * read words are cached.
 */
public final class ArrayModel extends SequencePredictor {
  /** The number of sequences of a batch; more are no faster, by measurement. */
  private static final int MAX_ROWS = 9;

  /** Maximum number of cached elements of keys and contributions, 64 MiB; fewer in a small heap. */
  private static final int MAX_CACHED_ELEMENTS = 1 << 24;

  /**
   * The maximum size of a cached key, in numbers; larger keys are of very long words, which seldom
   * recur.
   */
  private static final int MAX_KEY_SIZE = 128;

  /** The number of steps from which on a call can be interrupted within a sequence. */
  private static final int LONG_STEPS = 8192;

  private final TaggerDefinition definition;
  private final TaggerSizes sizes;
  private final List<BoundInput<?>> inputs;
  private final RecurrentInference encoder;
  private final List<Output> outputs;

  /** The number of inputs, from the first, whose contributions are cached. */
  private final int cachedInputs;

  /** The size of their vectors together. */
  private final int cachedSize;

  /**
   * The contributions of the cached inputs of a step to each direction; empty without such inputs.
   */
  private final Optional<BoundedCache<FeatureSequence.Key, float[][]>> cache;

  /** The linear layer of a label column. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Output(Matrix weight, float[] bias) {}

  /** An input and the place of its vector among those of a step. */
  private record BoundInput<C extends InputColumn>(
      Class<C> columnType, InputInference<C> inference, int at) {
    static <C extends InputColumn> Optional<BoundInput<C>> of(
        Input<C> input, ParameterValues values, int at) {
      return input
          .inference(values::tensor)
          .map(inference -> new BoundInput<>(input.columnType(), inference, at));
    }

    void encode(InputColumn column, int step, float[] to) {
      inference.encode(columnType.cast(column), step, to, at);
    }

    void encodeAll(InputColumn column, float[][] to) {
      inference.encodeAll(columnType.cast(column), to, at);
    }
  }

  private ArrayModel(
      TaggerDefinition definition,
      TaggerSizes sizes,
      ParameterValues values,
      List<BoundInput<?>> inputs,
      RecurrentInference encoder,
      List<Output> outputs,
      int cachedInputs) {
    super(definition, sizes, values);
    this.definition = definition;
    this.sizes = sizes;
    this.inputs = inputs;
    this.encoder = encoder;
    this.outputs = outputs;
    this.cachedInputs = cachedInputs;
    this.cachedSize =
        definition.inputs().all().stream().limit(cachedInputs).mapToInt(Input::outputSize).sum();
    int size = directions() * encoder.lowest(0).gateSize();
    this.cache =
        cachedInputs > 0
            ? Optional.of(
                BoundedCache.withinHeap(
                    MAX_CACHED_ELEMENTS / (size + MAX_KEY_SIZE),
                    (long) (size + MAX_KEY_SIZE) * Float.BYTES))
            : Optional.empty();
  }

  /**
   * Returns the network; empty if a part of the definition has no form on Java arrays.
   *
   * @param values the parameters of the definition
   * @param cachesSteps whether to cache what all inputs of distinct steps contribute to the first
   *     layer; if not, and an input reads sentences, the leading inputs that read words are cached
   */
  public static Optional<ArrayModel> inPlainJava(
      TaggerDefinition definition, TaggerSizes sizes, ParameterValues values, boolean cachesSteps) {
    List<BoundInput<?>> inputs = new ArrayList<>();
    int at = 0;
    for (Input<?> input : definition.inputs().all()) {
      Optional<? extends BoundInput<?>> bound = BoundInput.of(input, values, at);
      if (bound.isEmpty()) {
        return Optional.empty();
      }
      inputs.add(bound.get());
      at += input.outputSize();
    }
    List<Output> outputs = new ArrayList<>();
    for (LabelColumn column : definition.columns()) {
      outputs.add(
          new Output(
              Matrix.of(values.tensor(column.linearName() + ".weight")),
              values.values(column.linearName() + ".bias")));
    }
    int cached = cachesSteps ? inputs.size() : leadingWordInputs(definition.inputs());
    return definition
        .encoder()
        .inference(values.part(definition.encoderName()))
        .map(
            encoder -> new ArrayModel(definition, sizes, values, inputs, encoder, outputs, cached));
  }

  /**
   * Returns the number of inputs before the first whose column does not follow from the word alone;
   * 0 if no input reads sentences.
   */
  private static int leadingWordInputs(Inputs inputs) {
    return inputs.readSentences()
        ? (int) inputs.all().stream().takeWhile(ArrayModel::readsWordAlone).count()
        : 0;
  }

  private static boolean readsWordAlone(Input<?> input) {
    return input.wordReader().filter(reader -> !reader.readsSentence()).isPresent();
  }

  private int directions() {
    return definition.encoder().directions().count();
  }

  @Override
  protected int maxRows() {
    return MAX_ROWS;
  }

  @Override
  public void require(FeatureSequence sequence) {
    if (cachedInputs < inputs.size() || !sequence.isStepwise()) {
      requireColumns(sequence.columns());
    }
  }

  private void requireColumns(List<InputColumn> columns) {
    definition.inputs().require(columns, sizes.vocabularySizes());
  }

  @Override
  public long cachedSteps() {
    return cache.map(BoundedCache::size).orElse(0L);
  }

  @Override
  public void clearCache() {
    cache.ifPresent(BoundedCache::clear);
  }

  @Override
  public List<List<float[]>> logits(List<FeatureSequence> sequences, int columns) {
    int[] lengths = sequences.stream().mapToInt(FeatureSequence::steps).toArray();
    float[][] encoded =
        encoder.forward(new Steps(sequences), lengths, List.of(), progress(lengths));
    List<List<float[]>> logits = new ArrayList<>();
    int from = 0;
    for (int length : lengths) {
      float[][] steps = Arrays.copyOfRange(encoded, from, from + length);
      logits.add(outputs.subList(0, columns).stream().map(o -> logits(o, steps)).toList());
      from += length;
    }
    return logits;
  }

  private static float[] logits(Output output, float[][] steps) {
    float[][] rows = new float[steps.length][];
    for (int step = 0; step < steps.length; step++) {
      rows[step] = output.bias().clone();
    }
    output.weight().addProducts(steps, rows, steps.length);
    float[] all = new float[Math.multiplyExact(steps.length, output.bias().length)];
    for (int step = 0; step < steps.length; step++) {
      System.arraycopy(rows[step], 0, all, step * output.bias().length, output.bias().length);
    }
    return all;
  }

  /** Returns a check for an interrupt between the blocks of a long sequence. */
  private static RecurrentInference.Progress progress(int[] lengths) {
    return Arrays.stream(lengths).anyMatch(length -> length > LONG_STEPS)
        ? TaskPool::requireUninterrupted
        : RecurrentInference.Progress.IGNORED;
  }

  /** The steps of a batch as the source of the first layer. */
  private final class Steps implements RecurrentInference.StepSource {
    private final FeatureSequence[] sequences; // of each step: cached inputs, or all if none is
    private final int[] steps; // within its sequence
    private final float[][] vectors; // [I] of each step, zero at cached inputs; none if all are

    Steps(List<FeatureSequence> batch) {
      int total = batch.stream().mapToInt(FeatureSequence::steps).sum();
      sequences = new FeatureSequence[total];
      steps = new int[total];
      int at = 0;
      for (FeatureSequence sequence : batch) {
        FeatureSequence cached =
            cachedInputs == 0 || cachedInputs == inputs.size()
                ? sequence
                : FeatureSequence.of(sequence.columns().subList(0, cachedInputs));
        for (int step = 0; step < sequence.steps(); step++) {
          sequences[at] = cached;
          steps[at++] = step;
        }
      }
      vectors = cachedInputs == inputs.size() ? new float[0][] : vectors(batch, total);
    }

    /** Returns the vector of each step of the batch, which both directions read. */
    private float[][] vectors(List<FeatureSequence> batch, int total) {
      float[][] all = new float[total][definition.inputs().outputSize()];
      int at = 0;
      for (FeatureSequence sequence : batch) {
        float[][] ofSequence = Arrays.copyOfRange(all, at, at + sequence.steps());
        for (int k = cachedInputs; k < inputs.size(); k++) {
          inputs.get(k).encodeAll(sequence.columns().get(k), ofSequence);
        }
        at += sequence.steps();
      }
      return all;
    }

    @Override
    public void project(int direction, int[] read, int count, float[][] projected) {
      cache.ifPresent(known -> projectCached(known, direction, read, count, projected));
      if (vectors.length == 0) {
        return;
      }
      float[][] x = new float[count][];
      for (int k = 0; k < count; k++) {
        x[k] = vectors[read[k]];
      }
      int size = definition.inputs().outputSize();
      encoder.lowest(direction).project(x, cachedSize, size, projected, count);
    }

    private void projectCached(
        BoundedCache<FeatureSequence.Key, float[][]> known,
        int direction,
        int[] read,
        int count,
        float[][] projected) {
      Map<FeatureSequence.Key, List<Integer>> missing = Map.of();
      for (int k = 0; k < count; k++) {
        FeatureSequence.Key key = sequences[read[k]].key(steps[read[k]]);
        float[][] contributions = known.get(key);
        if (contributions != null) {
          copy(contributions[direction], projected[k]);
        } else {
          missing = missing.isEmpty() ? new LinkedHashMap<>() : missing;
          missing.computeIfAbsent(key, m -> new ArrayList<>()).add(k);
        }
      }
      if (missing.isEmpty()) {
        return;
      }
      float[][] x = new float[missing.size()][];
      int distinct = 0;
      for (List<Integer> places : missing.values()) {
        x[distinct++] = vector(read[places.get(0)]);
      }
      float[][][] contributions = new float[directions()][][];
      for (int d = 0; d < contributions.length; d++) {
        contributions[d] = Matrix.vectors(distinct, encoder.lowest(d).gateSize());
        encoder.lowest(d).project(x, 0, cachedSize, contributions[d], distinct);
      }
      int next = 0;
      for (Map.Entry<FeatureSequence.Key, List<Integer>> entry : missing.entrySet()) {
        float[][] ofStep = new float[contributions.length][];
        for (int d = 0; d < ofStep.length; d++) {
          ofStep[d] = contributions[d][next];
        }
        for (int place : entry.getValue()) {
          copy(ofStep[direction], projected[place]);
        }
        if (entry.getKey().size() <= MAX_KEY_SIZE) {
          known.put(entry.getKey(), ofStep);
        }
        next++;
      }
    }

    private void copy(float[] contribution, float[] to) {
      System.arraycopy(contribution, 0, to, 0, encoder.lowest(0).gateSize());
    }

    /** Returns the vector of the cached inputs of a step of the batch. */
    private float[] vector(int place) {
      FeatureSequence sequence = sequences[place];
      int step = steps[place];
      boolean stepwise = sequence.isStepwise();
      List<InputColumn> columns = stepwise ? sequence.at(step).columns() : sequence.columns();
      if (stepwise) {
        requireColumns(columns);
      }
      float[] x = new float[cachedSize];
      for (int k = 0; k < cachedInputs; k++) {
        inputs.get(k).encode(columns.get(k), stepwise ? 0 : step, x);
      }
      return x;
    }
  }
}
