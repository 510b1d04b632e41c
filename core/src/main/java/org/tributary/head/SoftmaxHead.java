package org.tributary.head;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.internal.graph.Graphs;

/** A softmax over the labels of each step, independent of the other steps. */
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
  public HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights) {
    return new Decoder(labels.size(), LinearChain.independent(labels.size()));
  }

  @Override
  public Optional<Map<String, String>> settings() {
    return Optional.of(Map.of());
  }

  /** A decoder of logits; the chain ranks label sequences. */
  private record Decoder(int labels, LinearChain chain) implements HeadDecoder {
    @Override
    public int[] best(float[] logits) {
      chain.steps(logits); // checks them
      int[] best = new int[logits.length / labels];
      for (int step = 0; step < best.length; step++) {
        int first = step * labels;
        for (int label = 1; label < labels; label++) {
          best[step] = logits[first + label] > logits[first + best[step]] ? label : best[step];
        }
      }
      return best;
    }

    @Override
    public LabelDistributions distributions(float[] logits) {
      chain.steps(logits); // checks them; the softmax of logits that overflow is NaN
      return new LabelDistributions(Softmax.probabilities(logits, labels), labels);
    }

    @Override
    public List<LabelPath> nBest(float[] logits, int n) {
      return LabelPath.mostProbable(chain, logits, n);
    }
  }
}
