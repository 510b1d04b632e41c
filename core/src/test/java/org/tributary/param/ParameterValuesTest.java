package org.tributary.param;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tributary.graph.Variables;
import org.tributary.runtime.TensorFlowRuntime;

class ParameterValuesTest {
  private static final List<ParameterSpec> SPECS =
      List.of(
          new ParameterSpec("b", TensorShape.of(2, 3), Initializer.uniform(0.5)),
          new ParameterSpec("a", TensorShape.of(4), Initializer.normal(2)));

  @Test
  void valuesAreDrawnInOrderOfSpecs() {
    ParameterValues values = ParameterValues.draw(SPECS, TorchRandom.seeded(1));
    TorchRandom random = TorchRandom.seeded(1);
    assertThat(values.names()).containsExactly("b", "a");
    assertThat(values.values("b")).isEqualTo(random.uniform(6, -0.5, 0.5));
    assertThat(values.values("a")).isEqualTo(random.normal(4, 0, 2));
    assertThat(values.count()).isEqualTo(10);
  }

  @Test
  void graphRoundTripPreservesValuesAndArraysAreCopies() {
    ParameterValues values = ParameterValues.draw(SPECS, TorchRandom.seeded(1));
    values.values("a")[0] = 99;
    try (Graph graph = new Graph()) {
      Variables variables = new Variables(Ops.create(graph), SPECS);
      try (Session session = TensorFlowRuntime.open(graph)) {
        variables.assign(session, values);
        assertThat(variables.values(session)).isEqualTo(values);
      }
    }
    assertThat(values.values("a")[0]).isNotEqualTo(99);
  }

  @Test
  void partRemovesPrefixFromNames() {
    List<ParameterSpec> all = new ArrayList<>(ParameterSpec.within("gru", SPECS));
    all.addAll(ParameterSpec.within("gru2", SPECS));
    ParameterValues values = ParameterValues.draw(all, TorchRandom.seeded(1));
    ParameterValues part = values.part("gru");
    part.requireMatch(SPECS);
    assertThat(part.values("a")).isEqualTo(values.values("gru.a"));
    assertThatThrownBy(() -> values.part("gr"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "parameters: expected some whose names begin with 'gr.', got [gru.b, gru.a, gru2.b, gru2.a]");
  }

  @Test
  void withReplacesOneParameter() {
    ParameterValues values = ParameterValues.draw(SPECS, TorchRandom.seeded(1));
    FloatTensor replacement = FloatTensor.of(TensorShape.of(4), new float[] {1, 2, 3, 4});
    ParameterValues changed = values.with("a", replacement);
    assertThat(changed.names()).containsExactly("b", "a");
    assertThat(changed.values("a")).containsExactly(1, 2, 3, 4);
    assertThat(changed.values("b")).isEqualTo(values.values("b"));
    assertThat(values.values("a")).isNotEqualTo(changed.values("a"));
    assertThatThrownBy(() -> values.with("b", replacement))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parameter b: expected shape [2, 3], got [4]");
    assertThatThrownBy(() -> values.with("z", replacement))
        .hasMessage("parameter z: no such name; there are [b, a]");
  }

  @Test
  void valuesOfAnotherModelAreRejected() {
    ParameterValues.Builder builder =
        ParameterValues.builder().add("b", TensorShape.of(3, 2), new float[6]);
    assertThatThrownBy(() -> builder.build().requireMatch(SPECS))
        .hasMessage(
            "parameter b: expected shape [2, 3], got [3, 2]; is it transposed? PyTorch's weights are [outputs, inputs]");
    assertThatThrownBy(
            () ->
                ParameterValues.builder()
                    .add("gru.b", TensorShape.of(2, 3), new float[6])
                    .add("gru.a", TensorShape.of(4), new float[4])
                    .build()
                    .requireMatch(SPECS))
        .hasMessage(
            "parameters: expected [b, a], got [gru.b, gru.a]; read the file with the prefix \"gru.\", or take part(\"gru\")");
    assertThatThrownBy(
            () ->
                ParameterValues.builder()
                    .add("c", TensorShape.of(4), new float[4])
                    .build()
                    .requireMatch(SPECS))
        .hasMessage("parameters: expected [b, a], got [c]; are these values of another model?");
    assertThatThrownBy(() -> builder.add("b", TensorShape.of(1), new float[1]))
        .hasMessage("parameter b: expected each name once, got it twice");
    assertThatThrownBy(() -> builder.add("d", TensorShape.of(2), new float[3]))
        .hasMessage("parameter d: expected 2 values for shape [2], got 3");
    assertThatThrownBy(() -> builder.build().values("z"))
        .hasMessage("parameter z: no such name; there are [b]");
    assertThatThrownBy(() -> new ParameterSpec("e", TensorShape.of(2, 0), Initializer.uniform(1)))
        .hasMessage("parameter e: expected positive dimensions, got shape [2, 0]");
    // 400,000 * 100,000 = 4 * 10^10; 2^22 * 2^22 * 2^22 = 2^66, which overflows a long to 0
    long large = 1 << 22;
    for (TensorShape shape :
        List.of(TensorShape.of(400_000, 100_000), TensorShape.of(large, large, large))) {
      assertThatThrownBy(() -> new ParameterSpec("w", shape, Initializer.uniform(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "parameter w: expected at most 2147483639 values, as many as a Java array holds, got shape"
                  + " %s; choose smaller sizes",
              shape);
    }
    assertThat(
            new ParameterSpec("w", TensorShape.of(Integer.MAX_VALUE - 8), Initializer.uniform(1))
                .shape())
        .isEqualTo(TensorShape.of(Integer.MAX_VALUE - 8));
  }
}
