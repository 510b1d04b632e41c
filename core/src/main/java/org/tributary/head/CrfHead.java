package org.tributary.head;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.SizeCheck;
import org.tributary.internal.param.Settings;
import org.tributary.kernel.Gradients;
import org.tributary.param.ParameterSpec;
import org.tributary.span.TagScheme;

/**
 * A linear-chain CRF over the labels of a sequence. It is decoded in Java, sequence by sequence.
 *
 * @param scheme the tag scheme that predictions conform to; empty allows every label sequence
 * @param constrainsTraining whether the partition function of the training loss excludes the
 *     sequences that the scheme forbids; each violation in the gold labels then costs {@link
 *     Crf#FORBIDDEN}
 */
public record CrfHead(Optional<TagScheme> scheme, boolean constrainsTraining) implements Head {
  static final String NAME = "crf";

  private static final String SCHEME = "scheme";
  private static final String CONSTRAINS_TRAINING = "constrains_training";

  /**
   * Checks the combination.
   *
   * @throws IllegalArgumentException if training is constrained without a scheme
   */
  public CrfHead {
    Objects.requireNonNull(scheme, "scheme: expected a value, got null");
    if (constrainsTraining && scheme.isEmpty()) {
      throw new IllegalArgumentException(
          "CRF: expected a tag scheme to constrain training, got none; call crf(scheme)");
    }
  }

  /** Returns a CRF that applies the scheme's constraints in training too. */
  public CrfHead constrainTraining() {
    return new CrfHead(scheme, true);
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Checks the labels against the scheme.
   *
   * @throws IllegalArgumentException if there is a scheme and the labels have no names or do not
   *     conform to it
   */
  @Override
  public void require(LabelSet labels) {
    constraints(labels);
  }

  private Optional<TransitionConstraints> constraints(LabelSet labels) {
    return scheme.map(rules -> TransitionConstraints.of(rules, names(rules, labels)));
  }

  private static List<String> names(TagScheme scheme, LabelSet labels) {
    return labels
        .names()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "CRF: expected label names, which the rules of %s refer to, got %d labels without names; use LabelSet.of(names)"
                        .formatted(scheme, labels.size())));
  }

  @Override
  public List<ParameterSpec> parameters(LabelSet labels) {
    return new Crf(labels.size()).parameters();
  }

  @Override
  public HeadLoss loss(
      Ops tf, LabelSet labels, HeadBatch batch, Function<String, Operand<TFloat32>> weights) {
    Graphs.of(tf);
    batch.requireFit(labels);
    int count = labels.size();
    Operand<TInt32> steps = batch.steps(); // []
    Operand<TInt32> sequences =
        new SizeCheck(tf, "CRF loss", "is there a length and a weight for each sequence?")
            .equal(
                new SizeCheck.Size("lengths", batch.lengths(), 0),
                new SizeCheck.Size("weights", batch.sequenceWeights(), 0))
            .guard(tf.gather(tf.shape(batch.lengths()), tf.constant(0), tf.constant(0))); // []
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
    Crf.Loss loss =
        new Crf(count)
            .loss(
                tf,
                Crf.Weights.of(weights),
                new Crf.Batch(
                    logits,
                    tf.reshape(gold, tf.stack(List.of(steps, sequences))),
                    batch.lengths(),
                    batch.sequenceWeights(),
                    batch
                        .softTargets()
                        .map(
                            soft ->
                                new Crf.Distributions(
                                    padded.apply("soft targets", soft.probabilities()),
                                    soft.sequenceWeights()))),
                constrainsTraining ? constraints(labels) : Optional.empty());
    Operand<TFloat32> flat = tf.reshape(loss.logits(), tf.array(-1, count)); // [T·N, K]
    return new HeadLoss(
        loss.value(),
        new Gradients<>(
            tf.gather(flat, batch.positions(), tf.constant(0)), loss.weights().named()));
  }

  @Override
  public HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights) {
    LinearChain chain =
        LinearChain.of(
            weights.apply(Crf.START), weights.apply(Crf.END), weights.apply(Crf.TRANSITIONS));
    if (chain.labels() != labels.size()) {
      throw new IllegalArgumentException(
          "labels: expected %d, as many as the parameters of the CRF are of, got %d"
              .formatted(chain.labels(), labels.size()));
    }
    return new Decoder(constraints(labels).map(chain::restrictedTo).orElse(chain));
  }

  /**
   * Returns whether training is unconstrained: teachers give probability to label sequences that a
   * constrained CRF excludes, so that the loss would fall without bound.
   */
  @Override
  public boolean supportsSoftTargets() {
    return !constrainsTraining;
  }

  @Override
  public boolean independentSteps() {
    return false;
  }

  @Override
  public Optional<Map<String, String>> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    scheme.ifPresent(s -> settings.put(SCHEME, Settings.text(s)));
    settings.put(CONSTRAINS_TRAINING, Boolean.toString(constrainsTraining));
    return Optional.of(settings);
  }

  static Head read(Settings settings) {
    return new CrfHead(
        settings.has(SCHEME)
            ? Optional.of(settings.choice(SCHEME, TagScheme.values()))
            : Optional.empty(),
        settings.has(CONSTRAINS_TRAINING) && settings.flag(CONSTRAINS_TRAINING));
  }

  /** A decoder of logits. It keeps those of a decoded sequence, for its probabilities. */
  private record Decoder(LinearChain chain) implements HeadDecoder {
    @Override
    public int[] best(float[] output) {
      return chain.viterbi(output).labels();
    }

    @Override
    public LabelDistributions distributions(float[] output) {
      return new LabelDistributions(chain.posterior(output).marginals(), chain.labels());
    }

    @Override
    public DecodedSequence decode(float[] output) {
      return new DecodedSequence(
          chain.viterbi(output).labels(), chain.labels(), new LazyPosterior(chain, output));
    }

    @Override
    public List<LabelPath> nBest(float[] scores, int n) {
      return LabelPath.mostProbable(chain, scores, n);
    }
  }
}
