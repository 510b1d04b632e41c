package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.tributary.testing.ChildProcess;
import org.tributary.testing.Eval;

/** Runs in separate Java processes, because JavaCPP reads its limits once per process. */
class JavaCppMemoryTest {
  private static final String LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";
  private static final int MIB = 1 << 20;

  @Test
  void processMayExceedFourTimesItsHeap() throws Exception {
    // JavaCPP's own limit is four times the heap
    assertThat(exitValueOf("-Xmx64m")).as("0, 3 where memory ran out").isZero();
  }

  @Test
  void userLimitsRemainInForce() throws Exception {
    assertThat(exitValueOf("-D" + LIMIT + "=100000000")).as("3: out of memory").isEqualTo(3);
    assertThat(exitValueOf("-D" + LIMIT.toLowerCase(Locale.ROOT) + "=100000000")).isEqualTo(3);
    assertThat(exitValueOf("-Dorg.bytedeco.javacpp.maxBytes=100000000"))
        .as("2: watched, and enough")
        .isEqualTo(2);
  }

  private static int exitValueOf(String option) throws Exception {
    Process fresh = ChildProcess.start(List.of(option), Child.class);
    assertThat(fresh.waitFor(120, TimeUnit.SECONDS)).as("ended in time").isTrue();
    return fresh.exitValue();
  }

  /**
   * Runs a graph in a process of more than 400 MiB. Exit value: 3 if that exceeds JavaCPP's limit,
   * 2 if a higher limit is set, 0 without a limit.
   */
  static final class Child {
    private Child() {}

    public static void main(String[] arguments) {
      try (Eval eval = new Eval()) {
        Pointer large = Pointer.malloc(400L * MIB);
        Pointer.memset(large, 1, 400L * MIB);
        eval.values(eval.floats(new float[] {1}, 1));
        Pointer.free(large);
        System.exit(Pointer.maxPhysicalBytes() > 0 ? 2 : 0);
      } catch (OutOfMemoryError e) {
        System.exit(3);
      }
    }
  }
}
