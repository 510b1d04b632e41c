package org.tributary.graph.tagger;

import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tributary.head.BruteForce;
import org.tributary.head.TransitionConstraints;
import org.tributary.testing.Eval;

/** The loss of a CRF and its gradients with respect to logits, start, end and transitions. */
record CrfResult(List<float[]> values) {
  double loss() {
    return values.get(0)[0];
  }

  /**
   * Computes a loss.
   *
   * @param chain the weights
   * @param logits [T, N, K]
   * @param rows the labels of each row
   * @param weights the weight of each row
   * @param steps T
   */
  static CrfResult of(
      BruteForce chain,
      float[] logits,
      List<List<Integer>> rows,
      List<Double> weights,
      int steps,
      Optional<TransitionConstraints> rules) {
    int k = chain.labels();
    int batch = rows.size();
    int[] labels = new int[steps * batch];
    int[] lengths = new int[batch];
    float[] rowWeights = new float[batch];
    for (int n = 0; n < batch; n++) {
      lengths[n] = rows.get(n).size();
      rowWeights[n] = weights.get(n).floatValue();
      for (int t = 0; t < steps; t++) {
        labels[t * batch + n] =
            t < lengths[n] ? rows.get(n).get(t) : t % k; // valid labels in the padding
      }
    }
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Crf.Loss loss =
          Crf.loss(
              tf,
              new Crf.Weights(
                  tf.constant(BruteForce.floats(chain.start())),
                  tf.constant(BruteForce.floats(chain.end())),
                  eval.floats(BruteForce.floats(chain.transitions()), k, k)),
              new Crf.Batch(
                  eval.floats(logits, steps, batch, k),
                  tf.constant(Shape.of(steps, batch), DataBuffers.of(labels)),
                  tf.constant(lengths),
                  tf.constant(rowWeights),
                  Optional.empty()),
              rules);
      return new CrfResult(
          eval.values(
              List.of(
                  loss.value(),
                  loss.logits(),
                  loss.weights().start(),
                  loss.weights().end(),
                  loss.weights().transitions())));
    }
  }
}
