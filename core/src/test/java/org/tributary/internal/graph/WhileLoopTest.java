package org.tributary.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.TensorArray;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.testing.Eval;

class WhileLoopTest {
  @Test
  void graphHandleIsReadable() {
    assertThat(GraphImport.field().getName()).isEqualTo("nativeHandle");
  }

  /**
   * Each iteration multiplies the state, initially 1, by a constant and adds the iteration's
   * number.
   */
  @Test
  void loopMatchesIterationsInJava() {
    for (int iterations : new int[] {0, 1, 2, 40}) {
      List<Float> states = new ArrayList<>(List.of(1f));
      for (int k = 0; k < iterations; k++) {
        states.add(states.get(k) * 0.5f + k);
      }
      try (Eval eval = new Eval()) {
        List<Operand<TFloat32>> operands =
            List.of(geometric(eval.tf(), eval.tf().constant(iterations)));
        float[] values = eval.values(operands).get(0);
        assertThat(values).as("%d iterations", iterations).containsExactly(states.get(iterations));
      }
    }
  }

  private static Operand<TFloat32> geometric(Ops tf, Operand<TInt32> iterations) {
    WhileLoop loop = new WhileLoop(tf, "loop");
    LoopSlot.Variable<TInt32> number = loop.variable(tf.constant(0));
    LoopSlot.Variable<TFloat32> state = loop.variable(tf.constant(1f));
    LoopSlot<TInt32> end = loop.constant(iterations);
    LoopSlot<TFloat32> half = loop.constant(tf.constant(0.5f));
    return loop.build(
            (ops, now) -> ops.math.less(now.get(number), now.get(end)),
            (ops, now) ->
                now.with(number, ops.math.add(now.get(number), ops.constant(1)))
                    .with(
                        state,
                        ops.math.add(
                            ops.math.mul(now.get(state), now.get(half)),
                            ops.dtypes.cast(now.get(number), TFloat32.class))))
        .get(state);
  }

  /**
   * A tensor array's handle is a constant too, and the second loop starts from the first one's
   * variables.
   */
  @Test
  void twoLoopsFillOneTensorArray() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      TensorArray array =
          tf.tensorArray(tf.constant(5), TFloat32.class, TensorArray.elementShape(Shape.scalar()));
      Operand<TInt32> first = tf.constant(0);
      Operand<TFloat32> writes = array.flow();
      for (int until : new int[] {2, 5}) {
        WhileLoop loop = new WhileLoop(tf, "loop");
        LoopSlot.Variable<TInt32> number = loop.variable(first);
        LoopSlot.Variable<TFloat32> flow = loop.variable(writes);
        LoopSlot<?> handle = loop.constant(array.handle());
        WhileLoop.Values last =
            loop.build(
                (ops, now) -> ops.math.less(now.get(number), ops.constant(until)),
                (ops, now) -> {
                  Operand<TInt32> square = ops.math.mul(now.get(number), now.get(number));
                  return now.with(number, ops.math.add(now.get(number), ops.constant(1)))
                      .with(
                          flow,
                          ops.tensorArrayWrite(
                              now.get(handle),
                              now.get(number),
                              ops.dtypes.cast(square, TFloat32.class),
                              now.get(flow)));
                });
        first = last.get(number);
        writes = last.get(flow);
      }
      Operand<TFloat32> all =
          tf.tensorArrayGather(
              array.handle(),
              tf.range(tf.constant(0), tf.constant(5), tf.constant(1)),
              writes,
              TFloat32.class);
      assertThat(eval.values(all)).containsExactly(0f, 1f, 4f, 9f, 16f);
    }
  }

  @Test
  void unchangedVariableIsAllowed() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      WhileLoop loop = new WhileLoop(tf, "loop");
      LoopSlot.Variable<TInt32> number = loop.variable(tf.constant(0));
      LoopSlot.Variable<TFloat32> unchanged = loop.variable(tf.constant(7f));
      WhileLoop.Values last =
          loop.build(
              (ops, now) -> ops.math.less(now.get(number), ops.constant(3)),
              (ops, now) -> now.with(number, ops.math.add(now.get(number), ops.constant(1))));
      assertThat(eval.values(last.get(unchanged))).containsExactly(7f);
    }
  }

  @Test
  void slotsOfOtherLoopsAreRejected() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      LoopSlot<TInt32> foreign = new WhileLoop(tf, "other").variable(tf.constant(0));
      WhileLoop loop = new WhileLoop(tf, "loop");
      loop.variable(tf.constant(0));
      LoopSlot<TInt32> end = loop.constant(tf.constant(3));
      assertThatThrownBy(
              () ->
                  loop.build(
                      (ops, now) -> ops.math.less(now.get(foreign), now.get(end)),
                      (ops, now) -> now))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "loop value: expected a slot of this loop, got one of another loop; each loop adds"
                  + " its own variables and constants");
    }
  }

  /** The next value depends on no variable. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void loopWithConstantNextValueEnds(int iterations) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      WhileLoop loop = new WhileLoop(tf, "loop");
      LoopSlot.Variable<TInt32> number = loop.variable(tf.constant(0));
      LoopSlot.Variable<TFloat32> sum = loop.variable(tf.constant(1f));
      LoopSlot<TFloat32> two = loop.constant(tf.constant(2f));
      LoopSlot<TInt32> end = loop.constant(tf.constant(iterations));
      WhileLoop.Values last =
          loop.build(
              (ops, now) -> ops.math.less(now.get(number), now.get(end)),
              (ops, now) ->
                  now.with(number, ops.math.add(now.get(number), ops.constant(1)))
                      .with(sum, ops.math.add(now.get(two), ops.constant(1f))));
      assertThat(eval.values(last.get(sum))).containsExactly(iterations == 0 ? 1f : 3f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"loop/Mul", "loop/Cast"})
  void bodyRunsOnDeviceOfItsLoop(String name) {
    try (Graph graph = new Graph()) {
      Ops gpu =
          Ops.create(graph)
              .withDevice(
                  DeviceSpec.newBuilder()
                      .deviceType(DeviceSpec.DeviceType.GPU)
                      .deviceIndex(1)
                      .build());
      geometric(gpu, gpu.constant(3));
      assertThat(graph.operationOrThrow(name).device()).isEqualTo("/device:GPU:1");
    }
  }

  /** A session runs the graph while loops are added to it, and sees each of them complete. */
  @Test
  void sessionsRunWhileLoopsAreAdded() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Graph graph = new Graph();
        Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> first = geometric(tf, tf.constant(3));
      AtomicBoolean added = new AtomicBoolean();
      Future<Integer> runs =
          other.submit(
              () -> {
                int count = 0;
                while (!added.get()) {
                  assertThat(value(session, first)).isEqualTo(2.625f);
                  count++;
                }
                return count;
              });
      for (int k = 0; k < 200; k++) {
        Operand<TFloat32> next = geometric(tf, tf.constant(k % 4));
        if (k % 20 == 3) {
          assertThat(value(session, next)).isEqualTo(2.625f);
        }
      }
      added.set(true);
      assertThat(runs.get()).isPositive();
    } finally {
      other.shutdownNow();
    }
  }

  private static float value(Session session, Operand<TFloat32> operand) {
    try (Result result = session.runner().fetch(operand).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }
}
