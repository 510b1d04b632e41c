package org.tributary.sequence;

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

/** Rows of different lengths, longest first, that fall away as they are over. */
final class RaggedPacking extends Packing {
  private final PackedIndices places;
  private final IntFunction<IterationTables> tables;
  private final Map<Integer, IterationTables> turns = new HashMap<>();

  /**
   * Rows in the forward order.
   *
   * @param places where their steps stand
   * @param tables makes what a loop of some stride looks up
   */
  RaggedPacking(
      Ops tf,
      Operand<TInt32> allSteps,
      Operand<TInt32> allRows,
      PackedIndices places,
      IntFunction<IterationTables> tables) {
    this(tf, allSteps, allRows, Order.FORWARD, places, tables);
  }

  private RaggedPacking(
      Ops tf,
      Operand<TInt32> allSteps,
      Operand<TInt32> allRows,
      Order order,
      PackedIndices places,
      IntFunction<IterationTables> tables) {
    super(tf, allSteps, allRows, order);
    this.places = places;
    this.tables = tables;
  }

  /** The same rows in the reverse order; what does not depend on that is shared. */
  RaggedPacking reversed() {
    return new RaggedPacking(tf, allSteps, allRows, Order.REVERSE, places, this::tables);
  }

  @Override
  public boolean steady() {
    return false;
  }

  @Override
  public Operand<TInt32> steps() {
    return places.steps();
  }

  @Override
  public Optional<IterationTables> turns(int stride) {
    return Optional.of(tables(stride));
  }

  private IterationTables tables(int stride) {
    return turns.computeIfAbsent(stride, tables::apply);
  }

  @Override
  public List<Stretch> stretches() {
    return places.stretches();
  }

  @Override
  public Operand<TInt32> ranks() {
    return places.rank();
  }

  @Override
  public <T extends TNumber> Operand<T> pack(Operand<T> x) {
    return tf.gather(tf.reshape(x, tf.array(-1, lastSize(x))), read(), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> packGradient(Operand<TFloat32> x) {
    return tf.math.mul(
        pack(x), tf.expandDims(tf.dtypes.cast(places.needed(), TFloat32.class), tf.constant(1)));
  }

  @Override
  public Operand<TFloat32> needed(Operand<TFloat32> packed) {
    Operand<TBool> needed = tf.math.greater(places.needed(), tf.constant(0)); // [S]
    return tf.select(tf.expandDims(needed, tf.constant(1)), packed, tf.constant(0f));
  }

  @Override
  public Operand<TFloat32> unpack(List<Operand<TFloat32>> packed) {
    Operand<TFloat32> padding = tf.zeros(tf.array(1, lastSize(packed.get(0))), TFloat32.class);
    Operand<TInt32> source =
        order == Order.FORWARD ? places.forwardSource() : places.reverseSource(); // [T·N]
    return tf.gather(
        after(padding, packed),
        tf.reshape(source, tf.stack(List.of(allSteps, allRows))),
        tf.constant(0));
  }

  @Override
  public Operand<TFloat32> unpackGradient(Operand<TFloat32> packed) {
    return unpack(List.of(packed));
  }

  @Override
  public Operand<TFloat32> sort(Operand<TFloat32> state) {
    return tf.gather(state, places.sorting(), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> unsort(Operand<TFloat32> sorted) {
    return tf.gather(sorted, places.ranks(), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> last(Operand<TFloat32> extended) {
    return tf.gather(extended, places.lastPlaces(), tf.constant(0));
  }

  @Override
  public Operand<TFloat32> lastGradient(Operand<TFloat32> gradient) {
    return placed(gradient, places.lastPlaces(), tf.math.add(allRows, tf.size(places.step())));
  }

  @Override
  public Operand<TFloat32> before(Operand<TFloat32> extended) {
    Operand<TInt32> zero = tf.constant(0);
    return tf.gather(
        extended,
        tf.math.add(tf.gather(places.startsBefore(), places.step(), zero), places.rank()),
        zero);
  }

  /** The place of what each packed step reads, [S]. */
  private Operand<TInt32> read() {
    return order == Order.FORWARD ? places.forward() : places.reverse();
  }
}
