package org.tributary.graph;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.Packing;
import org.tributary.internal.graph.PackingPlan;
import org.tributary.sequence.PaddingStrategy;

/**
 * Sequence lengths that enter a graph through placeholders, together with the packing indices. Java
 * computes the indices for each fed batch, which leaves the graph little work besides the matrix
 * products.
 *
 * <pre>{@code
 * FedSequenceLengths fed = new FedSequenceLengths(tf, steps);
 * RecurrentForward run = layer.forward(x, fed.lengths(), Dropout.off());
 * ...
 * trainer.step(rate, feed -> fed.feed(new int[] {5, 3}, 5, feed::put), loss);
 * }</pre>
 */
public final class FedSequenceLengths {
  /**
   * A fed vector: the size of each of its parts, followed by the parts. Feeding a tensor costs
   * several times as much as the operation that splits it.
   */
  private record FedVector(
      Placeholder<TInt32> all,
      Packing.Rows granularity,
      Function<PackingPlan, List<int[]>> parts) {}

  private final Ops tf;
  private final Placeholder<TInt32> placeholder; // [N]
  private final SequenceLengths lengths;
  private final SequenceLengths masked;
  private final List<FedVector> vectors = new CopyOnWriteArrayList<>();

  /**
   * Adds the placeholder of the lengths to the graph. Each run checks them against the batch that a
   * layer reads.
   *
   * @param steps T, a scalar, the number of steps of each fed batch
   */
  public FedSequenceLengths(Ops tf, Operand<TInt32> steps) {
    this(tf, steps, false);
  }

  private FedSequenceLengths(Ops tf, Operand<TInt32> steps, boolean feedFits) {
    Graphs.of(tf);
    this.tf = tf;
    this.placeholder = vector();
    this.lengths = SequenceLengths.fed(tf, this, placeholder, steps, feedFits);
    this.masked = lengths.withMasking();
  }

  /** Returns lengths whose caller feeds only those of the batch, which no run checks. */
  public static FedSequenceLengths unchecked(Ops tf, Operand<TInt32> steps) {
    return new FedSequenceLengths(tf, steps, true);
  }

  /** Returns the lengths, [N]. */
  public Operand<TInt32> values() {
    return placeholder;
  }

  /** Returns the lengths for a layer that runs {@link PaddingStrategy#PACKED}. */
  public SequenceLengths lengths() {
    return lengths;
  }

  /**
   * Returns the lengths for a layer whose batches are {@linkplain #feed(PaddingStrategy, int[],
   * int, BiConsumer) fed} with {@code strategy}.
   */
  public SequenceLengths lengths(PaddingStrategy strategy) {
    return strategy == PaddingStrategy.MASKED ? masked : lengths;
  }

  /**
   * Feeds a batch to the placeholders of one strategy.
   *
   * @param strategy the strategy of the layer's {@link #lengths(PaddingStrategy)}
   * @param lengths the length of each row, from 0 to {@code steps}
   * @param steps T
   * @param to receives each placeholder with its vector
   * @throws IllegalArgumentException if a length is out of range
   * @throws NullPointerException if an argument is null
   */
  public void feed(
      PaddingStrategy strategy,
      int[] lengths,
      int steps,
      BiConsumer<Placeholder<TInt32>, int[]> to) {
    NullChecks.require("strategy", "how rows are fed", strategy);
    NullChecks.require("fed lengths", "the length of each row", lengths);
    requireRange(lengths, steps);
    to.accept(placeholder, lengths);
    if (strategy == PaddingStrategy.MASKED) {
      return;
    }
    Map<Packing.Rows, PackingPlan> plans = new EnumMap<>(Packing.Rows.class);
    for (FedVector vector : vectors) {
      PackingPlan plan =
          plans.computeIfAbsent(
              vector.granularity(), rows -> new PackingPlan(lengths, steps, rows));
      to.accept(vector.all(), withSizes(vector.parts().apply(plan)));
    }
  }

  private static void requireRange(int[] lengths, int steps) {
    if (steps < 0) {
      throw new IllegalArgumentException(
          "fed lengths: expected at least 0 steps, got %d".formatted(steps));
    }
    for (int row = 0; row < lengths.length; row++) {
      if (lengths[row] < 0 || lengths[row] > steps) {
        throw new IllegalArgumentException(
            "fed lengths: expected each from 0 to %d, the number of steps, got %d for row %d; are steps and rows swapped?"
                .formatted(steps, lengths[row], row));
      }
    }
  }

  /**
   * Feeds a batch to the placeholders of {@link PaddingStrategy#PACKED}, as the method with a
   * strategy does.
   */
  public void feed(int[] lengths, int steps, BiConsumer<Placeholder<TInt32>, int[]> to) {
    feed(PaddingStrategy.PACKED, lengths, steps, to);
  }

  /** Returns the size of each part, followed by the parts. */
  private static int[] withSizes(List<int[]> parts) {
    int[] all = new int[parts.size() + parts.stream().mapToInt(part -> part.length).sum()];
    int at = parts.size();
    for (int k = 0; k < parts.size(); k++) {
      int[] part = parts.get(k);
      all[k] = part.length;
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** Adds the placeholder of {@link PackingPlan#packedIndices} to the graph. */
  Packing.Indices packedIndices(Packing.Rows granularity) {
    Packing.IndexVector[] names = Packing.IndexVector.values();
    Iterator<Operand<TInt32>> parts =
        parts(
                granularity,
                PackingPlan::packedIndices,
                names.length + PackingPlan.MAX_SEGMENTS * PackingPlan.SEGMENT_PAIRS)
            .iterator();
    Map<Packing.IndexVector, Operand<TInt32>> vectors = new EnumMap<>(Packing.IndexVector.class);
    for (Packing.IndexVector name : names) {
      vectors.put(name, parts.next());
    }
    List<Output<TInt64>> steps =
        tf.unstack(
                tf.dtypes.cast(vectors.get(Packing.IndexVector.SEGMENT_STEPS), TInt64.class),
                (long) PackingPlan.MAX_SEGMENTS)
            .output();
    List<Packing.Segment> segments = new ArrayList<>();
    for (Output<TInt64> count : steps) {
      segments.add(
          new Packing.Segment(
              count, parts.next(), parts.next(), parts.next(), parts.next(), parts.next()));
    }
    Operand<TInt32> stepCount = vectors.get(Packing.IndexVector.STEPS);
    vectors.put(Packing.IndexVector.STEPS, tf.reshape(stepCount, tf.constant(new int[0])));
    return new Packing.Indices(vectors, segments);
  }

  /** Adds the placeholder of {@link PackingPlan#iterationTables} to the graph. */
  Packing.IterationTables iterationTables(Packing.Rows granularity, int unroll) {
    List<Operand<TInt32>> tables = parts(granularity, plan -> plan.iterationTables(unroll), 2);
    return new Packing.IterationTables(
        tf.reshape(tables.get(0), tf.array(-1, Packing.IterationTables.width(unroll))),
        tf.reshape(tables.get(1), tf.array(-1, unroll, 2, 2)));
  }

  private List<Operand<TInt32>> parts(
      Packing.Rows granularity, Function<PackingPlan, List<int[]>> plannedParts, int count) {
    FedVector vector = new FedVector(vector(), granularity, plannedParts);
    vectors.add(vector);
    Operand<TInt32> sizes = tf.slice(vector.all(), tf.array(0), tf.array(count));
    Operand<TInt32> rest = tf.slice(vector.all(), tf.array(count), tf.array(-1));
    List<Output<TInt32>> parts = tf.splitV(rest, sizes, tf.constant(0), (long) count).output();
    return List.copyOf(parts);
  }

  private Placeholder<TInt32> vector() {
    return tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
  }
}
