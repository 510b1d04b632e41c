package org.tributary.nn;

import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.operand.ShapeCheck;

/**
 * Attention of a {@link Network}: for each query a mean of values, weighted by the softmax of the
 * scores of the keys. The padding of keys has weight 0.
 */
public final class Attention {
  private final Run run;

  /** Attention of queries [N, T, Q] to keys [N, L, K] and values [N, L, V], [N, T, V]. */
  private interface Run {
    Floats apply(Floats queries, Floats keys, Floats values, boolean causal);
  }

  private final boolean causal;

  private Attention(Run run, boolean causal) {
    this.run = run;
    this.causal = causal;
  }

  /**
   * @param score the scores [N, T, L] of queries [N, T, Q] and keys [N, L, K]
   */
  Attention(BinaryOperator<Floats> score) {
    this(
        (queries, keys, values, causal) ->
            queries.with(
                weights(masked(score.apply(queries, keys), causal), keys.lengths()).matmul(values)),
        false);
  }

  static Attention multiHead(Floats weight, Floats bias, Layer out, int size, int heads) {
    return new Attention(
        (queries, keys, values, causal) -> {
          List<Floats> inputs = List.of(queries, keys, values);
          List<Floats> projected =
              IntStream.range(0, 3)
                  .mapToObj(
                      k -> {
                        int from = k * size;
                        Floats part =
                            inputs
                                .get(k)
                                .linear(weight.slice(0, from, from + size))
                                .plus(bias.slice(0, from, from + size));
                        return heads(part, size, heads);
                      })
                  .toList(); // each [N, heads, ·, size / heads]
          Floats scores =
              projected
                  .get(0)
                  .matmulTransposed(projected.get(1))
                  .times(1 / Math.sqrt((double) size / heads));
          Floats mixed = weights(masked(scores, causal), keys.lengths()).matmul(projected.get(2));
          Ops tf = queries.build().tf();
          List<Operand<TInt32>> sizes = Lengths.sizes(tf, queries, 2);
          Operand<TFloat32> joined =
              tf.reshape(
                  mixed.transpose(1, 2),
                  tf.stack(List.of(sizes.get(0), sizes.get(1), tf.constant(size))));
          return out.of(queries.with(joined));
        },
        false);
  }

  private static Floats heads(Floats x, int size, int heads) {
    Ops tf = x.build().tf();
    List<Operand<TInt32>> sizes = Lengths.sizes(tf, x, 2);
    Operand<TFloat32> split =
        tf.reshape(
            x,
            tf.stack(
                List.of(
                    sizes.get(0), sizes.get(1), tf.constant(heads), tf.constant(size / heads))));
    return new Floats(x.build(), split, Optional.empty()).transpose(1, 2);
  }

  /** Returns scores [.., T, L] with a mask of keys after the query. */
  private static Floats masked(Floats scores, boolean causal) {
    if (!causal) {
      return scores;
    }
    Ops tf = scores.build().tf();
    int rank = scores.dimensions();
    Operand<TInt32> shape = tf.shape(scores);
    Operand<TInt32> queries = tf.gather(shape, tf.constant(rank - 2), tf.constant(0));
    Operand<TInt32> keys = tf.gather(shape, tf.constant(rank - 1), tf.constant(0));
    Operand<TInt32> query = tf.range(tf.constant(0), queries, tf.constant(1));
    Operand<TInt32> key = tf.range(tf.constant(0), keys, tf.constant(1));
    Operand<TBool> before = tf.math.lessEqual(key, tf.expandDims(query, tf.constant(1)));
    return scores.with(tf.select(before, scores, tf.constant(-1e9f)));
  }

  /** Returns the softmax of scores [N, .., L] over the valid keys. */
  static Floats weights(Floats scores, Optional<Lengths> keys) {
    if (keys.isEmpty()) {
      return scores.softmax();
    }
    Ops tf = scores.build().tf();
    Operand<TInt32> count =
        tf.gather(tf.shape(scores), tf.constant(scores.dimensions() - 1), tf.constant(0));
    Operand<TInt32> each = tf.range(tf.constant(0), count, tf.constant(1)); // [L]
    Operand<TInt32> lengths = keys.get().values();
    for (int axis = 1; axis < scores.dimensions(); axis++) {
      lengths = tf.expandDims(lengths, tf.constant(axis));
    }
    Operand<TBool> valid = tf.math.less(each, lengths); // [N, .., L]
    return scores.with(tf.select(valid, scores, tf.constant(-1e9f))).softmax();
  }

  /** Returns this attention with a mask of the keys after each query: of a language model. */
  public Attention causal() {
    return new Attention(run, true);
  }

  /**
   * Attends to the steps of sequences.
   *
   * @param queries [N, T, F], or [N, F] for one query of each example
   * @param keys [N, L, F]; they are the values too
   * @return [N, T, F], or [N, F]
   */
  public Floats of(Floats queries, Floats keys) {
    return of(queries, keys, keys);
  }

  /**
   * Attends to the steps of sequences.
   *
   * @param values [N, L, V], one for each key
   * @return [N, T, V], or [N, V]
   */
  public Floats of(Floats queries, Floats keys, Floats values) {
    ShapeCheck.require("keys", keys, "[N, L, F] (examples, steps, features)", -1, -1, -1);
    ShapeCheck.require("values", values, "[N, L, V] (examples, steps, features)", -1, -1, -1);
    if (queries.dimensions() == 2) {
      return run.apply(queries.unsqueeze(1), keys, values, causal).squeeze(1);
    }
    ShapeCheck.require("queries", queries, "[N, T, F] (examples, steps, features)", -1, -1, -1);
    return run.apply(queries, keys, values, causal);
  }
}
