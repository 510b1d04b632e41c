package org.tributary.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.SequenceLengths;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.CustomGradient;
import org.tributary.internal.graph.GraphGradients;
import org.tributary.internal.graph.Packing;
import org.tributary.internal.graph.ScanLoop;
import org.tributary.internal.graph.ScanStep;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A recurrence by the formula of one step. The forward pass is a loop that keeps the states; the
 * backward pass is a loop from the last step to the first that computes each step again and lets
 * TensorFlow differentiate it. Values from outside that the formula reads are found by a first call
 * on a graph of its own; their gradients add up over the steps. A step in the padding keeps the
 * state.
 *
 * <p>Letters: N rows, L steps, F the size of x, S = L · N.
 */
final class Scan {
  private final Build build;
  private final Ops tf;
  private final StepFormula formula;
  private final Optional<Lengths> lengths;
  private final int inputSize;
  private final List<Integer> sizes = new ArrayList<>();
  private final List<Operand<TFloat32>> captured = new ArrayList<>();
  private final Operand<TInt32> rows;
  private final Operand<TInt32> steps;
  private final Packing packing;

  private Scan(Build build, Floats x, List<Floats> initial, StepFormula formula) {
    this.build = build;
    this.tf = build.tf();
    this.formula = formula;
    this.lengths = x.lengths();
    this.inputSize = x.size(2);
    initial.forEach(part -> sizes.add(part.size(1)));
    this.rows = Axes.size(tf, x, 0);
    this.steps = Axes.size(tf, x, 1);
    this.packing =
        SequenceLengths.fullUnchecked(tf, steps, rows)
            .packing(Packing.Order.FORWARD, Packing.Rows.NEEDED);
    findCaptured();
  }

  /**
   * @param startsAtZero whether the initial state is that of a new sequence, so that another call
   *     may continue it
   */
  static ScanResult of(
      Build build, Floats x, List<Floats> initial, boolean startsAtZero, StepFormula formula) {
    NullChecks.require("formula", "that of a step", formula);
    if (initial.isEmpty()) {
      throw new IllegalArgumentException(
          "scan: expected a state of at least 1 part, got none; give the size of each part");
    }
    for (Floats part : initial) {
      ShapeCheck.require("initial state", part, "[N, size] (examples, size)", -1, -1);
    }
    List<Operand<TFloat32>> results =
        build.carries(x, !startsAtZero)
            ? build.carrying(
                x,
                initial,
                0,
                state -> new Scan(build, x, asFloats(build, state), formula).results(x, state),
                all -> all.subList(1, all.size()))
            : new Scan(build, x, initial, formula).results(x, initial);
    return new ScanResult(
        x.sameAxes(results.get(0)), asFloats(build, results.subList(1, results.size())));
  }

  private static List<Floats> asFloats(Build build, List<? extends Operand<TFloat32>> values) {
    return values.stream().map(value -> new Floats(build, value, Map.of())).toList();
  }

  /** Returns the output and each part of the final state. */
  private List<Operand<TFloat32>> results(Floats x, List<? extends Operand<TFloat32>> initial) {
    List<Operand<TFloat32>> inputs = new ArrayList<>(List.of(x));
    inputs.addAll(initial);
    inputs.addAll(captured);
    if (!build.purpose.trains()) {
      return new Pass(inputs).forward(ExecutionMode.INFERENCE);
    }
    CustomGradient.unsupported()
        .ifPresent(
            why -> {
              throw new IllegalArgumentException(
                  "scan: expected a platform on which TensorFlow calls gradients in Java, got one where it does not (%s); train on Linux or macOS, the trained model runs here"
                      .formatted(why));
            });
    return CustomGradient.of(
        tf,
        "scan",
        inputs,
        copies -> {
          Pass pass = new Pass(copies);
          return new CustomGradient.Pass(pass.forward(ExecutionMode.TRAINING), pass::backward);
        });
  }

  /** Calls the formula on a graph of its own, to learn what it reads from outside. */
  private void findCaptured() {
    try (Graph scratch = TensorFlowRuntime.graph()) {
      Ops ops = TensorFlowRuntime.inside(scratch, tf);
      Map<Output<?>, Output<?>> entered = new HashMap<>();
      Function<Output<?>, Output<?>> enter =
          outside ->
              entered.computeIfAbsent(
                  outside,
                  value -> {
                    captured.add(floats(value));
                    return ops.placeholder(TFloat32.class, Placeholder.shape(value.shape()))
                        .asOutput();
                  });
      List<Operand<TFloat32>> state = new ArrayList<>();
      sizes.forEach(size -> state.add(placeholder(ops, size)));
      List<Operand<TFloat32>> next = call(ops, enter, placeholder(ops, inputSize), state);
      for (int k = 0; k < next.size(); k++) {
        ShapeCheck.require(
            "scan: part %d of the next state".formatted(k + 1),
            next.get(k).shape(),
            "[N, %d] (examples, size), as before the step".formatted(sizes.get(k)),
            -1,
            sizes.get(k));
      }
    }
  }

  private static Operand<TFloat32> placeholder(Ops ops, int size) {
    return ops.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size)));
  }

  @SuppressWarnings("unchecked") // its type is checked
  private static Operand<TFloat32> floats(Output<?> value) {
    if (value.type() != TFloat32.class) {
      throw new IllegalArgumentException(
          "scan: expected a formula that reads numbers from outside, got %s; convert them by toFloats()"
              .formatted(value.type().getSimpleName()));
    }
    return (Output<TFloat32>) value;
  }

  private List<Operand<TFloat32>> call(
      Ops ops,
      Function<Output<?>, Output<?>> enter,
      Operand<TFloat32> x,
      List<? extends Operand<TFloat32>> state) {
    return build.within(
        ops,
        enter,
        () -> {
          List<Floats> parts = asFloats(build, state);
          List<Floats> next = formula.next(new Floats(build, x, Map.of()), parts);
          if (next == null || next.size() != parts.size()) {
            throw new IllegalArgumentException(
                "scan: expected a next state of %d parts, as many as there are sizes, got %s"
                    .formatted(parts.size(), next == null ? "null" : next.size()));
          }
          // resolved here, since a part may be a value from outside
          return next.stream().<Operand<TFloat32>>map(ops::identity).toList();
        });
  }

  /** The loops over one batch. */
  private final class Pass {
    private final Operand<TFloat32> x; // [S, F]
    private final List<Operand<TFloat32>> initial;
    private final List<Operand<TFloat32>> constants;
    private final Optional<Operand<TFloat32>> valid; // [S, 1], 1 or 0
    private final List<Operand<TFloat32>> states = new ArrayList<>(); // [S, size] each

    /**
     * @param inputs x [N, L, F], each part of the initial state, each captured value
     */
    private Pass(List<Operand<TFloat32>> inputs) {
      this.x = packed(inputs.get(0), inputSize);
      this.initial = inputs.subList(1, 1 + sizes.size());
      this.constants = inputs.subList(1 + sizes.size(), inputs.size());
      this.valid =
          lengths.map(
              l ->
                  tf.reshape(
                      tf.linalg.transpose(
                          tf.dtypes.cast(l.steps(inputs.get(0)), TFloat32.class), tf.array(1, 0)),
                      tf.array(-1, 1)));
    }

    /** Returns a value [N, L, F] as [S, F]. */
    private Operand<TFloat32> packed(Operand<TFloat32> value, int size) {
      return tf.reshape(tf.linalg.transpose(value, tf.array(1, 0, 2)), tf.array(-1, size));
    }

    /** Returns a value [S, F] as [N, L, F]. */
    private Operand<TFloat32> unpacked(Operand<TFloat32> value, int size) {
      Operand<TFloat32> timeMajor =
          tf.reshape(value, tf.stack(List.of(steps, rows, tf.constant(size))));
      return tf.ensureShape(
          tf.linalg.transpose(timeMajor, tf.array(1, 0, 2)), Shape.of(-1, -1, size));
    }

    /** Returns the output and each part of the final state. */
    private List<Operand<TFloat32>> forward(ExecutionMode mode) {
      ScanLoop loop = ScanLoop.notUnrolled(tf, packing, mode);
      ScanLoop.Xs input = loop.xs(x);
      Optional<ScanLoop.Xs> isValid = valid.map(loop::xs);
      List<ScanLoop.Carry> state = initial.stream().map(loop::carry).toList();
      List<ScanLoop.Constant> outside = constants.stream().map(loop::constant).toList();
      List<ScanLoop.Ys> after = sizes.stream().map(loop::ys).toList();
      ScanLoop.Result result =
          loop.scan(
              (ops, step) -> {
                List<Operand<TFloat32>> before = new ArrayList<>();
                for (int k = 0; k < state.size(); k++) {
                  before.add(sized(ops, step.get(state.get(k)), sizes.get(k)));
                }
                List<Operand<TFloat32>> next =
                    next(
                        ops,
                        sized(ops, step.get(input), inputSize),
                        before,
                        outside.stream().map(step::get).toList(),
                        isValid.map(step::get));
                for (int k = 0; k < next.size(); k++) {
                  step.replace(state.get(k), next.get(k));
                  step.write(after.get(k), next.get(k));
                }
              });
      after.forEach(part -> states.add(result.get(part)));
      Operand<TFloat32> output =
          valid
              .<Operand<TFloat32>>map(
                  v ->
                      tf.select(
                          tf.math.greater(v, tf.constant(0f)), states.get(0), tf.constant(0f)))
              .orElse(states.get(0));
      List<Operand<TFloat32>> results = new ArrayList<>();
      results.add(unpacked(output, sizes.get(0)));
      for (int k = 0; k < sizes.size(); k++) {
        results.add(tf.ensureShape(result.get(state.get(k)), Shape.of(-1, sizes.get(k))));
      }
      return results;
    }

    /** Returns x with its size, of which the loop knows nothing; it has no gradient. */
    private static Operand<TFloat32> sized(Ops ops, Operand<TFloat32> x, int size) {
      return ops.ensureShape(x, Shape.of(-1, size));
    }

    /** Adds one step: the next state, or the one before in the padding. */
    private List<Operand<TFloat32>> next(
        Ops ops,
        Operand<TFloat32> input,
        List<Operand<TFloat32>> before,
        List<Operand<TFloat32>> outside,
        Optional<Operand<TFloat32>> isValid) {
      Map<Output<?>, Output<?>> entered = new LinkedHashMap<>();
      for (int k = 0; k < captured.size(); k++) {
        entered.put(captured.get(k).asOutput(), outside.get(k).asOutput());
      }
      List<Operand<TFloat32>> next = call(ops, entered::get, input, before);
      List<Operand<TFloat32>> kept = new ArrayList<>();
      for (int k = 0; k < next.size(); k++) {
        Operand<TFloat32> part = next.get(k);
        if (isValid.isPresent()) {
          Operand<TBool> holds = ops.math.greater(isValid.get(), ops.constant(0f));
          part = ops.select(holds, part, before.get(k));
        }
        kept.add(ops.identity(part)); // TensorFlow's gradients need results of their own
      }
      return kept;
    }

    /** Returns the gradients of x, of each part of the initial state, of each captured value. */
    private List<Operand<TFloat32>> backward(List<Optional<Operand<TFloat32>>> upstream) {
      ScanLoop loop = ScanLoop.notUnrolled(tf, packing, ExecutionMode.TRAINING);
      ScanLoop.Xs input = loop.xs(x);
      Optional<ScanLoop.Xs> isValid = valid.map(loop::xs);
      List<ScanLoop.Xs> before = new ArrayList<>();
      List<ScanLoop.Carry> toState = new ArrayList<>();
      for (int k = 0; k < sizes.size(); k++) {
        Operand<TFloat32> earlier =
            tf.slice(
                states.get(k),
                tf.array(0, 0),
                tf.stack(
                    List.of(
                        tf.math.mul(tf.math.sub(steps, tf.constant(1)), rows),
                        tf.constant(sizes.get(k)))));
        before.add(loop.xs(tf.concat(List.of(initial.get(k), earlier), tf.constant(0))));
        toState.add(loop.carry(upstream.get(1 + k).orElse(tf.zerosLike(initial.get(k)))));
      }
      Optional<ScanLoop.Xs> toOutput =
          upstream
              .get(0)
              .map(g -> packed(g, sizes.get(0)))
              .map(g -> valid.<Operand<TFloat32>>map(v -> tf.math.mul(g, v)).orElse(g))
              .map(loop::xs);
      List<ScanLoop.Constant> outside = constants.stream().map(loop::constant).toList();
      List<ScanLoop.Carry> toOutside =
          constants.stream().map(value -> loop.carry(tf.zerosLike(value))).toList();
      ScanLoop.Ys toInput = loop.ys(inputSize);
      ScanLoop.Result result =
          loop.scanReverse(
              (ops, step) -> {
                List<Operand<TFloat32>> sources = new ArrayList<>();
                sources.add(ops.identity(sized(ops, step.get(input), inputSize)));
                for (int k = 0; k < before.size(); k++) {
                  sources.add(ops.identity(sized(ops, step.get(before.get(k)), sizes.get(k))));
                }
                outside.forEach(value -> sources.add(ops.identity(step.get(value))));
                int first = 1 + sizes.size();
                List<Operand<TFloat32>> next =
                    next(
                        ops,
                        sources.get(0),
                        sources.subList(1, first),
                        sources.subList(first, sources.size()),
                        isValid.map(step::get));
                List<Operand<TFloat32>> given = upstream(ops, step, toState, toOutput);
                List<Operand<TFloat32>> gradients = GraphGradients.ofAll(ops, next, given, sources);
                step.write(toInput, gradients.get(0));
                for (int k = 0; k < toState.size(); k++) {
                  step.replace(toState.get(k), gradients.get(1 + k));
                }
                for (int k = 0; k < toOutside.size(); k++) {
                  step.replace(
                      toOutside.get(k),
                      ops.math.add(step.get(toOutside.get(k)), gradients.get(first + k)));
                }
              });
      List<Operand<TFloat32>> all = new ArrayList<>();
      all.add(unpacked(result.get(toInput), inputSize));
      toState.forEach(part -> all.add(result.get(part)));
      toOutside.forEach(value -> all.add(result.get(value)));
      return all;
    }

    private List<Operand<TFloat32>> upstream(
        Ops ops, ScanStep step, List<ScanLoop.Carry> toState, Optional<ScanLoop.Xs> toOutput) {
      List<Operand<TFloat32>> given = new ArrayList<>();
      toState.forEach(part -> given.add(step.get(part)));
      toOutput.ifPresent(g -> given.set(0, ops.math.add(given.get(0), step.get(g))));
      return given;
    }
  }
}
