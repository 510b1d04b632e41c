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

/** In a Java process of its own, for the C library's limits are the process's. */
class MallocOptionsTest {
  private static final Path FAULTS = Path.of("/proc/thread-self/stat");

  @Test
  void memoryThatWasFreedIsThereAgain() throws Exception {
    assumeTrue(Files.exists(FAULTS), "the system does not tell a thread's page faults");
    Process fresh = ChildProcess.start(Fresh.class);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    assertThat(fresh.exitValue())
        .as("0, or by how many hundred pages of 50 too many were asked for")
        .isZero();
  }

  /** Touches 20 MB in blocks of 100 KB, frees them and does it again. */
  static final class Fresh {
    private static final int BLOCKS = 200;
    private static final int SIZE = 100 * 1024;

    private Fresh() {}

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

    /** Page faults of this thread without reading a file, by proc_pid_stat(5) the tenth field. */
    private static long faults() throws IOException {
      String stat = Files.readString(FAULTS);
      String afterName = stat.substring(stat.lastIndexOf(')') + 2);
      return Long.parseLong(afterName.split(" ", -1)[7]);
    }
  }
}
