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
  /** The ways in which constants reach a body. */
  enum Way {
    ENTERING {
      @Override
      List<Output<?>> place(
          Ops tf, LoopValues before, WhileLoop.Condition condition, WhileLoop.Body body) {
        return WhileLoop.place(tf, "loop", before, condition, body);
      }
    },
    GOING_ROUND {
      @Override
      List<Output<?>> place(
          Ops tf, LoopValues before, WhileLoop.Condition condition, WhileLoop.Body body) {
        return WhileLoop.goingRound(tf, tf.scope().makeOpName("loop"), before, condition, body);
      }
    };

    abstract List<Output<?>> place(
        Ops tf, LoopValues before, WhileLoop.Condition condition, WhileLoop.Body body);
  }

  @Test
  void constantsEnterHere() {
    assertThat(GraphImport.obstacle()).as("why a graph's handle cannot be read").isEmpty();
  }

  /** 1 for as many turns as asked, each state the last one times a constant plus the turn. */
  @ParameterizedTest
  @EnumSource
  void aLoopIsWhatItsTurnsMake(Way way) {
    for (int turns : new int[] {0, 1, 2, 40}) {
      List<Float> states = new ArrayList<>(List.of(1f));
      for (int k = 0; k < turns; k++) {
        states.add(states.get(k) * 0.5f + k);
      }
      try (Eval eval = new Eval()) {
        List<Operand<TFloat32>> made =
            List.of(geometric(eval.tf(), way, eval.tf().constant(turns)));
        float[] values = eval.values(made).get(0);
        assertThat(values).as("%d turns", turns).containsExactly(states.get(turns));
      }
    }
  }

  private static Operand<TFloat32> geometric(Ops tf, Way way, Operand<TInt32> turns) {
    LoopValues before =
        new LoopValues(
            List.of(tf.constant(0).asOutput(), tf.constant(1f).asOutput()),
            List.of(turns.asOutput(), tf.constant(0.5f).asOutput()));
    return floats(
        way.place(
                tf,
                before,
                (ops, now) -> ops.math.less(ints(now.variables(), 0), ints(now.constants(), 0)),
                (ops, now) -> {
                  Operand<TInt32> turn = ints(now.variables(), 0);
                  Operand<TFloat32> state = floats(now.variables().get(1));
                  Operand<TFloat32> half = floats(now.constants().get(1));
                  return List.of(
                      ops.math.add(turn, ops.constant(1)).asOutput(),
                      ops.math
                          .add(ops.math.mul(state, half), ops.dtypes.cast(turn, TFloat32.class))
                          .asOutput());
                })
            .get(1));
  }

  /** A tensor array's handle is a constant too, and one loop's end another one's beginning. */
  @ParameterizedTest
  @EnumSource
  void twoLoopsFillOneArray(Way way) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      TensorArray array =
          tf.tensorArray(tf.constant(5), TFloat32.class, TensorArray.elementShape(Shape.scalar()));
      List<Output<?>> now = List.of(tf.constant(0).asOutput(), array.flow());
      for (int until : new int[] {2, 5}) {
        now =
            way.place(
                tf,
                new LoopValues(now, List.of(array.handle())),
                (ops, seen) -> ops.math.less(ints(seen.variables(), 0), ops.constant(until)),
                (ops, seen) -> {
                  Operand<TInt32> turn = ints(seen.variables(), 0);
                  Operand<TInt32> square = ops.math.mul(turn, turn);
                  return List.of(
                      ops.math.add(turn, ops.constant(1)).asOutput(),
                      ops.tensorArrayWrite(
                              seen.constants().get(0),
                              turn,
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
  void whatStaysAsItIsMayBeAVariable(Way way) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      List<Output<?>> after =
          way.place(
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
  void aBodyThatForgetsAVariableIsRefused(Way way) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      LoopValues before =
          new LoopValues(List.of(tf.constant(0).asOutput(), tf.constant(1f).asOutput()), List.of());
      assertThatThrownBy(
              () ->
                  way.place(
                      tf,
                      before,
                      (ops, now) -> ops.math.less(ints(now.variables(), 0), ops.constant(3)),
                      (ops, now) ->
                          List.of(
                              ops.math.add(ints(now.variables(), 0), ops.constant(1)).asOutput())))
          .hasStackTraceContaining("each of 2 variables, got 1 values");
    }
  }

  @Test
  void aLoopThatCannotEndIsRefused() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      LoopValues before =
          new LoopValues(
              List.of(tf.constant(0).asOutput(), tf.constant(1f).asOutput()),
              List.of(tf.constant(2f).asOutput()));
      assertThatThrownBy(
              () ->
                  WhileLoop.place(
                      tf,
                      "loop",
                      before,
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
  void aBodyStandsOnTheDeviceOfItsLoop(String name) {
    try (Graph graph = new Graph()) {
      Ops card =
          Ops.create(graph)
              .withDevice(
                  DeviceSpec.newBuilder()
                      .deviceType(DeviceSpec.DeviceType.GPU)
                      .deviceIndex(1)
                      .build());
      geometric(card, Way.ENTERING, card.constant(3));
      assertThat(graph.operationOrThrow(name).device()).isEqualTo("/device:GPU:1");
    }
  }

  /** A session goes on over the graph while loops come into it, and sees each of them whole. */
  @Test
  void sessionsRunWhileLoopsArePlaced() throws Exception {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try (Graph graph = new Graph();
        Session session = TensorFlowRuntime.openWithoutGraphOptimizer(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> first = geometric(tf, Way.ENTERING, tf.constant(3));
      AtomicBoolean placed = new AtomicBoolean();
      Future<Integer> runs =
          other.submit(
              () -> {
                int count = 0;
                while (!placed.get()) {
                  assertThat(value(session, first)).isEqualTo(2.625f);
                  count++;
                }
                return count;
              });
      for (int k = 0; k < 200; k++) {
        Operand<TFloat32> next = geometric(tf, Way.ENTERING, tf.constant(k % 4));
        if (k % 20 == 3) {
          assertThat(value(session, next)).isEqualTo(2.625f);
        }
      }
      placed.set(true);
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
