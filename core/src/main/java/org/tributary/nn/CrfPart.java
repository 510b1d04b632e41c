package org.tributary.nn;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLosses;
import org.tributary.head.Head;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelSet;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.param.ParameterValues;

/** A linear-chain CRF of a {@link Network}. K is the number of labels. */
public final class CrfPart {
  private final Build build;
  private final LabelSet labels;
  private final String prefix;

  CrfPart(Build build, LabelSet labels, String prefix) {
    this.build = build;
    this.labels = labels;
    this.prefix = prefix;
  }

  /**
   * Returns the negative log-likelihood of the label sequences, divided by the number of labels:
   * torchcrf's with {@code reduction="token_mean"}.
   *
   * @param logits [N, L, K]
   * @param gold [N, L], from 0 to K − 1, or negative for an unlabelled step, over whose labels the
   *     likelihood sums
   */
  public Floats loss(Floats logits, Ints gold) {
    Ops tf = build.tf();
    Losses losses = new Losses(build, "CRF");
    losses.requireFit(logits, gold);
    requireLabels("CRF", logits);
    losses.requireClasses(gold, 0, labels.size(), true);
    Optional<Lengths> lengths = logits.lengths().or(gold::lengths);
    Operand<TInt32> rows = Axes.size(tf, logits, 0);
    Operand<TInt32> steps = Axes.size(tf, logits, 1);
    Operand<TInt32> vector = tf.array(-1);
    Operand<TFloat32> flat;
    Operand<TInt32> flatGold;
    Operand<TInt32> positions;
    Operand<TInt32> all;
    if (lengths.isPresent()) {
      flat = lengths.get().packed(logits);
      flatGold = lengths.get().packed(gold);
      positions = lengths.get().positions(logits);
      all = lengths.get().values();
    } else {
      flat = tf.reshape(logits, tf.array(-1, labels.size()));
      flatGold = tf.reshape(gold, vector);
      Operand<TInt32> step = tf.range(tf.constant(0), steps, tf.constant(1));
      Operand<TInt32> row = tf.range(tf.constant(0), rows, tf.constant(1));
      positions =
          tf.reshape(
              tf.math.add(tf.expandDims(row, tf.constant(1)), tf.math.mul(step, rows)), vector);
      all = tf.fill(tf.expandDims(rows, tf.constant(0)), steps);
    }
    HeadBatch batch =
        new HeadBatch(
            flat,
            tf.stopGradient(flatGold), // predictions, which have none
            tf.fill(tf.shape(flatGold), tf.constant(1f)),
            tf.stopGradient(positions),
            steps,
            tf.stopGradient(all),
            tf.fill(tf.shape(all), tf.constant(1f)),
            Optional.empty());
    return losses.mean(
        HeadLosses.differentiable(
            Head.crf(), tf, labels, batch, name -> build.variables.read(prefix + name)),
        losses.count(flatGold));
  }

  /** Requires that the last axis of logits has the labels of this CRF. */
  void requireLabels(String name, Floats logits) {
    int count = labels.size();
    ShapeCheck.require(
        name + ": logits",
        logits,
        "[N, L, %d] (examples, steps, the labels of the CRF)".formatted(count),
        -1,
        -1,
        count);
  }

  /** Returns a decoder of logits with the values of a model. */
  HeadDecoder decoder(ParameterValues values) {
    return Head.crf().decoder(labels, name -> values.values(prefix + name));
  }
}
