package org.tributary.nn;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.ShapeCheck;

/**
 * Attention of a {@link Network}: for each query a mean of values, weighted by the softmax of the
 * scores of the keys. The padding of keys has weight 0; a sequence without keys has the mean 0.
 */
public final class Attention {
  /** Returns the scores [N, .., T, L] of queries [N, T, Q] and keys [N, L, K]. */
  private final BinaryOperator<Floats> score;

  /** Projects values [N, L, V] and splits them into heads, [N, .., L, V']. */
  private final UnaryOperator<Floats> projectValues;

  /** Joins the heads of the weighted sums [N, .., T, V'] with the queries, and projects. */
  private final BinaryOperator<Floats> projectOutput;

  private final boolean causal;

  private Attention(
      BinaryOperator<Floats> score,
      UnaryOperator<Floats> projectValues,
      BinaryOperator<Floats> projectOutput,
      boolean causal) {
    this.score = score;
    this.projectValues = projectValues;
    this.projectOutput = projectOutput;
    this.causal = causal;
  }

  /**
   * @param score the scores [N, T, L] of queries [N, T, Q] and keys [N, L, K]
   */
  Attention(BinaryOperator<Floats> score) {
    this(score, values -> values, (means, queries) -> queries.sameAxes(means), false);
  }

  static Attention multiHead(Floats weight, Floats bias, Layer out, int size, int heads) {
    IntFunction<UnaryOperator<Floats>> projection = // [N, ·, size] to [N, heads, ·, size / heads]
        k ->
            x -> {
              int from = k * size;
              Floats rows = weight.slice(0, from, from + size);
              return heads(x.linear(rows).plus(bias.slice(0, from, from + size)), size, heads);
            };
    UnaryOperator<Floats> query = projection.apply(0);
    UnaryOperator<Floats> key = projection.apply(1);
    return new Attention(
        (queries, keys) ->
            query
                .apply(queries)
                .matmulTransposed(key.apply(keys))
                .times(1 / Math.sqrt((double) size / heads)),
        projection.apply(2),
        (means, queries) -> {
          Ops tf = queries.build().tf();
          Operand<TFloat32> joined =
              tf.reshape(
                  means.transpose(1, 2),
                  tf.stack(
                      List.of(
                          Axes.size(tf, queries, 0),
                          Axes.size(tf, queries, 1),
                          tf.constant(size))));
          return out.forward(queries.sameAxes(joined));
        },
        false);
  }

  private static Floats heads(Floats x, int size, int heads) {
    Ops tf = x.build().tf();
    Operand<TFloat32> split =
        tf.reshape(
            x,
            tf.stack(
                List.of(
                    Axes.size(tf, x, 0),
                    Axes.size(tf, x, 1),
                    tf.constant(heads),
                    tf.constant(size / heads))));
    return new Floats(x.build(), split, Map.of()).transpose(1, 2);
  }

  /** Returns scores [.., T, L] with a mask of keys after the query. */
  private static Operand<TFloat32> masked(Floats scores) {
    Ops tf = scores.build().tf();
    int rank = scores.dimensions();
    Operand<TInt32> shape = tf.shape(scores);
    Operand<TInt32> queries = tf.gather(shape, tf.constant(rank - 2), tf.constant(0));
    Operand<TInt32> keys = tf.gather(shape, tf.constant(rank - 1), tf.constant(0));
    Operand<TInt32> query = tf.range(tf.constant(0), queries, tf.constant(1));
    Operand<TInt32> key = tf.range(tf.constant(0), keys, tf.constant(1));
    Operand<TBool> before = tf.math.lessEqual(key, tf.expandDims(query, tf.constant(1)));
    return tf.select(before, scores, tf.constant(Floats.MASKED_SCORE));
  }

  /** Returns this attention with a causal mask: a query sees no later keys. */
  public Attention causal() {
    return new Attention(score, projectValues, projectOutput, true);
  }

  /**
   * Returns the attention weights, the softmax over the keys that {@link #forward} uses.
   *
   * @param queries [N, T, F], or [N, F] for one query of each example
   * @param keys [N, L, F]
   * @return [N, T, L], or [N, L]; of several heads [N, heads, T, L], or [N, heads, L]
   */
  public Floats weights(Floats queries, Floats keys) {
    ShapeCheck.require("keys", keys, "[N, L, F] (examples, steps, features)", -1, -1, -1);
    keys.requireFeatures("keys");
    if (queries.dimensions() == 2) {
      return weights(queries.unsqueeze(1), keys).squeeze(-2);
    }
    ShapeCheck.require("queries", queries, "[N, T, F] (examples, steps, features)", -1, -1, -1);
    queries.requireFeatures("queries");
    Floats scores = score.apply(queries, keys);
    int rank = scores.dimensions();
    Map<Integer, Lengths> axes = new HashMap<>();
    queries.axes().forEach((axis, lengths) -> axes.put(rank - 2, lengths));
    keys.axes().forEach((axis, lengths) -> axes.put(rank - 1, lengths));
    return new Floats(scores.build(), causal ? masked(scores) : scores, axes).softmax();
  }

  /**
   * Attends to the steps of sequences.
   *
   * @param queries [N, T, F], or [N, F] for one query of each example
   * @param keys [N, L, F]; they are the values too
   * @return [N, T, F], or [N, F]
   */
  public Floats forward(Floats queries, Floats keys) {
    return forward(queries, keys, keys);
  }

  /**
   * Attends to the steps of sequences.
   *
   * @param values [N, L, V], one for each key
   * @return [N, T, V], or [N, V]
   */
  public Floats forward(Floats queries, Floats keys, Floats values) {
    ShapeCheck.require("keys", keys, "[N, L, F] (examples, steps, features)", -1, -1, -1);
    ShapeCheck.require("values", values, "[N, L, V] (examples, steps, features)", -1, -1, -1);
    values.requireFeatures("values");
    if (queries.dimensions() == 2) {
      return forward(queries.unsqueeze(1), keys, values).squeeze(1);
    }
    keys.build().requireEqual(keys.axes(), "attention: keys", values.axes(), "values");
    Floats weights = weights(queries, keys);
    return projectOutput.apply(weights.weightedSum(projectValues.apply(values)), queries);
  }
}
