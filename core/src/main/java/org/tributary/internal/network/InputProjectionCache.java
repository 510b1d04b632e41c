package org.tributary.internal.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.feature.InputColumn;
import org.tributary.feature.StepKey;
import org.tributary.feature.UnkReplacement;
import org.tributary.internal.packing.BatchInvariance;
import org.tributary.internal.runtime.BoundedCache;
import org.tributary.runtime.Feed;
import org.tributary.runtime.GraphRunner;
import org.tributary.runtime.TaskPool;
import org.tributary.sequence.BatchShape;
import org.tributary.sequence.PaddingStrategy;

/**
 * A cache of input projections for inference: a step's input vectors times the first layer's {@code
 * weight_ih}. A projection depends on the features of its step alone, so it is computed once per
 * distinct {@link StepKey}.
 */
final class InputProjectionCache {
  /** Maximum number of steps projected in one run. */
  private static final int MAX_STEPS_PER_RUN = 512;

  /** Maximum number of cached elements of keys and projections: 64 MiB. */
  private static final int MAX_ELEMENTS = 1 << 24;

  /**
   * Maximum size of a cached key, in numbers; larger keys are of very long words, which seldom
   * recur.
   */
  private static final int MAX_KEY_SIZE = 128;

  private final BatchPlaceholders inputs;
  private final InputLayer inputLayer;
  private final int size;
  private final Operand<TFloat32> projections;
  private final Placeholder<TFloat32> table;
  private final Placeholder<TInt32> indices;
  private final Operand<TInt32> rows;
  private final BoundedCache<StepKey, float[]> cache;

  /**
   * @param projections the projections of a batch of one step, [N, {@code size}]
   * @param size the number of elements of a projection
   */
  InputProjectionCache(
      Ops tf,
      BatchPlaceholders inputs,
      InputLayer inputLayer,
      Operand<TFloat32> projections,
      int size) {
    this.inputs = inputs;
    this.inputLayer = inputLayer;
    this.projections = projections;
    this.size = size;
    this.table = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size)));
    this.indices = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    this.rows =
        tf.ensureShape(
            tf.reshape(
                indices,
                tf.stack(List.of(inputs.steps(), inputs.rows().lengths().rows(), tf.constant(1)))),
            Shape.of(-1, -1, 1));
    this.cache = new BoundedCache<>(Math.max(2, MAX_ELEMENTS / (size + MAX_KEY_SIZE)));
  }

  /** Returns the projections of a batch's distinct steps, [M, size]. */
  Operand<TFloat32> table() {
    return table;
  }

  /** Returns the row of {@link #table} for each step, [T, N, 1]. */
  Operand<TInt32> rows() {
    return rows;
  }

  /** Returns the number of cached projections. */
  long cached() {
    return cache.size();
  }

  /** Removes all cached projections. */
  void clear() {
    cache.clear();
  }

  /**
   * Computes and caches the projections of several batches in large runs, which are faster than one
   * run per batch. Fills at most half of the cache.
   */
  void prefetch(Session session, List<TaggerBatch> batches) {
    TaskPool.map(batches, TaggerBatch::keys);
    Map<StepKey, Supplier<List<InputColumn>>> distinct = new LinkedHashMap<>();
    for (TaggerBatch batch : batches) {
      List<StepKey> keys = batch.keys().items();
      for (int k = 0; k < keys.size(); k++) {
        int index = k;
        distinct.putIfAbsent(keys.get(k), () -> batch.columnsOf(index));
      }
    }
    List<StepKey> keys = distinct.keySet().stream().limit(cache.maximumSize() / 2).toList();
    List<StepKey> missing =
        keys.stream()
            .filter(key -> key.size() <= MAX_KEY_SIZE && cache.get(key) == null)
            .sorted(Comparator.comparingInt(StepKey::size).reversed()) // long words first
            .toList();
    TaskPool.map(
        runs(missing),
        run -> {
          store(run, project(session, run.stream().map(r -> distinct.get(r).get()).toList()));
          return run;
        });
  }

  /**
   * Feeds a batch. Projections go straight to native memory; the heap holds those in the cache and
   * of one run.
   */
  void feed(Feed feed, TaggerBatch batch) {
    List<StepKey> keys = batch.keys().items();
    feed.ints(indices, batch.keys().numbers());
    TFloat32 tensor = TFloat32.tensorOf(Shape.of(keys.size(), size));
    feed.tensor(table, tensor);
    FloatDataBuffer rows = tensor.asRawTensor().data().asFloats();
    List<Integer> missing = new ArrayList<>();
    for (int k = 0; k < keys.size(); k++) {
      float[] cached = cache.get(keys.get(k));
      if (cached == null) {
        missing.add(k);
      } else {
        rows.offset((long) k * size).write(cached);
      }
    }
    for (List<Integer> run : runs(missing)) {
      List<float[]> computed = project(feed.session(), run.stream().map(batch::columnsOf).toList());
      store(run.stream().map(keys::get).toList(), computed);
      for (int k = 0; k < run.size(); k++) {
        rows.offset((long) run.get(k) * size).write(computed.get(k));
      }
    }
  }

  private void store(List<StepKey> keys, List<float[]> computed) {
    for (int k = 0; k < keys.size(); k++) {
      if (keys.get(k).size() <= MAX_KEY_SIZE) {
        cache.put(keys.get(k), computed.get(k));
      }
    }
  }

  private static <K> List<List<K>> runs(List<K> all) {
    List<List<K>> runs = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MAX_STEPS_PER_RUN) {
      runs.add(all.subList(from, Math.min(from + MAX_STEPS_PER_RUN, all.size())));
    }
    return runs;
  }

  /** Computes the projections of steps, each given as columns of one step. */
  private List<float[]> project(Session session, List<List<InputColumn>> steps) {
    steps.forEach(inputLayer::require);
    BatchShape shape =
        BatchShape.sequenceFirst(
            1, BatchInvariance.roundedUp(steps.size(), BatchInvariance.productRows()));
    int[] lengths = new int[shape.rows()];
    Arrays.fill(lengths, 1);
    try (Feed feed = new Feed(session)) {
      feed.number(inputs.steps(), 1);
      inputs.rows().feed(PaddingStrategy.MASKED, lengths, 1, feed::ints);
      inputLayer.feed(
          feed, steps, shape, Collections.nCopies(steps.get(0).size(), UnkReplacement.none()));
      try (Result result = feed.run(List.of(projections), GraphRunner.LARGE_WORK)) {
        FloatDataBuffer all = ((TFloat32) result.get(0)).asRawTensor().data().asFloats();
        List<float[]> computed = new ArrayList<>(steps.size());
        for (int k = 0; k < steps.size(); k++) {
          float[] projection = new float[size];
          all.offset((long) k * size).read(projection);
          computed.add(projection);
        }
        return computed;
      }
    }
  }
}
