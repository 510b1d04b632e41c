package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tributary.testing.ChildProcess;

/** Runs in a separate Java process, because the system property is read once per process. */
class AbsentDeviceTest {
  @Test
  void absentDeviceIsRejectedBeforeGraphIsCreated() throws Exception {
    Process child =
        ChildProcess.start(
            List.of("-D" + TensorFlowRuntime.DEVICE_PROPERTY + "=gpu:77"), Child.class);
    assertThat(child.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(child.exitValue()).as("0, or the number of the failed expectation").isZero();
  }

  /** Exits with 0 or the number of the failed expectation. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      for (int k = 0; k < 2; k++) {
        try {
          TensorFlowRuntime.graph();
          System.exit(2);
        } catch (IllegalStateException e) {
          if (!e.getMessage().startsWith("device: gpu:77 was asked for")) {
            System.exit(3);
          }
        }
      }
    }
  }
}
