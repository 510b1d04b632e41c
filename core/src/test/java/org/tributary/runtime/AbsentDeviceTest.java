package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.tributary.testing.ChildProcess;

/** In a Java process of its own, for the device of the system property is read once in each. */
class AbsentDeviceTest {
  @Test
  void whoAsksForItInVainIsToldBeforeThereIsAGraph() throws Exception {
    Process asking =
        ChildProcess.start(
            List.of("-D" + TensorFlowRuntime.DEVICE_PROPERTY + "=gpu:77"), Asking.class);
    assertThat(asking.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(asking.exitValue()).as("0, or which of Asking's expectations failed").isZero();
  }

  /** Ends with 0, or with the number of what is not as it should be. */
  static final class Asking {
    private Asking() {}

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
