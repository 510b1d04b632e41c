package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;

class TensorFlowVersionTest {
  @Test
  void tensorFlowVersionIsThatOfTheNatives() {
    assertThat(TensorFlowRuntime.version()).isEqualTo(TensorFlow.version());
  }
}
