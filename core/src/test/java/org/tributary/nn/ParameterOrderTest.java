package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.layer.Linear;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerFitter;

/**
 * Names decide where values meet parameters, not their order: a file has them by the alphabet, and
 * {@code nn.Linear} registers its weight before its bias.
 */
class ParameterOrderTest {
  private static final Linear LINEAR = new Linear(3, 2);
  private static final List<ParameterSpec> SPECS =
      ParameterSpec.within("linear", LINEAR.parameters());
  private static final ParameterValues VALUES = ParameterValues.draw(SPECS, TorchRandom.seeded(3));

  private static final TaggerDefinition TAGGER =
      SmallTraining.define().words(4).encoder(in -> Recurrent.lstm(in).hidden(3)).crf();
  private static final TaggerSizes SIZES = new TaggerSizes(6, 3);
  private static final List<LabelledSequence> DATA =
      List.of(
          new LabelledSequence(FeatureSequence.ofWords(1, 5, 3), 0, 1, 2),
          new LabelledSequence(FeatureSequence.ofWords(2, 4), 1, 0));

  private static ParameterValues reversed(ParameterValues values) {
    List<String> names = new ArrayList<>(values.names());
    Collections.reverse(names);
    Map<String, FloatTensor> reversed = new LinkedHashMap<>();
    names.forEach(name -> reversed.put(name, values.tensor(name)));
    return ParameterValues.of(reversed);
  }

  @Test
  void valuesAreEqualInAnyOrder(@TempDir Path folder) throws Exception {
    ParameterValues reversed = reversed(VALUES);
    assertThat(reversed.names()).containsExactly("linear.bias", "linear.weight");
    assertThat(reversed).isEqualTo(VALUES).hasSameHashCodeAs(VALUES);
    Path file = folder.resolve("linear.safetensors");
    Safetensors.write(file, VALUES);
    assertThat(Safetensors.read(file)).isEqualTo(VALUES);
    assertThat(VALUES.with("linear.bias", FloatTensor.zeros(2))).isNotEqualTo(VALUES);
  }

  @Test
  void linearLayerReadsItsOwnFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("linear.safetensors");
    Safetensors.write(file, VALUES);
    FloatTensor x = FloatTensor.of(TensorShape.of(3), new float[] {1, -2, 0.5f});
    float[] w = VALUES.values("linear.weight");
    float[] b = VALUES.values("linear.bias");
    float[] expected = {b[0] + w[0] - 2 * w[1] + 0.5f * w[2], b[1] + w[3] - 2 * w[4] + 0.5f * w[5]};
    float[] y = LINEAR.forward(x, Safetensors.read(file, "linear.")).values();
    assertThat(y).containsExactly(expected, org.assertj.core.data.Offset.offset(1e-6f));
    assertThat(LINEAR.forward(x, reversed(VALUES).part("linear")).values()).isEqualTo(y);
  }

  @Test
  void variablesAndGraphTrainerTakeAnyOrder() {
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Variables variables = new Variables(tf, SPECS);
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(session, reversed(VALUES));
        assertThat(variables.values(session)).isEqualTo(VALUES);
        variables.assignZeros(session);
        variables.assignSome(session, reversed(VALUES));
        assertThat(variables.values(session)).isEqualTo(VALUES);
      }
      Operand<TFloat32> ones = tf.fill(tf.constant(new int[] {2, 3}), tf.constant(1f));
      Operand<TFloat32> two = tf.fill(tf.constant(new int[] {2}), tf.constant(2f));
      ParameterGradients gradients =
          new ParameterGradients(Map.of("linear.weight", ones, "linear.bias", two), Map.of());
      Operand<TFloat32> loss = tf.constant(0f);
      try (GraphTrainer trainer =
          GraphTrainer.builder(tf, variables, gradients, Optimizer.sgd())
              .average(WeightAverage.exponential(0.5))
              .open(reversed(VALUES))) {
        trainer.step(0.5, feed -> {}, loss);
        float[] weight = VALUES.values("linear.weight");
        float[] bias = VALUES.values("linear.bias");
        assertThat(trainer.values().values("linear.weight")[5]).isEqualTo(weight[5] - 0.5f);
        assertThat(trainer.values().values("linear.bias")[1]).isEqualTo(bias[1] - 1f);
        // bias correction: after one step the average is that step's weights
        assertThat(trainer.averaged().values("linear.bias")[1])
            .isCloseTo(bias[1] - 1f, org.assertj.core.data.Offset.offset(1e-6f));
      }
    }
  }

  @Test
  void parameterOptimizerTakesAnyOrder() {
    ParameterValues gradients =
        ParameterValues.builder()
            .add("linear.bias", TensorShape.of(2), new float[] {2, 4})
            .add("linear.weight", TensorShape.of(2, 3), new float[] {1, 1, 1, 1, 1, 1})
            .build();
    try (ParameterOptimizer ordered = ParameterOptimizer.builder(SPECS, Optimizer.adam()).open();
        ParameterOptimizer other = ParameterOptimizer.builder(SPECS, Optimizer.adam()).open()) {
      ParameterValues expected = ordered.updated(VALUES, reversed(gradients), 0.01);
      assertThat(expected).isNotEqualTo(VALUES);
      assertThat(other.updated(reversed(VALUES), gradients, 0.01)).isEqualTo(expected);
    }
  }

  @Test
  void moduleTakesAnyOrder() {
    Recurrent definition = Recurrent.gru(2).hidden(3);
    ParameterValues values = ParameterValues.draw(definition.parameters(), TorchRandom.seeded(1));
    try (RecurrentModule module = RecurrentModule.of(definition, reversed(values))) {
      assertThat(module.parameters()).isEqualTo(values);
      module.set(reversed(values));
      assertThat(module.parameters()).isEqualTo(values);
    }
  }

  @Test
  void taggersAndTheirTrainingTakeAnyOrder(@TempDir Path folder) {
    TrainingOptions options = SmallTraining.options().epochs(2).batchSize(1);
    TaggerFitter fitter = new TaggerFitter(TAGGER, SIZES, options, new int[6], 0);
    ParameterValues initial = fitter.initial();
    TrainingListener silent = TrainingListener.silent();
    ParameterValues expected = fitter.train(initial, DATA, List.of(), silent).parameters();
    ParameterValues trained = fitter.train(reversed(initial), DATA, List.of(), silent).parameters();
    assertThat(trained.names()).isEqualTo(expected.names());
    assertThat(trained).isEqualTo(expected);

    Checkpoints checkpoints = Checkpoints.in(folder.resolve("run"));
    TaggerFitter resumable = fitter.checkpoints(checkpoints);
    resumable.train(initial, DATA, List.of(), silent);
    assertThat(resumable.train(reversed(initial), DATA, List.of(), silent).parameters())
        .as("a checkpoint of the same weights in another order")
        .isEqualTo(expected);

    try (SequenceTagger tagger = new SequenceTagger(TAGGER, SIZES, reversed(trained))) {
      assertThat(tagger.parameters().names()).isEqualTo(expected.names());
    }
  }
}
