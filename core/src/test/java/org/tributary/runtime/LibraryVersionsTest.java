package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.TensorFlow;

class LibraryVersionsTest {
  @Test
  void tensorFlowVersionIsThatOfTheNatives() {
    assertThat(LibraryVersions.tensorFlow()).isEqualTo(TensorFlow.version());
  }
}
