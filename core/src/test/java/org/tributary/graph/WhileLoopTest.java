package org.tributary.graph;

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
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
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
  /** The two treatments of loop constants. */
  enum ConstantHandling {
    INVARIANTS {
      @Override
      List<Output<?>> build(
          Ops tf, LoopValues initial, WhileLoop.Condition condition, WhileLoop.Body body) {
        return WhileLoop.build(tf, "loop", initial, condition, body);
      }
    },
    VARIABLES {
      @Override
      List<Output<?>> build(
          Ops tf, LoopValues initial, WhileLoop.Condition condition, WhileLoop.Body body) {
        return WhileLoop.withConstantsAsVariables(
            tf, tf.scope().makeOpName("loop"), initial, condition, body);
      }
    };

    abstract List<Output<?>> build(
        Ops tf, LoopValues initial, WhileLoop.Condition condition, WhileLoop.Body body);
  }

  @Test
  void graphHandleIsReadable() {
    assertThat(GraphImport.obstacle()).as("why a graph's handle cannot be read").isEmpty();
  }

  /**
   * Each iteration multiplies the state, initially 1, by a constant and adds the iteration's
   * number.
   */
  @ParameterizedTest
  @EnumSource
  void loopMatchesIterationsInJava(ConstantHandling handling) {
    for (int iterations : new int[] {0, 1, 2, 40}) {
      List<Float> states = new ArrayList<>(List.of(1f));
      for (int k = 0; k < iterations; k++) {
        states.add(states.get(k) * 0.5f + k);
      }
      try (Eval eval = new Eval()) {
        List<Operand<TFloat32>> operands =
            List.of(geometric(eval.tf(), handling, eval.tf().constant(iterations)));
        float[] values = eval.values(operands).get(0);
        assertThat(values).as("%d iterations", iterations).containsExactly(states.get(iterations));
      }
    }
  }

  private static Operand<TFloat32> geometric(
      Ops tf, ConstantHandling handling, Operand<TInt32> iterations) {
    LoopValues initial =
        new LoopValues(
            List.of(tf.constant(0).asOutput(), tf.constant(1f).asOutput()),
            List.of(iterations.asOutput(), tf.constant(0.5f).asOutput()));
    return floats(
        handling
            .build(
                tf,
                initial,
                (ops, now) -> ops.math.less(ints(now.variables(), 0), ints(now.constants(), 0)),
                (ops, now) -> {
                  Operand<TInt32> iteration = ints(now.variables(), 0);
                  Operand<TFloat32> state = floats(now.variables().get(1));
                  Operand<TFloat32> half = floats(now.constants().get(1));
                  return List.of(
                      ops.math.add(iteration, ops.constant(1)).asOutput(),
                      ops.math
                          .add(
                              ops.math.mul(state, half), ops.dtypes.cast(iteration, TFloat32.class))
                          .asOutput());
                })
            .get(1));
  }

  /**
   * A tensor array's handle is a constant too, and the second loop starts from the first one's
   * variables.
   */
  @ParameterizedTest
  @EnumSource
  void twoLoopsFillOneTensorArray(ConstantHandling handling) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      TensorArray array =
          tf.tensorArray(tf.constant(5), TFloat32.class, TensorArray.elementShape(Shape.scalar()));
      List<Output<?>> now = List.of(tf.constant(0).asOutput(), array.flow());
      for (int until : new int[] {2, 5}) {
        now =
            handling.build(
                tf,
                new LoopValues(now, List.of(array.handle())),
                (ops, seen) -> ops.math.less(ints(seen.variables(), 0), ops.constant(until)),
                (ops, seen) -> {
                  Operand<TInt32> iteration = ints(seen.variables(), 0);
                  Operand<TInt32> square = ops.math.mul(iteration, iteration);
                  return List.of(
                      ops.math.add(iteration, ops.constant(1)).asOutput(),
                      ops.tensorArrayWrite(
                              seen.constants().get(0),
                              iteration,
                              ops.dtypes.cast(square, TFloat32.class),
                              floats(seen.variables().get(1)))
                          .asOutput());
                });
      }
      Operand<TFloat32> all =
          tf.tensorArrayGather(
              array.handle(),
              tf.range(tf.constant(0), tf.constant(5), tf.constant(1)),
              floats(now.get(1)),
              TFloat32.class);
      assertThat(eval.values(all)).containsExactly(0f, 1f, 4f, 9f, 16f);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unchangedVariableIsAllowed(ConstantHandling handling) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      List<Output<?>> after =
          handling.build(
              tf,
              new LoopValues(
                  List.of(tf.constant(0).asOutput(), tf.constant(7f).asOutput()), List.of()),
              (ops, now) -> ops.math.less(ints(now.variables(), 0), ops.constant(3)),
              (ops, now) ->
                  List.of(
                      ops.math.add(ints(now.variables(), 0), ops.constant(1)).asOutput(),
                      now.variables().get(1)));
      assertThat(eval.values(floats(after.get(1)))).containsExactly(7f);
    }
  }

  @ParameterizedTest
  @EnumSource
  void missingNextValueIsRejected(ConstantHandling handling) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      LoopValues initial =
          new LoopValues(List.of(tf.constant(0).asOutput(), tf.constant(1f).asOutput()), List.of());
      assertThatThrownBy(
              () ->
                  handling.build(
                      tf,
                      initial,
                      (ops, now) -> ops.math.less(ints(now.variables(), 0), ops.constant(3)),
                      (ops, now) ->
                          List.of(
                              ops.math.add(ints(now.variables(), 0), ops.constant(1)).asOutput())))
          .hasStackTraceContaining("each of 2 variables, got 1 values");
    }
  }

  @Test
  void endlessLoopIsRejected() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      LoopValues initial =
          new LoopValues(
              List.of(tf.constant(0).asOutput(), tf.constant(1f).asOutput()),
              List.of(tf.constant(2f).asOutput()));
      assertThatThrownBy(
              () ->
                  WhileLoop.build(
                      tf,
                      "loop",
                      initial,
                      (ops, now) -> ops.math.less(ints(now.variables(), 0), ops.constant(3)),
                      (ops, now) ->
                          List.of(
                              ops.math.add(ints(now.variables(), 0), ops.constant(1)).asOutput(),
                              ops.math
                                  .add(floats(now.constants().get(0)), ops.constant(1f))
                                  .asOutput())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("that of variable 1 does not");
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
      geometric(gpu, ConstantHandling.INVARIANTS, gpu.constant(3));
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
      Operand<TFloat32> first = geometric(tf, ConstantHandling.INVARIANTS, tf.constant(3));
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
        Operand<TFloat32> next = geometric(tf, ConstantHandling.INVARIANTS, tf.constant(k % 4));
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

  @SuppressWarnings("unchecked")
  private static Operand<TInt32> ints(List<Output<?>> values, int k) {
    return (Operand<TInt32>) values.get(k);
  }

  @SuppressWarnings("unchecked")
  private static Operand<TFloat32> floats(Output<?> value) {
    return (Operand<TFloat32>) value;
  }
}
