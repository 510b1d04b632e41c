package org.tributary.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.layer.Embedding;

/**
 * An embedding table in a graph.
 *
 * @param definition its sizes
 */
public record EmbeddingLayer(Embedding definition) {

  /** Checks that there is a definition. */
  public EmbeddingLayer {
    NullChecks.require("definition", "an embedding", definition);
  }

  /**
   * Reads one row for each index: PyTorch's {@code nn.Embedding} forward.
   *
   * @param name the table's name in {@code variables}
   * @param indices indices of any shape [..], each from 0 to V - 1, also computed ones, such as
   *     those of the largest scores; no gradient passes along them
   * @return [.., E]
   * @throws IllegalArgumentException if the table is of another shape
   */
  public Operand<TFloat32> lookup(
      Ops tf, Variables variables, String name, Operand<TInt32> indices) {
    Graphs.of(tf);
    NullChecks.require("indices", "rows of the table", indices);
    return gather(tf, variables, name, indices);
  }

  /**
   * The contents of all bags: one element for each of B pairs of position and row.
   *
   * @param rows [B], each from 0 to V - 1
   * @param weights [B]
   * @param positions [B], the index t·N + n of step t of row n
   */
  public record Bags(Operand<TInt32> rows, Operand<TFloat32> weights, Operand<TInt32> positions) {
    /**
     * Checks the shapes, where they are known.
     *
     * @throws IllegalArgumentException if one is not [B]
     */
    public Bags {
      ShapeCheck.require("rows", rows, "[B] (a row for each pair)", -1);
      long pairs = ShapeCheck.size(rows.shape(), 0);
      ShapeCheck.require("weights", weights, "[B] (a weight for each of the rows)", pairs);
      ShapeCheck.require("positions", positions, "[B] (a position for each of the rows)", pairs);
    }
  }

  /**
   * Sums the rows of each position.
   *
   * @param name the table's name in {@code variables}
   * @param steps T, a scalar
   * @param batch N, a scalar
   * @return [T, N, E]; a position without rows is zero
   * @throws IllegalArgumentException if the table is of another shape, or T or N is no scalar; a
   *     run fails if fed bags are not of one size B
   */
  public Operand<TFloat32> sum(
      Ops tf,
      Variables variables,
      String name,
      Bags bags,
      Operand<TInt32> steps,
      Operand<TInt32> batch) {
    Graphs.of(tf);
    ShapeCheck.require("steps", steps, "a scalar, the number of steps");
    ShapeCheck.require("batch", batch, "a scalar, the number of rows");
    Operand<TFloat32> gathered = gather(tf, variables, name, bags.rows()); // [B, E]
    Operand<TFloat32> weighted = tf.math.mul(gathered, column(tf, bags)); // [B, E]
    Operand<TFloat32> flat =
        tf.math.unsortedSegmentSum(
            weighted, positions(tf, bags), tf.math.mul(steps, batch)); // [T·N, E]
    return tf.reshape(flat, tf.stack(List.of(steps, batch, tf.constant(definition.size()))));
  }

  private Operand<TFloat32> gather(Ops tf, Variables variables, String name, Operand<TInt32> rows) {
    variables
        .shape(name)
        .require(
            "embedding " + name,
            "a table [%d, %d] (entries, size)"
                .formatted(definition.vocabularySize(), definition.size()),
            definition.vocabularySize(),
            definition.size());
    // TensorFlow asks for a gradient of indices that are computed from another lookup
    Operand<TInt32> indices = tf.stopGradient(rows);
    return tf.withName(PlainErrors.lookupNode(name))
        .resourceGather(variables.resource(name), indices, TFloat32.class);
  }

  /** Returns the weights, [B, 1]. */
  private static Operand<TFloat32> column(Ops tf, Bags bags) {
    return tf.expandDims(
        SizeCheck.rows(tf, "weights", bags.weights(), "rows of bags", bags.rows()), tf.constant(1));
  }

  private static Operand<TInt32> positions(Ops tf, Bags bags) {
    return SizeCheck.rows(tf, "positions", bags.positions(), "rows of bags", bags.rows());
  }

  /**
   * Returns the gradient of the rows that {@link #sum} read, never of the whole table.
   *
   * @param gradient the gradient of the sums, [T, N, E]
   * @return [B, E], in the order of {@code bags.rows()}
   * @throws IllegalArgumentException if the gradient is known to have another shape
   */
  public Operand<TFloat32> rowGradients(Ops tf, Bags bags, Operand<TFloat32> gradient) {
    ShapeCheck.require(
        "gradient",
        gradient,
        "[T, N, %d] (steps, rows, size)".formatted(definition.size()),
        -1,
        -1,
        definition.size());
    Operand<TFloat32> flat = tf.reshape(gradient, tf.array(-1, definition.size())); // [T·N, E]
    Operand<TFloat32> toRows = tf.gather(flat, positions(tf, bags), tf.constant(0)); // [B, E]
    return tf.math.mul(toRows, column(tf, bags));
  }
}
