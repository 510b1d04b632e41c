package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.testing.ChildProcess;

/** In a Java process of its own, for threads are fixed once in each. */
class DeviceBeforeThreadsTest {
  @ParameterizedTest
  @ValueSource(classes = {Hard.class, Soft.class})
  void threadsCanBeSetAfterTheDevice(Class<?> main) throws Exception {
    Process fresh = ChildProcess.start(List.of(), main);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(fresh.exitValue()).as("0, or which expectation failed").isZero();
  }

  /** Ends with 0, or with the number of the expectation that failed. */
  static final class Hard {
    private Hard() {}

    public static void main(String[] arguments) {
      TensorFlowRuntime.use(Device.gpu(77));
      TensorFlowRuntime.use(Threads.of(3));
      try {
        TensorFlowRuntime.graph();
        System.exit(2);
      } catch (IllegalStateException e) {
        if (!e.getMessage().startsWith("device: gpu:77 was asked for")) {
          System.exit(3);
        }
      }
      TensorFlowRuntime.use(Device.cpu());
      TensorFlowRuntime.graph().close();
      System.exit(TensorFlowRuntime.threads().equals(Threads.of(3)) ? 0 : 4);
    }
  }

  /** Ends with 0, or with the number of the expectation that failed. */
  static final class Soft {
    private Soft() {}

    public static void main(String[] arguments) {
      TensorFlowRuntime.useIfAvailable(Device.gpu(77));
      TensorFlowRuntime.use(Threads.of(3));
      TensorFlowRuntime.graph().close();
      if (!TensorFlowRuntime.device().equals(Device.cpu())) {
        System.exit(2);
      }
      System.exit(TensorFlowRuntime.threads().equals(Threads.of(3)) ? 0 : 3);
    }
  }
}
