package org.tributary.internal.network;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.graph.head.SoftTargets;
import org.tributary.graph.sequence.FedSequenceLengths;
import org.tributary.runtime.Feed;
import org.tributary.sequence.PaddingStrategy;

/**
 * The placeholders of a {@link TaggerBatch}, except those of the tagger's inputs. N is the number
 * of rows, M of tokens.
 *
 * @param steps T, a scalar
 * @param rows the sequence lengths
 * @param positions the position t·N + n of each token, [M]
 * @param labels the gold labels of each column, [M] each
 * @param labelWeights the loss weight of each token, [M]
 * @param rowWeights the loss weight of each row, [N]
 * @param softTargets the soft targets of the main column, if training has any
 */
record BatchPlaceholders(
    Placeholder<TInt32> steps,
    FedSequenceLengths rows,
    Placeholder<TInt32> positions,
    List<Placeholder<TInt32>> labels,
    Placeholder<TFloat32> labelWeights,
    Placeholder<TFloat32> rowWeights,
    Optional<SoftTargets> softTargets) {

  /**
   * Adds the placeholders to the graph.
   *
   * @param columns the number of label columns
   * @param softLabels the number of labels of the soft targets; empty without soft targets
   */
  static BatchPlaceholders create(Ops tf, int columns, OptionalInt softLabels) {
    Placeholder<TInt32> steps = placeholder(tf, TInt32.class, Shape.scalar());
    return new BatchPlaceholders(
        steps,
        FedSequenceLengths.unchecked(tf, steps),
        placeholder(tf, TInt32.class, Shape.of(-1)),
        IntStream.range(0, columns)
            .mapToObj(k -> placeholder(tf, TInt32.class, Shape.of(-1)))
            .toList(),
        placeholder(tf, TFloat32.class, Shape.of(-1)),
        placeholder(tf, TFloat32.class, Shape.of(-1)),
        softLabels.isPresent()
            ? Optional.of(
                new SoftTargets(
                    placeholder(tf, TFloat32.class, Shape.of(-1, softLabels.getAsInt())),
                    placeholder(tf, TFloat32.class, Shape.of(-1)),
                    placeholder(tf, TFloat32.class, Shape.of(-1))))
            : Optional.empty());
  }

  private static <T extends TType> Placeholder<T> placeholder(Ops tf, Class<T> type, Shape shape) {
    return tf.placeholder(type, Placeholder.shape(shape));
  }

  /** Returns the sequence lengths, [N]. */
  Operand<TInt32> lengths() {
    return rows.values();
  }

  /** Feeds a batch for a graph built with padding strategy {@code padding}. */
  void feed(Feed feed, TaggerBatch batch, PaddingStrategy padding) {
    rows.feed(padding, batch.lengths, batch.shape.steps(), feed::ints);
    feedPositions(feed, batch);
  }

  private void feedPositions(Feed feed, TaggerBatch batch) {
    feed.number(steps, batch.shape.steps());
    feed.ints(positions, batch.positions);
    batch.targets().ifPresent(targets -> feedTargets(feed, targets));
  }

  private void feedTargets(Feed feed, TaggerBatch.Targets targets) {
    for (int k = 0; k < labels.size(); k++) {
      feed.ints(labels.get(k), targets.labels[k]);
    }
    feed.floats(labelWeights, targets.labelWeights);
    feed.floats(rowWeights, targets.rowWeights);
    softTargets.ifPresent(soft -> feedSoftTargets(feed, soft, targets));
  }

  private static void feedSoftTargets(Feed feed, SoftTargets soft, TaggerBatch.Targets targets) {
    Shape shape = Shape.of(targets.labelWeights.length, soft.probabilities().shape().get(1));
    int labelCount = Math.toIntExact(shape.get(1));
    feed.floats(soft.probabilities(), shape, targets.softTargets(labelCount));
    feed.floats(soft.weights(), targets.softWeights());
    feed.floats(soft.sequenceWeights(), targets.softRowWeights());
  }
}
