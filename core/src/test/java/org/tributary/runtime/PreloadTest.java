package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.testing.ChildProcess;

/** Runs in a separate Java process, because libraries and threads are fixed once per process. */
class PreloadTest {
  @Test
  void preloadLoadsNativesWithoutFixingThreads() throws Exception {
    Process fresh = ChildProcess.start(Child.class);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(fresh.exitValue()).as("0, or the number of the failed expectation").isZero();
  }

  /** Exits with 0 or the number of the failed expectation. */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws InterruptedException {
      if (!Loader.getLoadedLibraries().isEmpty()) {
        System.exit(2); // the test is void: the libraries were loaded before
      }
      TensorFlowRuntime.preload();
      TensorFlowRuntime.preload();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals("tributary-preload")) {
          thread.join();
        }
      }
      if (Loader.getLoadedLibraries().isEmpty()) {
        System.exit(3);
      }
      TensorFlowRuntime.use(Threads.of(3));
      try (Graph graph = new Graph();
          Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph)) {
        Ops tf = Ops.create(graph);
        Session.Runner runner =
            session.runner().fetch(tf.math.add(tf.constant(1f), tf.constant(2f)));
        try (Result result = runner.run()) {
          System.exit(((TFloat32) result.get(0)).getFloat() == 3f ? 0 : 4);
        }
      }
    }
  }
}
