package org.tributary.head;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.internal.NullChecks;
import org.tributary.internal.Settings;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.span.TagScheme;

/**
 * A linear-chain CRF over the labels of a sequence. It is decoded in Java, sequence by sequence.
 *
 * @param scheme the tag scheme that predictions conform to; empty allows every label sequence
 * @param constrainsTraining whether the partition function of the training loss excludes the
 *     sequences that the scheme forbids; each violation in the gold labels then costs 10,000
 */
public record CrfHead(Optional<TagScheme> scheme, boolean constrainsTraining) implements Head {
  /** The parameter name of the start scores, one per first label, [K]. */
  public static final String START = "start_transitions";

  /** The parameter name of the end scores, one per last label, [K]. */
  public static final String END = "end_transitions";

  /**
   * The parameter name of the transition scores, [K, K], from the previous label (row) to the label
   * (column).
   */
  public static final String TRANSITIONS = "transitions";

  /** The names of all parameters, in order. */
  public static final List<String> NAMES = List.of(START, END, TRANSITIONS);

  static final String NAME = "crf";

  private static final String SCHEME = "scheme";
  private static final String CONSTRAINS_TRAINING = "constrains_training";

  /**
   * Checks the combination.
   *
   * @throws IllegalArgumentException if training is constrained without a scheme
   */
  public CrfHead {
    NullChecks.require("scheme", "a value", scheme);
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

  /**
   * Returns the transitions between labels that the scheme allows; empty without a scheme.
   *
   * @throws IllegalArgumentException if there is a scheme and the labels have no names
   */
  public Optional<TransitionConstraints> constraints(LabelSet labels) {
    return scheme.map(known -> TransitionConstraints.of(known, names(known, labels)));
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

  /**
   * Returns {@code start_transitions} [K], {@code end_transitions} [K] and {@code transitions} [K,
   * K], drawn from U(-0.1, 0.1). Names, order and distribution are those of the PyTorch package
   * torchcrf.
   */
  @Override
  public List<ParameterSpec> parameters(LabelSet labels) {
    Initializer uniform = Initializer.uniform(0.1);
    int count = labels.size();
    return List.of(
        new ParameterSpec(START, TensorShape.of(count), uniform),
        new ParameterSpec(END, TensorShape.of(count), uniform),
        new ParameterSpec(TRANSITIONS, TensorShape.of(count, count), uniform));
  }

  @Override
  public HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights) {
    LinearChain chain =
        LinearChain.of(weights.apply(START), weights.apply(END), weights.apply(TRANSITIONS));
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

  /**
   * Returns the head of {@link #settings}.
   *
   * @throws IllegalArgumentException if a setting has another form
   */
  public static CrfHead read(Settings settings) {
    return new CrfHead(
        settings.has(SCHEME)
            ? Optional.of(settings.choice(SCHEME, TagScheme.values()))
            : Optional.empty(),
        settings.has(CONSTRAINS_TRAINING) && settings.flag(CONSTRAINS_TRAINING));
  }

  /** A decoder of logits. */
  private record Decoder(LinearChain chain) implements HeadDecoder {
    @Override
    public int[] best(float[] output) {
      return chain.viterbi(output);
    }

    @Override
    public LabelDistributions distributions(float[] output) {
      return chain.posterior(output).distributions();
    }

    @Override
    public List<LabelPath> nBest(float[] scores, int n) {
      return chain.nBest(scores, n);
    }
  }
}
