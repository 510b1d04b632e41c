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

/** In a Java process of its own, for natives are loaded and threads fixed once in each. */
class PreloadTest {
  @Test
  void theNativesComeAndTheThreadsStayToBeChosen() throws Exception {
    Process fresh = ChildProcess.start(Fresh.class);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(fresh.exitValue()).as("0, or which of Fresh's expectations failed").isZero();
  }

  /** Ends with 0, or with the number of what is not as it should be. */
  static final class Fresh {
    private Fresh() {}

    public static void main(String[] arguments) throws InterruptedException {
      if (!Loader.getLoadedLibraries().isEmpty()) {
        System.exit(2); // nothing to see: they were there before
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
