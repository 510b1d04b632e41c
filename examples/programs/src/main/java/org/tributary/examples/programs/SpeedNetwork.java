package org.tributary.examples.programs;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.examples.sensor.Recording;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.graph.layer.Dropout;
import org.tributary.graph.layer.LinearLayer;
import org.tributary.graph.layer.RecurrentForward;
import org.tributary.graph.layer.RecurrentLayer;
import org.tributary.graph.sequence.FedSequenceLengths;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;
import org.tributary.train.GraphFeed;
import org.tributary.train.gradient.LossGradients;

/**
 * The network of a sequence regression in a graph: a bidirectional GRU over padded recordings, a
 * linear layer to one number a step, and the mean squared error over all steps without the padding.
 */
final class SpeedNetwork {
  private static final int HIDDEN = 32;

  private final Recurrent gru;
  private final LinearLayer linear = new LinearLayer(2 * HIDDEN, 1);
  private final Variables variables;
  private final FedSequenceLengths lengths;
  private final Operand<TFloat32> readings; // [N, T, C]
  private final Operand<TFloat32> targets; // [N, T]
  private final Operand<TFloat32> valid; // [N, T], 1 for a step and 0 for padding
  private final Operand<TFloat32> predicted; // [N, T]
  private final Operand<TFloat32> loss; // a scalar
  private final ParameterGradients gradients;

  SpeedNetwork(Ops tf, int channels) {
    gru = Recurrent.gru(channels).hidden(HIDDEN).bidirectional().batchFirst();
    variables = new Variables(tf, parameters());
    readings = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1, channels)));
    targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1)));
    valid = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, -1)));
    Operand<TInt32> steps = tf.gather(tf.shape(targets), tf.constant(1), tf.constant(0)); // T
    lengths = new FedSequenceLengths(tf, steps);
    RecurrentForward run =
        new RecurrentLayer(tf, gru, name -> variables.read("gru." + name))
            .forward(readings, lengths.lengths(), Dropout.off());
    Operand<TFloat32> hidden = tf.reshape(run.output(), tf.array(-1, 2 * HIDDEN)); // [N·T, 2H]
    predicted =
        tf.reshape(linear.forward(tf, hidden, variables, "linear"), tf.shape(targets)); // [N, T]
    Operand<TFloat32> errors = tf.math.mul(valid, tf.math.sub(predicted, targets));
    loss =
        tf.math.div(
            tf.reduceSum(tf.math.square(errors), tf.array(0, 1)),
            tf.reduceSum(valid, tf.array(0, 1)));
    gradients = LossGradients.of(tf, loss).to(variables);
  }

  List<ParameterSpec> parameters() {
    List<ParameterSpec> all = new ArrayList<>(ParameterSpec.within("gru", gru.parameters()));
    all.addAll(ParameterSpec.within("linear", linear.definition().parameters()));
    return all;
  }

  Variables variables() {
    return variables;
  }

  Operand<TFloat32> predicted() {
    return predicted;
  }

  Operand<TFloat32> loss() {
    return loss;
  }

  ParameterGradients gradients() {
    return gradients;
  }

  /** Feeds recordings, padded to the longest of them, with targets of mean 0 and deviation 1. */
  void feed(GraphFeed feed, List<Recording> batch, double mean, double deviation) {
    int longest = batch.stream().mapToInt(Recording::steps).max().orElseThrow();
    float[][][] x = new float[batch.size()][longest][gru.inputSize()];
    float[][] y = new float[batch.size()][longest];
    float[][] mask = new float[batch.size()][longest];
    for (int n = 0; n < batch.size(); n++) {
      float[] target = batch.get(n).targets();
      for (int t = 0; t < target.length; t++) {
        x[n][t] = batch.get(n).values().at(t).values();
        y[n][t] = (float) ((target[t] - mean) / deviation);
        mask[n][t] = 1;
      }
    }
    feed.put(readings, x).put(targets, y).put(valid, mask);
    lengths.feed(batch.stream().mapToInt(Recording::steps).toArray(), longest, feed::put);
  }
}
