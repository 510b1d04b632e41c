package org.tributary.sequence;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
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

/**
 * Lengths that enter a graph through placeholders, together with all that packing makes of them,
 * which Java works out for each batch that is fed: the graph multiplies and does little else.
 *
 * <pre>{@code
 * FedSequenceLengths fed = new FedSequenceLengths(tf, steps);
 * RecurrentRun run = layer.run(x, fed.lengths(), Dropout.off());
 * ...
 * fed.feed(new int[] {5, 3}, 5, (placeholder, values) -> runner.feed(placeholder, ...));
 * }</pre>
 */
public final class FedSequenceLengths {
  /**
   * A vector that is fed: how many pieces follow one another in it, each one's length, and the
   * pieces. A feed costs several times what an operation does that cuts it.
   */
  private record Vector(
      Placeholder<TInt32> all,
      Packing.Rows granularity,
      Function<PackingPlan, List<int[]>> pieces) {}

  /** Of which steps, and how many a turn, there are tables. */
  private record Turns(Packing.Rows granularity, int stride) {}

  private static final int PLACES = 14;
  private static final int PAIRS = 5;
  private static final int TABLES = 2;

  private final Ops tf;
  private final int group;
  private final Placeholder<TInt32> placeholder; // [N]
  private final SequenceLengths lengths;
  private final SequenceLengths even;
  private final List<Vector> vectors = new CopyOnWriteArrayList<>();
  private final Map<Turns, IterationTables> turns = new HashMap<>();

  /**
   * @param steps T, a scalar, the number of steps of the batches that will be fed
   */
  public FedSequenceLengths(Ops tf, Operand<TInt32> steps) {
    this(tf, steps, Packing.LEAST);
  }

  private FedSequenceLengths(Ops tf, Operand<TInt32> steps, int group) {
    this.tf = tf;
    this.group = group;
    this.placeholder = vector();
    this.lengths = SequenceLengths.fed(tf, this, placeholder, steps, group);
    this.even = lengths.even();
  }

  /**
   * Lengths of rows that fall away in groups of {@code rows} as they are over, where the batch is a
   * multiple of it; see {@link SequenceLengths#inGroupsOf}.
   */
  public static FedSequenceLengths inGroupsOf(int rows, Ops tf, Operand<TInt32> steps) {
    return new FedSequenceLengths(tf, steps, rows);
  }

  /** The lengths themselves, [N]. */
  public Operand<TInt32> values() {
    return placeholder;
  }

  /** What a layer is given for rows of any lengths. */
  public SequenceLengths lengths() {
    return lengths;
  }

  /**
   * What a layer is given for batches that will be {@linkplain #feed(PaddingStrategy, int[], int,
   * BiConsumer) fed} in one of the ways.
   */
  public SequenceLengths lengths(PaddingStrategy way) {
    return way == PaddingStrategy.MASKED ? even : lengths;
  }

  /**
   * Feeds a batch to what was placed for one of the ways: {@code to} is handed each placeholder
   * with its vector.
   *
   * @param given each row's length; they are not checked, and wrong ones give wrong numbers
   * @param steps T
   */
  public void feed(
      PaddingStrategy way, int[] given, int steps, BiConsumer<Placeholder<TInt32>, int[]> to) {
    to.accept(placeholder, given);
    if (way == PaddingStrategy.MASKED) {
      return;
    }
    Map<Packing.Rows, PackingPlan> plans = new EnumMap<>(Packing.Rows.class);
    for (Vector vector : vectors) {
      PackingPlan plan =
          plans.computeIfAbsent(
              vector.granularity(), rows -> new PackingPlan(given, steps, rows, group));
      to.accept(vector.all(), joined(vector.pieces().apply(plan)));
    }
  }

  /** The same, to what was placed for rows of any lengths. */
  public void feed(int[] given, int steps, BiConsumer<Placeholder<TInt32>, int[]> to) {
    feed(PaddingStrategy.PACKED, given, steps, to);
  }

  /** Each piece's length, then the pieces. */
  private static int[] joined(List<int[]> pieces) {
    int[] all = new int[pieces.size() + pieces.stream().mapToInt(piece -> piece.length).sum()];
    int at = pieces.size();
    for (int k = 0; k < pieces.size(); k++) {
      int[] piece = pieces.get(k);
      all[k] = piece.length;
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return all;
  }

  /** Places the placeholders of what {@link PackingPlan#places} gives. */
  PackedIndices places(Packing.Rows granularity) {
    int levels = RowCounts.levels(group);
    List<Operand<TInt32>> pieces =
        pieces(granularity, PackingPlan::places, PLACES + 1 + levels * PAIRS);
    List<Output<TInt64>> steps =
        tf.unstack(tf.dtypes.cast(pieces.get(PLACES), TInt64.class), (long) levels).output();
    List<Packing.Stretch> stretches = new ArrayList<>();
    for (int k = 0; k < levels; k++) {
      int at = PLACES + 1 + k * PAIRS;
      stretches.add(
          new Packing.Stretch(
              steps.get(k),
              pieces.get(at),
              pieces.get(at + 1),
              pieces.get(at + 2),
              pieces.get(at + 3),
              pieces.get(at + 4)));
    }
    return new PackedIndices(
        scalar(pieces.get(0)),
        pieces.get(1),
        pieces.get(2),
        pieces.get(3),
        pieces.get(4),
        pieces.get(5),
        pieces.get(6),
        pieces.get(7),
        pieces.get(8),
        pieces.get(9),
        pieces.get(10),
        pieces.get(11),
        pieces.get(12),
        pieces.get(13),
        stretches);
  }

  /**
   * Places the placeholder of what {@link PackingPlan#turns} gives; asked twice, it is the same.
   */
  IterationTables turns(Packing.Rows granularity, int stride) {
    return turns.computeIfAbsent(
        new Turns(granularity, stride),
        wanted -> {
          List<Operand<TInt32>> pieces = pieces(granularity, plan -> plan.turns(stride), TABLES);
          return new IterationTables(
              shaped(pieces.get(0), -1, IterationTables.width(stride)),
              shaped(pieces.get(1), -1, stride, 2, 2));
        });
  }

  private List<Operand<TInt32>> pieces(
      Packing.Rows granularity, Function<PackingPlan, List<int[]>> made, int count) {
    Vector vector = new Vector(vector(), granularity, made);
    vectors.add(vector);
    Operand<TInt32> sizes = tf.slice(vector.all(), tf.array(0), tf.array(count));
    Operand<TInt32> rest = tf.slice(vector.all(), tf.array(count), tf.array(-1));
    List<Output<TInt32>> pieces = tf.splitV(rest, sizes, tf.constant(0), (long) count).output();
    return List.copyOf(pieces);
  }

  private Placeholder<TInt32> vector() {
    return tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
  }

  private Operand<TInt32> scalar(Operand<TInt32> piece) {
    return tf.reshape(piece, tf.constant(new int[0]));
  }

  private Operand<TInt32> shaped(Operand<TInt32> piece, int... shape) {
    return tf.reshape(piece, tf.array(shape));
  }
}
