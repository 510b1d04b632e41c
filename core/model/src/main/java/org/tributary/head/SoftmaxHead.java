package org.tributary.head;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.layer.FloatMath;

/** A softmax over the labels of each step, independent of the other steps. */
record SoftmaxHead() implements Head {
  static final String NAME = "softmax";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean supportsSoftTargets() {
    return true;
  }

  @Override
  public HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights) {
    return new Decoder(labels.size());
  }

  @Override
  public Optional<Map<String, String>> settings() {
    return Optional.of(Map.of());
  }

  /**
   * Computes the label probabilities on Java arrays, [M, K] from finite logits [M, K], row-major.
   *
   * @param labelCount K
   */
  private static float[] probabilities(float[] logits, int labelCount) {
    float[] probabilities = new float[logits.length];
    for (int first = 0; first < logits.length; first += labelCount) {
      int end = first + labelCount;
      float largest = logits[first];
      for (int k = first + 1; k < end; k++) {
        largest = Math.max(largest, logits[k]);
      }
      float sum = 0;
      for (int k = first; k < end; k++) {
        probabilities[k] = FloatMath.exp(logits[k] - largest);
        sum += probabilities[k];
      }
      for (int k = first; k < end; k++) {
        probabilities[k] /= sum;
      }
    }
    return probabilities;
  }

  /** A decoder of logits. */
  private record Decoder(int labels) implements HeadDecoder {
    @Override
    public int[] best(float[] logits) {
      int[] best = new int[LinearChain.requireSteps(logits, labels)];
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
      LinearChain.requireSteps(logits, labels); // the softmax of logits that overflow is NaN
      return new LabelDistributions(probabilities(logits, labels), labels);
    }

    @Override
    public List<LabelPath> nBest(float[] logits, int n) {
      return LinearChain.nBestOfIndependent(logits, labels, n);
    }
  }
}
