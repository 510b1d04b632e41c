package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.Threads;
import org.tributary.testing.ChildProcess;

/** Runs in a separate Java process, because threads are fixed once per process. */
class DeviceBeforeThreadsTest {
  @ParameterizedTest
  @ValueSource(classes = {Hard.class, Soft.class})
  void threadsCanBeSetAfterDevice(Class<?> main) throws Exception {
    Process fresh = ChildProcess.start(List.of(), main);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(fresh.exitValue()).as("0, or which expectation failed").isZero();
  }

  /** Exits with 0 or the number of the failed expectation. */
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

  /** Exits with 0 or the number of the failed expectation. */
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
