package org.tributary.tagger;

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
import org.tributary.input.BatchShape;
import org.tributary.input.InputColumn;
import org.tributary.input.InputFeed;
import org.tributary.input.InputLayer;
import org.tributary.input.StepKey;
import org.tributary.input.UnkReplacement;
import org.tributary.runtime.BoundedCache;
import org.tributary.runtime.GraphRunner;
import org.tributary.runtime.TaskPool;
import org.tributary.sequence.PaddingStrategy;

/**
 * What a network in use makes of a word before it looks at the words around it: its inputs' vectors
 * times the first layer's {@code weight_ih}. That depends on what is read at the step alone, so it
 * is made of each distinct reading once and remembered.
 */
final class InputProjectionCache {
  /**
   * Readings are multiplied in a batch of one step whose rows are filled up to a multiple of this:
   * by fewer rows TensorFlow multiplies in another order of sums, and a sequence shall get the same
   * bits in every batch.
   */
  private static final int GROUP = 16;

  /** How many readings are multiplied in one run at most. */
  private static final int TOGETHER = 512;

  /** What all products that are remembered may take, with their readings: 64 MiB. */
  private static final int ELEMENTS = 1 << 24;

  /** A reading of more numbers is of a very long word, which seldom comes again: not remembered. */
  private static final int LONGEST = 128;

  private final TaggerInputs inputs;
  private final InputLayer inputLayer;
  private final int size;
  private final Operand<TFloat32> made;
  private final Placeholder<TFloat32> table;
  private final Placeholder<TInt32> numbers;
  private final Operand<TInt32> rows;
  private final BoundedCache<StepKey, float[]> memory;

  /**
   * @param made the products of a batch of one step, [N, {@code size}]
   * @param size how many products a reading has
   */
  InputProjectionCache(
      Ops tf, TaggerInputs inputs, InputLayer inputLayer, Operand<TFloat32> made, int size) {
    this.inputs = inputs;
    this.inputLayer = inputLayer;
    this.made = made;
    this.size = size;
    this.table = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size)));
    this.numbers = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
    this.rows =
        tf.ensureShape(
            tf.reshape(
                numbers,
                tf.stack(List.of(inputs.steps(), inputs.rows().lengths().rows(), tf.constant(1)))),
            Shape.of(-1, -1, 1));
    this.memory = new BoundedCache<>(Math.max(2, ELEMENTS / (size + LONGEST)));
  }

  /** The products of a batch's distinct readings, [M, size]. */
  Operand<TFloat32> table() {
    return table;
  }

  /** Which of them each step reads, [T, N, 1]. */
  Operand<TInt32> rows() {
    return rows;
  }

  /**
   * Makes and keeps the products of what {@code batches} read, many at a time: that takes less time
   * than a batch's few. No more are made than half of what can be kept.
   */
  void readAhead(Session session, List<TaggerBatch> batches) {
    TaskPool.map(batches, TaggerBatch::readings);
    Map<StepKey, Supplier<List<InputColumn>>> distinct = new LinkedHashMap<>();
    for (TaggerBatch batch : batches) {
      List<StepKey> readings = batch.readings().items();
      for (int k = 0; k < readings.size(); k++) {
        int number = k;
        distinct.putIfAbsent(readings.get(k), () -> batch.reading(number));
      }
    }
    List<StepKey> readings = distinct.keySet().stream().limit(memory.most() / 2).toList();
    List<StepKey> unknown =
        readings.stream()
            .filter(reading -> reading.size() <= LONGEST && memory.recall(reading) == null)
            .sorted(Comparator.comparingInt(StepKey::size).reversed()) // those of long words first
            .toList();
    TaskPool.map(
        runs(unknown),
        run -> {
          keep(run, products(session, run.stream().map(r -> distinct.get(r).get()).toList()));
          return run;
        });
  }

  /** Feeds a batch. The heap holds no more of its products than are kept, however long it is. */
  void feed(InputFeed feed, TaggerBatch batch) {
    List<StepKey> readings = batch.readings().items();
    feed.ints(numbers, batch.readings().numbers());
    TFloat32 all = TFloat32.tensorOf(Shape.of(readings.size(), size));
    feed.tensor(table, all);
    FloatDataBuffer rows = all.asRawTensor().data().asFloats();
    List<Integer> unknown = new ArrayList<>();
    for (int k = 0; k < readings.size(); k++) {
      float[] known = memory.recall(readings.get(k));
      if (known == null) {
        unknown.add(k);
      } else {
        rows.offset((long) k * size).write(known);
      }
    }
    for (List<Integer> run : runs(unknown)) {
      List<float[]> products = products(feed.session(), run.stream().map(batch::reading).toList());
      keep(run.stream().map(readings::get).toList(), products);
      for (int k = 0; k < run.size(); k++) {
        rows.offset((long) run.get(k) * size).write(products.get(k));
      }
    }
  }

  private void keep(List<StepKey> readings, List<float[]> products) {
    for (int k = 0; k < readings.size(); k++) {
      if (readings.get(k).size() <= LONGEST) {
        memory.keep(readings.get(k), products.get(k));
      }
    }
  }

  private static <K> List<List<K>> runs(List<K> all) {
    List<List<K>> runs = new ArrayList<>();
    for (int from = 0; from < all.size(); from += TOGETHER) {
      runs.add(all.subList(from, Math.min(from + TOGETHER, all.size())));
    }
    return runs;
  }

  /** The products of readings, each given as columns of one step. */
  private List<float[]> products(Session session, List<List<InputColumn>> readings) {
    readings.forEach(inputLayer::require);
    BatchShape shape = new BatchShape(1, (readings.size() + GROUP - 1) / GROUP * GROUP);
    int[] lengths = new int[shape.rows()];
    Arrays.fill(lengths, 1);
    try (InputFeed feed = new InputFeed(session)) {
      feed.number(inputs.steps(), 1);
      inputs.rows().feed(PaddingStrategy.MASKED, lengths, 1, feed::ints);
      inputLayer.feed(
          feed,
          readings,
          shape,
          Collections.nCopies(readings.get(0).size(), UnkReplacement.none()));
      feed.runner().fetch(made);
      try (Result result = feed.run(GraphRunner.LARGE_WORK)) {
        FloatDataBuffer all = ((TFloat32) result.get(0)).asRawTensor().data().asFloats();
        List<float[]> products = new ArrayList<>(readings.size());
        for (int k = 0; k < readings.size(); k++) {
          float[] of = new float[size];
          all.offset((long) k * size).read(of);
          products.add(of);
        }
        return products;
      }
    }
  }
}
