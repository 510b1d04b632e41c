package org.example;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.tagger.GraphHead;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLoss;
import org.tributary.head.Head;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelSet;

/**
 * A user's head: a softmax whose loss is PyTorch's {@code cross_entropy} with {@code
 * label_smoothing}. It decodes as the library's softmax does.
 *
 * @param smoothing the share of the target that all labels have in common
 */
record SmoothedSoftmax(double smoothing) implements GraphHead {
  @Override
  public String name() {
    return "smoothed";
  }

  @Override
  public HeadLoss loss(
      Ops tf, LabelSet labels, HeadBatch batch, Function<String, Operand<TFloat32>> weights) {
    float common = (float) (smoothing / labels.size());
    float gold = (float) (1 - smoothing + smoothing / labels.size());
    Operand<TFloat32> target =
        tf.oneHot(
            batch.labels(),
            tf.constant(labels.size()),
            tf.constant(gold),
            tf.constant(common)); // [M, K]
    Operand<TFloat32> entropy =
        tf.nn.softmaxCrossEntropyWithLogits(batch.logits(), target).loss(); // [M]
    Operand<TBool> labelled = tf.math.greaterEqual(batch.labels(), tf.constant(0)); // [M]
    Operand<TFloat32> mask =
        tf.select(labelled, tf.onesLike(batch.weights()), tf.zerosLike(batch.weights())); // [M]
    Operand<TFloat32> weighted = tf.math.mul(tf.math.mul(entropy, batch.weights()), mask); // [M]
    Operand<TFloat32> value =
        tf.math.divNoNan(
            tf.reduceSum(weighted, tf.constant(0)), tf.reduceSum(mask, tf.constant(0)));
    return HeadLoss.differentiated(tf, value, batch.logits());
  }

  @Override
  public HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights) {
    return Head.softmax().decoder(labels, weights);
  }
}
