package org.tributary.head;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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
   * Returns whether the loss reads soft targets; by default it does not, and training on them is
   * refused.
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
   * that cannot be stored, the default. {@code HeadCodec} lists the heads that can be read back.
   */
  default Optional<Map<String, String>> settings() {
    return Optional.empty();
  }
}
