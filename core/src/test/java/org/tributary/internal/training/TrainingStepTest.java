package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
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
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.ParameterGradients;
import org.tributary.graph.Variables;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;

/** Updates and clipping against PyTorch; the goldens are made by docs/golden/optimizers.py. */
public class TrainingStepTest {
  private static final TensorShape WEIGHT = TensorShape.of(4, 3);
  private static final TensorShape TABLE = TensorShape.of(5, 3);

  public static final Map<String, Optimizer> OPTIMIZERS =
      Map.of(
          "sgd", Optimizer.sgd(),
          "sgd decay", Optimizer.sgd().weightDecay(0.3),
          "sgd momentum", Optimizer.sgd().momentum(0.8).dampening(0.3).weightDecay(0.2),
          "sgd nesterov", Optimizer.sgd().momentum(0.8).withNesterov(),
          "adam", Optimizer.adam(),
          "adam decay", new Optimizer.Adam(0.8, 0.95, 1e-8, 0.4),
          "adamw", new Optimizer.AdamW(0.8, 0.95, 1e-8, 0.4));

  public static List<JsonNode> cases() throws IOException {
    try (InputStream json = TrainingStepTest.class.getResourceAsStream("optimizers.json")) {
      JsonNode all = new ObjectMapper().readTree(json);
      return StreamSupport.stream(all.spliterator(), false).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void parametersMatchPyTorch(JsonNode golden) {
    Optimizer optimizer = OPTIMIZERS.get(golden.get("name").asText());
    OptionalDouble clip =
        golden.get("clip").isNull()
            ? OptionalDouble.empty()
            : OptionalDouble.of(golden.get("clip").asDouble());
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables = new Variables(tf, specs());
      Placeholder<TFloat32> dense =
          tf.placeholder(TFloat32.class, Placeholder.shape(NativeTensors.shape(WEIGHT)));
      Placeholder<TInt32> indices = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
      Placeholder<TFloat32> rows =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
      TrainingStep step =
          new TrainingStep(
              tf,
              variables,
              new ParameterGradients(
                  Map.of("weight", dense),
                  Map.of("table", new ParameterGradients.Rows(indices, rows))),
              List.of(ParameterGroup.rest(optimizer)),
              clip,
              WeightAverage.none());
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(
            session,
            ParameterValues.builder()
                .add("weight", WEIGHT, floats(golden.get("start").get("weight")))
                .add("table", TABLE, floats(golden.get("start").get("table")))
                .build());
        step.initialize(session);
        for (int t = 0; t < golden.get("steps").size(); t++) {
          JsonNode expected = golden.get("steps").get(t);
          try (Feed feed = new Feed(session)) {
            feed.tensor(dense, tensor(WEIGHT, expected.get("gradient")));
            feed.tensor(rows, tensor(TensorShape.of(3, 3), expected.get("values")));
            feed.ints(indices, ints(expected.get("indices")));
            try (Result result = step.run(feed, t + 1, golden.get("rate").asDouble(), List.of())) {
              assertThat((double) ((TFloat32) result.get(0)).getFloat())
                  .isCloseTo(expected.get("norm").asDouble(), within(1e-5));
            }
          }
          step.catchUpAll(session, t + 1);
          ParameterValues now = variables.values(session);
          assertClose(now.values("weight"), floats(expected.get("weight")));
          assertClose(now.values("table"), floats(expected.get("table")));
        }
      }
    }
  }

  /** The same gradients, once dense and once to all rows of a table. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void tableWithGradientsForAllRowsMatchesDenseParameter(Optimizer optimizer) {
    TensorShape shape = TensorShape.of(4, 3);
    float[] first = draw(new Random(3), 12);
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Variables variables =
          new Variables(
              tf,
              List.of(
                  new ParameterSpec("whole", shape, (s, random) -> new float[12]),
                  new ParameterSpec("table", shape, (s, random) -> new float[12])));
      Placeholder<TFloat32> gradient =
          tf.placeholder(TFloat32.class, Placeholder.shape(NativeTensors.shape(shape)));
      Operand<TInt32> order = tf.array(2, 0, 3, 1);
      TrainingStep step =
          new TrainingStep(
              tf,
              variables,
              new ParameterGradients(
                  Map.of("whole", gradient),
                  Map.of(
                      "table",
                      new ParameterGradients.Rows(
                          order, tf.gather(gradient, order, tf.constant(0))))),
              List.of(ParameterGroup.rest(optimizer)),
              OptionalDouble.of(2),
              WeightAverage.none());
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(
            session,
            ParameterValues.builder()
                .add("whole", shape, first)
                .add("table", shape, first)
                .build());
        step.initialize(session);
        Random random = new Random(4);
        for (int number = 1; number <= 20; number++) {
          try (Feed feed = new Feed(session)) {
            feed.floats(gradient, NativeTensors.shape(shape), draw(random, 12));
            step.run(feed, number, 0.05, List.of()).close();
          }
        }
        ParameterValues now = variables.values(session);
        assertThat(now.values("whole")).isNotEqualTo(first);
        assertClose(now.values("table"), now.values("whole"), 1e-5f);
        ParameterValues state = step.state().values(session);
        for (Optimizer.State slot : optimizer.state()) {
          assertClose(
              state.values("table." + slot.name()), state.values("whole." + slot.name()), 1e-5f);
        }
      }
    }
  }

  static Collection<Optimizer> optimizers() {
    return OPTIMIZERS.values();
  }

  private static float[] draw(Random random, int count) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) random.nextGaussian();
    }
    return values;
  }

  @Test
  void invalidConstantsAreRefused() {
    assertThatThrownBy(() -> new Optimizer.Adam(1, 0.999, 1e-8, 0))
        .hasMessage("Adam: expected beta1 from 0 to below 1, got 1.0");
    assertThatThrownBy(() -> new Optimizer.Adam(0.9, -1, 1e-8, 0))
        .hasMessage("Adam: expected beta2 from 0 to below 1, got -1.0");
    assertThatThrownBy(() -> new Optimizer.Adam(0.9, 0.999, 0, 0))
        .hasMessage(
            "Adam: expected a finite epsilon of at least 3.7172395E-37, so that ε·√(1-β2) is a normal float32, got 0.0");
    assertThatThrownBy(() -> new Optimizer.Adam(0.9, 0.999, 1e-37, 0))
        .hasMessage(
            "Adam: expected a finite epsilon of at least 3.7172395E-37, so that ε·√(1-β2) is a normal float32, got 1.0E-37");
    assertThatThrownBy(() -> new Optimizer.AdamW(0.999999999, 0.999, 1e-8, 0))
        .hasMessage("AdamW: expected beta1 from 0 to below 1, got 0.999999999");
    assertThatThrownBy(() -> Optimizer.adamW().weightDecay(-0.1))
        .hasMessage("AdamW: expected a finite weight decay of at least 0, got -0.1");
    assertThatThrownBy(() -> Optimizer.sgd().momentum(1))
        .hasMessage("SGD: expected a momentum from 0 to below 1, got 1.0");
    assertThatThrownBy(() -> Optimizer.sgd().dampening(1.5))
        .hasMessage("SGD: expected a dampening from 0 to 1, got 1.5");
    assertThatThrownBy(() -> Optimizer.sgd().withNesterov())
        .hasMessage(
            "SGD: expected a momentum above 0 and no dampening for Nesterov's, got 0.0 and 0.0; set the momentum before withNesterov");
  }

  private static List<ParameterSpec> specs() {
    return List.of(
        new ParameterSpec("weight", WEIGHT, (shape, random) -> new float[12]),
        new ParameterSpec("table", TABLE, (shape, random) -> new float[15]));
  }

  private static TFloat32 tensor(TensorShape shape, JsonNode values) {
    return TFloat32.tensorOf(NativeTensors.shape(shape), DataBuffers.of(floats(values)));
  }

  private static float[] floats(JsonNode nested) {
    List<JsonNode> flat =
        StreamSupport.stream(nested.spliterator(), false)
            .flatMap(row -> StreamSupport.stream(row.spliterator(), false))
            .toList();
    float[] values = new float[flat.size()];
    IntStream.range(0, values.length).forEach(k -> values[k] = (float) flat.get(k).asDouble());
    return values;
  }

  private static int[] ints(JsonNode values) {
    return StreamSupport.stream(values.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertClose(actual, expected, 2e-6f);
  }

  private static void assertClose(float[] actual, float[] expected, float tolerance) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int k = 0; k < expected.length; k++) {
      assertThat(actual[k]).as("element %d", k).isCloseTo(expected[k], within(tolerance));
    }
  }
}
