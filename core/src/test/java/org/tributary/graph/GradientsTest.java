package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GradientsTest {
  private final Map<String, String> weights = new LinkedHashMap<>();
  private final Gradients<String> gradients;

  GradientsTest() {
    weights.put("weight", "of weight");
    weights.put("bias", "of bias");
    gradients = new Gradients<>("of x", Map.of("h", "of h"), weights);
  }

  @Test
  void eachIsFoundByName() {
    assertThat(gradients.input()).isEqualTo("of x");
    assertThat(gradients.initial("h")).isEqualTo("of h");
    assertThat(gradients.parameter("bias")).isEqualTo("of bias");
  }

  @Test
  void unknownNamesAreRefused() {
    assertThatThrownBy(() -> gradients.initial("c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "gradients: expected a part of the initial state [h], got \"c\"; are these of another kind of cell?");
    assertThatThrownBy(() -> gradients.parameter("scale"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "gradients: expected one of the parameters [weight, bias], got \"scale\"; is it frozen?");
    assertThatThrownBy(() -> new Gradients<>(null, weights))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("input: expected a gradient, got null");
  }

  /** The global norm sums gradients in their order, which determines its rounding. */
  @Test
  void renamingKeepsOrderAndTheRest() {
    Gradients<String> renamed = gradients.renamed("rnn."::concat);
    assertThat(renamed.parameters()).containsOnlyKeys("rnn.weight", "rnn.bias");
    assertThat(renamed.parameters().values()).containsExactly("of weight", "of bias");
    assertThat(renamed.input()).isEqualTo("of x");
    assertThat(renamed.initial()).isEqualTo(gradients.initial());
  }

  @Test
  void mapsAreCopied() {
    weights.clear();
    assertThat(gradients.parameters()).hasSize(2);
    assertThatThrownBy(() -> gradients.parameters().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
