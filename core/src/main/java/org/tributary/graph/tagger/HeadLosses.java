package org.tributary.graph.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.Gradients;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.internal.ByName;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.CustomGradient;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.param.ParameterSpec;

/** The losses of heads in a graph. */
public final class HeadLosses {
  private HeadLosses() {}

  /**
   * Adds the loss of a batch and its gradients to the graph; see {@link GraphHead#loss}.
   *
   * @throws IllegalArgumentException if the head is neither of the library nor one for graphs
   */
  public static HeadLoss of(
      Head head,
      Ops tf,
      LabelSet labels,
      HeadBatch batch,
      Function<String, Operand<TFloat32>> weights) {
    NullChecks.require("head", "an output head", head);
    if (head instanceof GraphHead own) {
      return own.loss(tf, labels, batch, weights);
    }
    if (head instanceof CrfHead crf) {
      return crf(crf, tf, labels, batch, weights);
    }
    if (head.equals(Head.softmax())) {
      return softmax(tf, labels, batch);
    }
    throw Graphs.withoutOperations("output head", head, "GraphHead");
  }

  /**
   * Adds the loss of a batch to a graph of your own. TensorFlow differentiates it with respect to
   * the logits and the head's parameters by the gradients of {@link #of}.
   *
   * @param weights the head's own parameters, by the names of {@link Head#parameters}
   * @return a scalar
   */
  public static Operand<TFloat32> differentiable(
      Head head,
      Ops tf,
      LabelSet labels,
      HeadBatch batch,
      Function<String, Operand<TFloat32>> weights) {
    if (CustomGradient.unsupported().isPresent()) {
      return of(head, tf, labels, batch, weights).value(); // addGradients refuses what it cannot
    }
    List<String> names = head.parameters(labels).stream().map(ParameterSpec::name).toList();
    List<Operand<TFloat32>> inputs = new ArrayList<>(List.of(batch.logits()));
    names.forEach(name -> inputs.add(weights.apply(name)));
    return CustomGradient.of(
            tf,
            head.name(),
            inputs,
            copies -> {
              HeadLoss loss =
                  of(
                      head,
                      tf,
                      labels,
                      batch.withLogits(copies.get(0)),
                      name -> copies.get(1 + names.indexOf(name)));
              return new CustomGradient.Pass(
                  List.of(loss.value()),
                  upstream -> {
                    Operand<TFloat32> scale = upstream.get(0).orElseThrow();
                    List<Operand<TFloat32>> scaled = new ArrayList<>();
                    scaled.add(tf.math.mul(loss.gradients().input(), scale));
                    names.forEach(
                        name -> scaled.add(tf.math.mul(loss.gradients().parameter(name), scale)));
                    return scaled;
                  });
            })
        .get(0);
  }

  private static HeadLoss softmax(Ops tf, LabelSet labels, HeadBatch batch) {
    Graphs.of(tf);
    batch.requireFit(labels);
    Operand<TFloat32> value =
        Softmax.loss(
            tf,
            batch.logits(),
            batch.labels(),
            batch.weights(),
            batch.softTargets(),
            labels.size());
    return HeadLoss.differentiated(tf, value, batch.logits());
  }

  private static HeadLoss crf(
      CrfHead head,
      Ops tf,
      LabelSet labels,
      HeadBatch batch,
      Function<String, Operand<TFloat32>> weights) {
    Graphs.of(tf);
    batch.requireFit(labels);
    int count = labels.size();
    Operand<TInt32> steps = batch.steps(); // []
    SizeCheck check =
        new SizeCheck(tf, "CRF loss", "is there a length and a weight for each sequence?")
            .equal(
                new SizeCheck.Size("lengths", batch.lengths(), 0),
                new SizeCheck.Size("weights", batch.sequenceWeights(), 0));
    batch
        .softTargets()
        .ifPresent(
            soft ->
                check.equal(
                    new SizeCheck.Size("lengths", batch.lengths(), 0),
                    new SizeCheck.Size("weights of soft targets", soft.sequenceWeights(), 0)));
    Operand<TInt32> lengths = check.guard(batch.lengths()); // [N]
    Operand<TInt32> sequences = Axes.size(tf, lengths, 0); // []
    Operand<TInt32> all = tf.math.mul(steps, sequences); // []
    Operand<TInt32> positions = tf.expandDims(batch.positions(), tf.constant(1)); // [M, 1]
    BiFunction<String, Operand<TFloat32>, Operand<TFloat32>> padded = // [T, N, K] of [M, K]
        (name, tokens) ->
            tf.reshape(
                tf.scatterNd(
                    positions,
                    SizeCheck.rows(tf, name, tokens, "positions", batch.positions()),
                    tf.stack(List.of(all, tf.constant(count)))),
                tf.stack(List.of(steps, sequences, tf.constant(count))));
    Operand<TFloat32> logits = padded.apply("logits", batch.logits());
    Operand<TInt32> gold =
        tf.scatterNd(
            positions,
            SizeCheck.rows(tf, "labels", batch.labels(), "positions", batch.positions()),
            tf.expandDims(all, tf.constant(0))); // [T·N]
    Map<String, Operand<TFloat32>> scores =
        ShapeCheck.parameters(head.parameters(labels), "a CRF of these labels", weights);
    Crf.Loss loss =
        Crf.loss(
            tf,
            new Crf.Weights(
                scores.get(CrfHead.START),
                scores.get(CrfHead.END),
                scores.get(CrfHead.TRANSITIONS)),
            new Crf.Batch(
                logits,
                tf.reshape(gold, tf.stack(List.of(steps, sequences))),
                lengths,
                check.guard(batch.sequenceWeights()),
                batch
                    .softTargets()
                    .map(
                        soft ->
                            new Crf.Distributions(
                                padded.apply("soft targets", soft.probabilities()),
                                check.guard(soft.sequenceWeights())))),
            head.constrainsTraining() ? head.constraints(labels) : Optional.empty());
    Operand<TFloat32> flat = tf.reshape(loss.logits(), tf.array(-1, count)); // [T·N, K]
    return new HeadLoss(
        loss.value(),
        new Gradients<>(
            tf.gather(flat, batch.positions(), tf.constant(0)),
            ByName.of(
                CrfHead.NAMES,
                List.of(
                    loss.weights().start(), loss.weights().end(), loss.weights().transitions()))));
  }
}
