package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tributary.testing.ChildProcess;

/** Runs in a separate Java process, because the allocator's thresholds belong to the process. */
class MallocOptionsTest {
  private static final Path FAULTS = Path.of("/proc/thread-self/stat");

  @Test
  void freedMemoryIsReused() throws Exception {
    assumeTrue(Files.exists(FAULTS), "the system does not report a thread's page faults");
    Process fresh = ChildProcess.start(Child.class);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(fresh.exitValue()).as("0, or the number of page faults in hundreds").isZero();
  }

  /** Touches and frees 20 MB in blocks of 100 KB, twice. */
  static final class Child {
    private static final int BLOCKS = 200;
    private static final int SIZE = 100 * 1024;

    private Child() {}

    public static void main(String[] arguments) throws IOException {
      try (Graph graph = new Graph()) {
        TensorFlowRuntime.open(graph).close();
      }
      touch();
      long before = faults();
      touch();
      System.exit((int) Math.min(100, (faults() - before) / 100));
    }

    private static void touch() {
      List<Pointer> blocks = new ArrayList<>();
      for (int k = 0; k < BLOCKS; k++) {
        blocks.add(Pointer.malloc(SIZE));
        Pointer.memset(blocks.get(k), 1, SIZE);
      }
      for (int k = BLOCKS - 1; k >= 0; k--) {
        Pointer.free(blocks.get(k));
      }
    }

    /** Minor page faults of this thread, the tenth field of proc_pid_stat(5). */
    private static long faults() throws IOException {
      String stat = Files.readString(FAULTS);
      String afterName = stat.substring(stat.lastIndexOf(')') + 2);
      return Long.parseLong(afterName.split(" ", -1)[7]);
    }
  }
}
