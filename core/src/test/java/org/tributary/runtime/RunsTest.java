package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class RunsTest {
  private static final int SIZE = 1000;
  private static final long LITTLE = 0;

  /** A run takes two threads, so the second of two side by side needs four threads for the pool. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, true",
    "2, 0, false",
    "2, 1, true",
    "3, 0, false",
    "3, 1, true",
    "4, 1, false",
    "4, 2, true",
    "16, 7, false",
    "16, 8, true"
  })
  void aRunStaysWithItsCallerWhereTheThreadsAreTaken(int threads, int others, boolean stays) {
    assertThat(Runs.stays(Runs.MUCH, others, threads)).isEqualTo(stays);
  }

  @Test
  void aRunOfLittleWorkStaysWithItsCaller() {
    assertThat(Runs.stays(999_999, 0, 16)).isTrue();
    assertThat(Runs.stays(1_000_000, 0, 16)).isFalse();
  }

  /** Told from who spends the processor's time on a product of two billion multiply-adds. */
  @Test
  void theCallersThreadComputesWhatStaysWithIt() {
    try (Product product = new Product()) {
      product.run(LITTLE);
      assertThat(product.run(LITTLE)).isEqualTo(SIZE);
      long whole = product.callersTime(LITTLE);
      assertThat(product.run(Runs.MUCH)).isEqualTo(SIZE);
      if (TensorFlowRuntime.threads().interOp() > 1) {
        assertThat(product.callersTime(Runs.MUCH)).isLessThan(whole / 4);
      }
    }
  }

  @Test
  void whoFailsCountsNoLonger() {
    assertThatThrownBy(
            () ->
                Workers.map(
                    List.of(1, 2),
                    item -> {
                      throw new IllegalStateException("item " + item);
                    }))
        .hasMessage("item 1");
    assertThat(Runs.working()).isZero();
  }

  @Test
  void allWhoWorkOnItemsCountUntilTheLastIsDone() {
    List<Integer> working = Workers.map(List.of(1, 2, 3), item -> Runs.working());
    int threads = TensorFlowRuntime.threads().interOp();
    assertThat(working).containsOnly(threads == 1 ? 0 : Math.min(threads, 3));
    assertThat(Runs.working()).isZero();
  }

  @Test
  void aThreadCountsOnceHoweverDeepItWorks() {
    AtomicInteger inside = new AtomicInteger();
    Runs.sideBySide(1, () -> Runs.sideBySide(1, () -> inside.set(Runs.working())));
    assertThat(inside).hasValue(1);
    assertThat(Runs.working()).isZero();
  }

  /** A product of a matrix of ones with itself. */
  private static final class Product implements AutoCloseable {
    private final Graph graph = new Graph();
    private final Placeholder<TFloat32> fed;
    private final Operand<TFloat32> one;
    private final Session session;

    Product() {
      Ops tf = TensorFlowRuntime.ops(graph);
      fed =
          tf.placeholder(TFloat32.class, Placeholder.shape(org.tensorflow.ndarray.Shape.scalar()));
      Operand<TFloat32> ones = tf.fill(tf.array(SIZE, SIZE), fed);
      one =
          tf.gather(
              tf.reshape(tf.linalg.matMul(ones, ones), tf.array(-1)),
              tf.constant(7),
              tf.constant(0));
      session = TensorFlowRuntime.open(graph);
    }

    float run(long work) {
      try (TFloat32 value = TFloat32.scalarOf(1f);
          Result result = Runs.run(session.runner().feed(fed, value).fetch(one), work)) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    }

    /** Nanoseconds of a processor that this thread takes for some runs. */
    long callersTime(long work) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int k = 0; k < 10; k++) {
        run(work);
      }
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}
