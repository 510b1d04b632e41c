package org.example;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.tagger.GraphHead;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLoss;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelSet;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;

/**
 * A user's head for ordered labels (Cao, Mirjalili and Raschka 2020): one score at a step, and K -
 * 1 learned thresholds. A label is the number of thresholds below the score. It has no
 * probabilities and does not rank label sequences.
 */
record OrdinalHead() implements GraphHead {
  private static final String THRESHOLDS = "thresholds";

  @Override
  public String name() {
    return "ordinal";
  }

  @Override
  public int logitCount(LabelSet labels) {
    return 1;
  }

  @Override
  public List<ParameterSpec> parameters(LabelSet labels) {
    return List.of(
        new ParameterSpec(THRESHOLDS, TensorShape.of(labels.size() - 1L), Initializer.uniform(1)));
  }

  @Override
  public HeadLoss loss(
      Ops tf, LabelSet labels, HeadBatch batch, Function<String, Operand<TFloat32>> weights) {
    Operand<TFloat32> thresholds = weights.apply(THRESHOLDS); // [K - 1]
    Operand<TFloat32> logits = tf.math.sub(batch.logits(), thresholds); // [M, K - 1]
    int[] indices = IntStream.range(0, labels.size() - 1).toArray();
    Operand<TFloat32> above =
        tf.dtypes.cast(
            tf.math.greater(tf.expandDims(batch.labels(), tf.constant(1)), tf.constant(indices)),
            TFloat32.class); // [M, K - 1]
    Operand<TFloat32> entropy =
        tf.math.sub(tf.math.softplus(logits), tf.math.mul(logits, above)); // [M, K - 1]
    Operand<TFloat32> value = tf.math.mean(entropy, tf.array(0, 1));
    return HeadLoss.differentiated(tf, value, batch.logits(), Map.of(THRESHOLDS, thresholds));
  }

  @Override
  public HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights) {
    float[] thresholds = weights.apply(THRESHOLDS);
    return output -> {
      int[] best = new int[output.length];
      for (int step = 0; step < best.length; step++) {
        for (float threshold : thresholds) {
          best[step] += output[step] > threshold ? 1 : 0;
        }
      }
      return best;
    };
  }
}
