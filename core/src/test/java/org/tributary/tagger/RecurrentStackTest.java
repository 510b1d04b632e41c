package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.kernel.Purpose;
import org.tributary.layer.Dropout;
import org.tributary.layer.LayerCount;
import org.tributary.layer.SkipConnection;
import org.tributary.param.FloatTensor;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Variables;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.sequence.SequenceLengths;

class RecurrentStackTest {
  private static final int STEPS = 4;
  private static final int ROWS = 3;
  private static final int INPUT = 2;
  private static final String X = "x";

  static List<UnaryOperator<EncoderDefinition>> definitions() {
    return List.of(
        e -> e.lstm(3).layers(2),
        e -> e.gru(3).layers(2).residual(),
        e -> e.lstm(2).layers(3).highway(),
        e -> e.rnn(3).layers(2).forwardOnly().highway().recurrentDropout(0.3),
        e -> e.gru(2).layers(2).lockedDropout(0.4),
        e -> e.lstm(1).forwardOnly().layers(3).residual().lockedDropout(0.3).recurrentDropout(0.2));
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void parameterCountMatchesParameterList(UnaryOperator<EncoderDefinition> change) {
    EncoderDefinition encoder = change.apply(EncoderDefinition.defaults());
    assertThat(encoder.parameterCount())
        .isEqualTo(new RecurrentStack(encoder, INPUT, 0).parameters().size());
    // four per layer and direction
    assertThat(encoder.connection(SkipConnection.NONE).parameterCount())
        .isEqualTo(4L * encoder.layers() * (encoder.bothDirections() ? 2 : 1));
    assertThat(encoder.bidirectional().highway().layers(LayerCount.MAX).parameterCount())
        .isEqualTo(10L * LayerCount.MAX - 2);
  }

  /** The dropout masks are fixed by the seed while an element is perturbed. */
  @ParameterizedTest
  @MethodSource("definitions")
  void gradientsMatchFiniteDifferences(UnaryOperator<EncoderDefinition> change) {
    RecurrentStack stack =
        new RecurrentStack(change.apply(EncoderDefinition.defaults()), INPUT, 0.25);
    try (BuiltStack built = new BuiltStack(stack)) {
      Map<String, float[]> gradients = built.gradients();
      assertThat(gradients.keySet()).containsAll(names(stack)).contains(X);
      float largest = 0;
      for (String name : gradients.keySet()) {
        float[] gradient = gradients.get(name);
        for (int k = 0; k < gradient.length; k += 1 + gradient.length / 5) {
          double slope = (built.loss(name, k, 1e-2f) - built.loss(name, k, -1e-2f)) / 2e-2;
          assertThat((double) gradient[k])
              .as("%s, element %d", name, k)
              .isCloseTo(slope, within(1e-3 + 2e-3 * Math.abs(slope)));
          largest = Math.max(largest, Math.abs(gradient[k]));
        }
      }
      assertThat(largest).isGreaterThan(0.1f);
    }
  }

  private static List<String> names(RecurrentStack stack) {
    return stack.parameters().stream().map(ParameterSpec::name).toList();
  }

  @Test
  void parameterNamesMatchPyTorchWithoutSkipConnections() {
    EncoderDefinition two = EncoderDefinition.defaults().layers(2).forwardOnly();
    assertThat(names(new RecurrentStack(two.lstm(2), 3, 0)))
        .startsWith("lstm.weight_ih_l0", "lstm.weight_hh_l0")
        .contains("lstm.weight_ih_l1")
        .hasSize(8);
    assertThat(names(new RecurrentStack(two.gru(2).residual(), 3, 0)))
        .startsWith("gru.0.weight_ih_l0")
        .contains("gru.1.weight_ih_l0")
        .hasSize(8);
    assertThat(names(new RecurrentStack(two.rnn(2).highway(), 3, 0)))
        .startsWith("rnn.0.weight_ih_l0")
        .endsWith("rnn.1.highway.weight", "rnn.1.highway.bias")
        .hasSize(10);
  }

  @Test
  void lockedDropoutAppliesInTrainingOnlyWithOneMaskForAllSteps() {
    EncoderDefinition one = EncoderDefinition.defaults().rnn(4).lockedDropout(0.5);
    try (BuiltStack built = new BuiltStack(new RecurrentStack(one, INPUT, 0))) {
      float[] dropped = built.output(built.training.output());
      float[] whole = built.output(built.inference.output());
      int row = ROWS * 8;
      assertThat(dropped).isNotEqualTo(whole);
      assertThat(whole).as("without padding").doesNotContain(0f);
      int zeros = 0;
      for (int k = 0; k < row; k++) {
        for (int step = 1; step < STEPS; step++) {
          assertThat(dropped[step * row + k] == 0).isEqualTo(dropped[k] == 0);
        }
        zeros += dropped[k] == 0 ? 1 : 0;
      }
      assertThat(zeros).isBetween(4, 20);
    }
  }

  @Test
  void dropoutProbabilitiesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> EncoderDefinition.defaults().lockedDropout(1))
        .hasMessage(
            "encoder: expected dropout probabilities from 0 to below 1, got locked 1.0 and recurrent"
                + " 0.0");
    assertThatThrownBy(() -> EncoderDefinition.defaults().recurrentDropout(-0.1))
        .hasMessageContaining("locked 0.0 and recurrent -0.1");
  }

  /** A stack built in a graph, with a weighted sum of its output as the loss. */
  private static final class BuiltStack implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Variables variables;
    private final RecurrentStack.Forward training;
    private final RecurrentStack.Forward inference;
    private final Operand<TFloat32> loss;
    private final RecurrentStack.Gradients backward;
    private final Session session;
    private final ParameterValues values;

    BuiltStack(RecurrentStack stack) {
      Ops tf = Ops.create(graph);
      List<ParameterSpec> specs = new ArrayList<>(stack.parameters());
      specs.add(new ParameterSpec(X, Shape.of(STEPS, ROWS, INPUT), Initializer.normal(1)));
      variables = new Variables(tf, specs);
      SequenceLengths lengths = SequenceLengths.full(tf, tf.constant(STEPS), tf.constant(ROWS));
      training =
          stack.run(
              tf,
              variables::read,
              variables.read(X),
              lengths,
              Dropout.seeded(tf, tf.constant(77L)),
              Purpose.TRAINING);
      inference =
          stack.run(
              tf, variables::read, variables.read(X), lengths, Dropout.off(), Purpose.INFERENCE);
      Shape shape = Shape.of(STEPS, ROWS, stack.outputSize());
      float[] drawn = new float[(int) shape.size()];
      Random random = new Random(6);
      for (int k = 0; k < drawn.length; k++) {
        drawn[k] = (float) random.nextGaussian();
      }
      Operand<TFloat32> weights = tf.constant(shape, DataBuffers.of(drawn));
      loss = tf.reduceSum(tf.math.mul(training.output(), weights), tf.array(0, 1, 2));
      backward = training.backward(weights);
      session = TensorFlowRuntime.open(graph);
      ParameterValues initial = ParameterValues.draw(specs, TorchRandom.seeded(3));
      variables.assign(session, initial);
      values = initial;
    }

    float[] output(Operand<TFloat32> operand) {
      try (Result result = session.runner().fetch(operand).run()) {
        return FloatTensor.copyOf((TFloat32) result.get(0)).values();
      }
    }

    Map<String, float[]> gradients() {
      Map<String, float[]> gradients = new LinkedHashMap<>();
      backward.parameters().forEach((name, g) -> gradients.put(name, output(g)));
      gradients.put(X, output(backward.input()));
      return gradients;
    }

    double loss(String name, int element, float by) {
      float[] perturbed = values.values(name);
      perturbed[element] += by;
      variables.assign(session, name, FloatTensor.of(values.shape(name), perturbed));
      double value = output(loss)[0];
      variables.assign(session, name, values.tensor(name));
      return value;
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}
