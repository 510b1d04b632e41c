package org.tributary.head;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.Boundary;
import org.tributary.kernel.Gradients;
import org.tributary.param.ParameterSpec;
import org.tributary.span.TagScheme;

/**
 * An output head: the loss and the decoder of one label column. An immutable definition without
 * tensors; a linear layer on the encoder's output computes the logits that the head reads.
 *
 * <p>An implementation brings its own parameters, its loss in the graph and its decoder in Java.
 * The decoder sees one sequence at a time, so that predictions do not depend on the batch. {@code
 * toString} describes the settings: a checkpoint is resumed only by a definition with the same
 * text.
 *
 * <p>Letters in this package: T steps, N sequences, M tokens (the steps of all sequences without
 * padding), K labels, S logits of a step.
 */
public interface Head {

  /** Returns a softmax over the labels of each step, independent of the other steps. */
  static Head softmax() {
    return new SoftmaxHead();
  }

  /** Returns a linear-chain CRF that allows every label sequence. */
  static CrfHead crf() {
    return new CrfHead(Optional.empty(), false);
  }

  /** Returns a linear-chain CRF whose predictions conform to {@code scheme}. */
  static CrfHead crf(TagScheme scheme) {
    return new CrfHead(Optional.of(scheme), false);
  }

  /**
   * Returns the name of this kind of head: letters, digits and underscores. The head's own
   * parameters are named {@code <name>.<column>.…}.
   */
  String name();

  /**
   * Checks that this head can predict {@code labels}; by default it can predict any.
   *
   * @throws IllegalArgumentException if it cannot
   */
  default void require(LabelSet labels) {}

  /** Returns S, the number of logits that the head reads at a step; by default one per label. */
  default int logitCount(LabelSet labels) {
    return labels.size();
  }

  /** Returns the head's own parameters, without prefix; by default none. */
  default List<ParameterSpec> parameters(LabelSet labels) {
    return List.of();
  }

  /**
   * Adds the loss of a batch and its gradients to the graph. {@link HeadLoss#differentiated} adds
   * the gradients of a loss that TensorFlow can differentiate. The value alone may not be
   * differentiable by TensorFlow: see {@link #differentiableLoss}.
   *
   * @param weights the head's own parameters, by the names of {@link #parameters}
   */
  HeadLoss loss(
      Ops tf, LabelSet labels, HeadBatch batch, Function<String, Operand<TFloat32>> weights);

  /**
   * Adds the loss of a batch to a graph of your own. TensorFlow differentiates it with respect to
   * the logits and the head's parameters by {@link #loss}'s gradients.
   *
   * @param weights the head's own parameters, by the names of {@link #parameters}
   * @return a scalar
   */
  default Operand<TFloat32> differentiableLoss(
      Ops tf, LabelSet labels, HeadBatch batch, Function<String, Operand<TFloat32>> weights) {
    if (Boundary.obstacle().isPresent()) {
      return loss(tf, labels, batch, weights).value(); // addGradients refuses what it cannot
    }
    List<String> names = parameters(labels).stream().map(ParameterSpec::name).toList();
    List<Operand<TFloat32>> inputs = new ArrayList<>(List.of(batch.logits()));
    names.forEach(name -> inputs.add(weights.apply(name)));
    List<HeadLoss> losses = new ArrayList<>();
    return Boundary.of(
            tf,
            name(),
            inputs,
            copies -> {
              losses.add(
                  loss(
                      tf,
                      labels,
                      batch.withLogits(copies.get(0)),
                      name -> copies.get(1 + names.indexOf(name))));
              return List.of(losses.get(0).value());
            },
            upstream -> {
              Operand<TFloat32> scale = upstream.get(0).orElseThrow();
              Gradients<Operand<TFloat32>> gradients = losses.get(0).gradients();
              List<Operand<TFloat32>> scaled = new ArrayList<>();
              scaled.add(tf.math.mul(gradients.input(), scale));
              names.forEach(name -> scaled.add(tf.math.mul(gradients.parameter(name), scale)));
              return scaled;
            })
        .get(0);
  }

  /**
   * Adds to an inference graph what the decoder reads; by default the logits.
   *
   * @param logits [M, S]
   * @return [M, S]
   */
  default Operand<TFloat32> output(Ops tf, Operand<TFloat32> logits) {
    return logits;
  }

  /**
   * Returns a decoder with trained parameters. It is thread-safe.
   *
   * @param weights the values of the head's own parameters, by the names of {@link #parameters}
   */
  HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights);

  /**
   * Returns whether the labels of different steps are independent given the logits, so that the
   * probability of several labels is the product of theirs; by default they are.
   */
  default boolean independentSteps() {
    return true;
  }

  /**
   * Returns whether {@link #loss} reads {@link HeadBatch#softTargets}; by default it does not, and
   * training on soft targets is refused.
   */
  default boolean supportsSoftTargets() {
    return false;
  }

  /**
   * Returns the tag scheme that predictions conform to; empty without one, the default. Training
   * labels that violate it are reported.
   */
  default Optional<TagScheme> scheme() {
    return Optional.empty();
  }

  /**
   * Returns all serialized settings, a map of strings, for the file of a tagger; empty for a head
   * that cannot be stored, the default. {@link HeadCodec} lists the heads that can be read back.
   */
  default Optional<Map<String, String>> settings() {
    return Optional.empty();
  }
}
