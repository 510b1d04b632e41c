package org.tributary.head;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.check.Graphs;
import org.tributary.internal.check.ShapeCheck;

/**
 * A softmax over the labels of each step, independent of the other steps. Probabilities are
 * computed in the graph.
 */
record SoftmaxHead() implements Head {
  static final String NAME = "softmax";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public HeadLoss loss(
      Ops tf, LabelSet labels, HeadBatch batch, Function<String, Operand<TFloat32>> weights) {
    Graphs.of(tf);
    batch.requireFit(labels);
    Operand<TFloat32> value =
        batch
            .softTargets()
            .map(
                soft ->
                    Softmax.loss(
                        tf, batch.logits(), batch.labels(), batch.weights(), soft, labels.size()))
            .orElseGet(
                () ->
                    Softmax.loss(
                        tf, batch.logits(), batch.labels(), batch.weights(), labels.size()));
    return HeadLoss.differentiated(tf, value, batch.logits());
  }

  @Override
  public boolean supportsSoftTargets() {
    return true;
  }

  @Override
  public Operand<TFloat32> output(Ops tf, Operand<TFloat32> logits) {
    ShapeCheck.require("logits", logits, "[M, S] (tokens, logits of a step)", -1, -1);
    return Softmax.invariantProbabilities(tf, logits);
  }

  @Override
  public HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights) {
    return new Decoder(labels.size(), LinearChain.independent(labels.size()));
  }

  @Override
  public Optional<Map<String, String>> settings() {
    return Optional.of(Map.of());
  }

  /** A decoder of probabilities; the chain ranks label sequences. */
  private record Decoder(int labels, LinearChain chain) implements HeadDecoder {
    @Override
    public int[] best(float[] output) {
      return distributions(output).best();
    }

    @Override
    public LabelDistributions distributions(float[] output) {
      chain.steps(output); // checks them; the softmax of logits that overflow is NaN
      return new LabelDistributions(output, labels);
    }

    @Override
    public DecodedSequence decode(float[] output) {
      LabelDistributions distributions = distributions(output);
      return DecodedSequence.of(distributions.best(), distributions);
    }

    @Override
    public List<LabelPath> nBest(float[] scores, int n) {
      return LabelPath.mostProbable(chain, scores, n);
    }
  }
}
