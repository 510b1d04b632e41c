package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TensorFlowRuntimeTest {
  @Test
  void aSecondDifferentSettingIsRefused() {
    Threads inForce = TensorFlowRuntime.threads();
    Threads other = new Threads(inForce.intraOp() + 1, inForce.interOp());
    assertThatCode(() -> TensorFlowRuntime.use(inForce)).doesNotThrowAnyException();
    assertThatThrownBy(() -> TensorFlowRuntime.use(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "threads: this process runs with %s, so %s cannot be set; TensorFlow's pools are made"
                    .formatted(inForce, other)
                + " once per process: call TensorFlowRuntime.use before the first model is opened");
    assertThat(TensorFlowRuntime.threads()).isEqualTo(inForce);
  }

  @Test
  void poolsNeedAThread() {
    assertThat(Threads.of(3)).isEqualTo(new Threads(1, 3));
    assertThatThrownBy(() -> Threads.of(0))
        .hasMessage("threads: expected at least 1 in each pool, got 1 intra-op and 0 inter-op");
  }
}
