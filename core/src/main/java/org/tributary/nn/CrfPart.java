package org.tributary.nn;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLosses;
import org.tributary.head.Head;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelSet;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;

/** A linear-chain CRF of a {@link Network}. K is the number of labels. */
public final class CrfPart {
  private final Build build;
  private final LabelSet labels;
  private final Function<String, Operand<TFloat32>> weights;
  private final List<String> names;

  private CrfPart(
      Build build,
      LabelSet labels,
      Function<String, Operand<TFloat32>> weights,
      List<String> names) {
    this.build = build;
    this.labels = labels;
    this.weights = weights;
    this.names = names;
  }

  static CrfPart of(
      Build build,
      int labels,
      Consumer<List<ParameterSpec>> parameters,
      Function<String, Operand<TFloat32>> weights) {
    LabelSet set = LabelSet.ofSize(labels);
    int before = build.variables.specs().size();
    parameters.accept(Head.crf().parameters(set));
    List<ParameterSpec> all = build.variables.specs();
    return new CrfPart(
        build,
        set,
        weights,
        all.subList(before, all.size()).stream().map(ParameterSpec::name).toList());
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
    List<Operand<TInt32>> sizes = Lengths.sizes(tf, logits, 2);
    Operand<TInt32> rows = sizes.get(0);
    Operand<TInt32> steps = sizes.get(1);
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
            flatGold,
            tf.fill(tf.shape(flatGold), tf.constant(1f)),
            tf.stopGradient(positions),
            steps,
            tf.stopGradient(all),
            tf.fill(tf.shape(all), tf.constant(1f)),
            Optional.empty());
    return new Floats(
        build, HeadLosses.differentiable(Head.crf(), tf, labels, batch, weights), Map.of());
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
    return Head.crf()
        .decoder(
            labels,
            name ->
                values.values(
                    names.stream().filter(n -> n.endsWith("." + name)).findFirst().orElseThrow()));
  }
}
