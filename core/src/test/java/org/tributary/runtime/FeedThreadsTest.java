package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class FeedThreadsTest {
  private static final long NO_WORK = 0;
  private static final int MAX_THREADS = 16;

  /** A run uses two threads; concurrent callers never request more than the pool has. */
  @Test
  void concurrentRunsNeverUseMoreThreadsThanPoolHas() {
    for (int threads = 1; threads <= MAX_THREADS; threads++) {
      for (int others = 0; others < MAX_THREADS; others++) {
        if (!Feed.runsOnCaller(Feed.LARGE_WORK, others, threads)) {
          assertThat(2 * (others + 1)).as("%d others", others).isLessThanOrEqualTo(threads);
        }
      }
    }
  }

  @Test
  void singleRunUsesPoolOfTwoThreads() {
    assertThat(Feed.runsOnCaller(Feed.LARGE_WORK, 0, 1)).isTrue();
    assertThat(Feed.runsOnCaller(Feed.LARGE_WORK, 0, 2)).isFalse();
  }

  @Test
  void moreThreadsAndFewerCallersNeverBringRunBackToCaller() {
    for (int threads = 1; threads <= MAX_THREADS; threads++) {
      for (int others = 1; others < MAX_THREADS; others++) {
        if (!Feed.runsOnCaller(Feed.LARGE_WORK, others, threads)) {
          assertThat(Feed.runsOnCaller(Feed.LARGE_WORK, others, threads + 1)).isFalse();
          assertThat(Feed.runsOnCaller(Feed.LARGE_WORK, others - 1, threads)).isFalse();
        }
      }
    }
  }

  @Test
  void moreWorkNeverBringsRunBackToCaller() {
    assertThat(Feed.runsOnCaller(NO_WORK, 0, MAX_THREADS)).isTrue();
    boolean stayed = true;
    for (long work = 1; work < Long.MAX_VALUE / 2; work *= 2) {
      boolean runsOnCaller = Feed.runsOnCaller(work, 0, MAX_THREADS);
      assertThat(runsOnCaller && !stayed).as("%d multiply-adds", work).isFalse();
      stayed = runsOnCaller;
    }
    assertThat(stayed).isFalse();
  }

  /** The pool index -1 selects the caller's thread. */
  @Test
  void smallWorkRunsOnCallersThread() {
    Session.Runner runner = mock(Session.Runner.class);
    when(runner.setOptions(any())).thenReturn(runner);
    Feed.run(runner, NO_WORK);
    verify(runner).setOptions(argThat(options -> options.getInterOpThreadPool() == -1));
    verify(runner).run();
  }

  @Test
  void largeWorkRunsOnPool() {
    assumeTrue(TensorFlowRuntime.threads().interOp() > 1, "this machine gives one thread only");
    Session.Runner runner = mock(Session.Runner.class);
    Feed.run(runner, Feed.LARGE_WORK);
    verify(runner, never()).setOptions(any());
    verify(runner).run();
  }

  /** A sum of two independent products; the expected value comes from loops in Java. */
  @Test
  void bothPoolsReturnSameBits() {
    int size = 30;
    float[] drawn = new float[size * size];
    Random random = new Random(5);
    for (int k = 0; k < drawn.length; k++) {
      drawn[k] = random.nextFloat() - 0.5f;
    }
    double expected = 0; // Σ (AA)ij + (A·2A)ij
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < size; k++) {
          expected += 3.0 * drawn[i * size + k] * drawn[k * size + j];
        }
      }
    }
    try (Graph graph = TensorFlowRuntime.graph()) {
      Ops tf = TensorFlowRuntime.ops(graph);
      Operand<TFloat32> a = tf.constant(Shape.of(size, size), DataBuffers.of(drawn));
      Operand<TFloat32> sum =
          tf.reduceSum(
              tf.math.add(tf.linalg.matMul(a, a), tf.linalg.matMul(a, tf.math.add(a, a))),
              tf.array(0, 1));
      try (Session session = TensorFlowRuntime.open(graph);
          Result onCaller = Feed.run(session.runner().fetch(sum), NO_WORK);
          Result onPool = Feed.run(session.runner().fetch(sum), Feed.LARGE_WORK)) {
        float value = ((TFloat32) onCaller.get(0)).getFloat();
        assertThat(((TFloat32) onPool.get(0)).getFloat()).isEqualTo(value);
        assertThat((double) value).isCloseTo(expected, within(1e-3));
      }
    }
  }
}
