package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.testing.ChildProcess;

/** In Java processes of their own, for JavaCPP reads its limits once. */
class PhysicalMemoryTest {
  private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";
  private static final int MIB = 1 << 20;

  @Test
  void aProcessMayHaveManyTimesItsHeap() throws Exception {
    // JavaCPP's own limit is four times the heap
    assertThat(exitValueOf("-Xmx64m")).as("0, or 3 where memory is watched").isZero();
  }

  @Test
  void limitsThatAreSetStay() throws Exception {
    assertThat(exitValueOf("-D" + LIMIT + "=123456789")).as("3: watched").isEqualTo(3);
    assertThat(exitValueOf("-D" + LIMIT.toLowerCase(Locale.ROOT) + "=123456789")).isEqualTo(3);
    assertThat(exitValueOf("-Dorg.bytedeco.javacpp.maxBytes=123456789")).isEqualTo(3);
  }

  private static int exitValueOf(String option) throws Exception {
    Process fresh = ChildProcess.start(List.of(option), Fresh.class);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    return fresh.exitValue();
  }

  /** Runs a graph in a process of more than 400 MiB; 3 where its memory is watched. */
  static final class Fresh {
    private Fresh() {}

    public static void main(String[] arguments) {
      try (Graph graph = TensorFlowRuntime.graph();
          Session session = TensorFlowRuntime.open(graph)) {
        if (Pointer.maxPhysicalBytes() > 0) {
          System.exit(3);
        }
        Pointer large = Pointer.malloc(400L * MIB);
        Pointer.memset(large, 1, 400L * MIB);
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
