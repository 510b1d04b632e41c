package org.tributary.internal.packing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** A packing of rows of different lengths, longest first; the batch shrinks as sequences end. */
public final class RaggedPacking extends Packing {
  private final PackedIndices indices;
  private final IntFunction<IterationTables> tables;
  private final Map<Integer, IterationTables> byUnroll = new HashMap<>();

  /**
   * Prepares the packing in forward order.
   *
   * @param indices indices of the packed steps
   * @param tables returns the lookup tables of a loop by its number of unrolled steps
   */
  public RaggedPacking(
      Ops tf,
      Operand<TInt32> allSteps,
      Operand<TInt32> allRows,
      PackedIndices indices,
      IntFunction<IterationTables> tables) {
    this(tf, allSteps, allRows, Order.FORWARD, indices, tables);
  }

  private RaggedPacking(
      Ops tf,
      Operand<TInt32> allSteps,
      Operand<TInt32> allRows,
      Order order,
      PackedIndices indices,
      IntFunction<IterationTables> tables) {
    super(tf, allSteps, allRows, order);
    this.indices = indices;
    this.tables = tables;
  }

  /** Returns the packing of the same rows in reverse order; it shares the indices. */
  public RaggedPacking reversed() {
    return new RaggedPacking(tf, allSteps, allRows, Order.REVERSE, indices, this::tables);
  }

  @Override
  public boolean dense() {
    return false;
  }

  @Override
  public Operand<TInt32> steps() {
    return indices.get(PackingVector.STEPS);
  }

  @Override
  public Optional<IterationTables> iterationTables(int unroll) {
    return Optional.of(tables(unroll));
  }

  private IterationTables tables(int unroll) {
    return byUnroll.computeIfAbsent(unroll, tables::apply);
  }

  @Override
  public List<Segment> segments() {
    return indices.segments();
  }

  @Override
  public Operand<TInt32> ranks() {
    return indices.get(PackingVector.RANK);
  }

  @Override
  public <T extends TNumber> Operand<T> pack(Operand<T> x) {
    return tf.gather(tf.reshape(x, tf.array(-1, lastSize(x))), readIndices(), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return tf.math.mul(
        pack(x),
        tf.expandDims(
            tf.dtypes.cast(indices.get(PackingVector.VALID), TFloat32.class), tf.constant(1)));
  }

  @Override
  public Operand<TFloat32> maskPadding(Operand<TFloat32> packed) {
    Operand<TBool> valid = tf.math.greater(indices.get(PackingVector.VALID), tf.constant(0)); // [S]
    return tf.select(tf.expandDims(valid, tf.constant(1)), packed, tf.constant(0f));
  }

  @Override
  public Operand<TFloat32> unpack(List<Operand<TFloat32>> packed) {
    // not tf.zeros, which reads the names of all operations of the graph
    Operand<TFloat32> padding = tf.fill(tf.array(1, lastSize(packed.get(0))), tf.constant(0f));
    Operand<TInt32> source =
        order == Order.FORWARD
            ? indices.get(PackingVector.FORWARD_SOURCE)
            : indices.get(PackingVector.REVERSE_SOURCE); // [T·N]
    return tf.gather(
        prepend(padding, packed),
        tf.reshape(source, tf.stack(List.of(allSteps, allRows))),
        tf.constant(0));
  }

  @Override
  public Operand<TFloat32> unpackGradient(Operand<TFloat32> packed) {
    return unpack(List.of(packed));
  }

  @Override
  public Operand<TFloat32> sort(Operand<TFloat32> state) {
    return tf.gather(state, indices.get(PackingVector.SORTED_INDICES), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> unsort(Operand<TFloat32> sorted) {
    return tf.gather(sorted, indices.get(PackingVector.UNSORTED_INDICES), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return tf.gather(extended, indices.get(PackingVector.LAST_STATES), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return scattered(
        gradient,
        indices.get(PackingVector.LAST_STATES),
        tf.math.add(allRows, tf.size(indices.get(PackingVector.STEP))));
  }

  @Override
  public Operand<TFloat32> before(Operand<TFloat32> extended) {
    Operand<TInt32> zero = tf.constant(0);
    return tf.gather(
        extended,
        tf.math.add(
            tf.gather(
                indices.get(PackingVector.STARTS_BEFORE), indices.get(PackingVector.STEP), zero),
            indices.get(PackingVector.RANK)),
        zero);
  }

  /** Returns the index that each packed step reads, [S]. */
  private Operand<TInt32> readIndices() {
    return order == Order.FORWARD
        ? indices.get(PackingVector.FORWARD)
        : indices.get(PackingVector.REVERSE);
  }
}
