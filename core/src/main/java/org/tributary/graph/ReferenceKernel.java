package org.tributary.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.ByName;
import org.tributary.internal.graph.GraphGradients;
import org.tributary.internal.graph.Packing;
import org.tributary.internal.graph.PlainErrors;
import org.tributary.layer.CellParameter;
import org.tributary.layer.StatePart;

/**
 * The reference kernel: the cell's formula, unrolled over the steps of the padded batch in
 * primitive operations, with TensorFlow's own gradients. It runs in any float type, and {@code
 * Graph.addGradients} differentiates through it. The number of steps must be known when the graph
 * is built, and a long sequence makes a large graph. The fast kernels are tested against it.
 */
final class ReferenceKernel extends Kernel {

  ReferenceKernel() {
    super("reference");
  }

  @Override
  boolean unrolls() {
    return true;
  }

  @Override
  <T extends TFloating> Optional<String> unsupported(KernelCall<T> call) {
    if (call.hiddenMask().isPresent() && !call.cell().supportsRecurrentDropout()) {
      return Optional.of(
          "cannot mask h between steps, as recurrent dropout asks: a %s does not support it"
              .formatted(call.cell().name()));
    }
    return !call.input().shape().isUnknown() && call.input().shape().get(0) >= 1
        ? Optional.empty()
        : Optional.of(
            "unrolls every step, so the number of steps must be known when the graph is built, but"
                + " this graph is for batches of any number of steps");
  }

  @Override
  <T extends TFloating> KernelForward<T> forward(Ops tf, KernelCall<T> call) {
    require(call);
    return build(tf, withInputCopies(tf, call));
  }

  /**
   * Wraps each input in an identity and differentiates only with respect to it, so that each
   * gradient excludes paths through another input. This is not a {@code stop_gradient}.
   */
  private static <T extends TFloating> KernelCall<T> withInputCopies(Ops tf, KernelCall<T> call) {
    Map<CellParameter, Operand<T>> weights = call.weights().all();
    return new KernelCall<>(
        call.cell(),
        call.type(),
        tf.identity(call.input()),
        call.lengths(),
        call.order(),
        call.initial().map(tf::identity),
        CellWeights.of(call.cell(), kind -> tf.identity(weights.get(kind))),
        call.hiddenMask(),
        call.purpose());
  }

  private static <T extends TFloating> KernelForward<T> build(Ops tf, KernelCall<T> call) {
    long steps = call.input().shape().get(0);
    List<List<Operand<T>>> parts =
        call.initial().parts().stream().<List<Operand<T>>>map(p -> new ArrayList<>()).toList();
    CellState<T> state = call.initial();
    Operand<T> ordered = inReadingOrder(call, call.lengths().masked(call.input())); // [L, N, I]
    List<Output<T>> inputs = tf.unstack(ordered, steps).output(); // L × [N, I]
    List<Output<TBool>> valid = tf.unstack(call.lengths().valid(), steps).output(); // L × [N, 1]
    Operand<T> zero = tf.dtypes.cast(tf.constant(0), call.type());
    for (int t = 0; t < steps; t++) {
      Output<TBool> now = valid.get(t);
      // each step in the padding starts from zeros, so a NaN or an infinite relu state ends with
      // its row
      CellState<T> before = state.map(part -> tf.select(now, part, zero));
      state = step(tf, call, before, inputs.get(t));
      for (int k = 0; k < parts.size(); k++) {
        parts.get(k).add(state.parts().get(k));
      }
    }
    List<Operand<T>> last = new ArrayList<>();
    List<Operand<T>> all = parts.stream().<Operand<T>>map(part -> tf.stack(part)).toList();
    for (int k = 0; k < parts.size(); k++) {
      last.add(call.lengths().last(all.get(k), call.initial().parts().get(k)));
    }
    // separate from the final state: TensorFlow's gradients are wrong if one y is computed from
    // another
    Operand<T> output = tf.identity(inReadingOrder(call, call.lengths().masked(all.get(0))));
    CellState<T> finalState = CellState.of(call.cell(), last);
    return new KernelForward<>(
        output, finalState, upstream -> backward(tf, call, output, finalState, upstream));
  }

  private static <T extends TFloating> Operand<T> inReadingOrder(KernelCall<T> call, Operand<T> x) {
    return call.order() == Packing.Order.FORWARD ? x : call.lengths().reversed(x);
  }

  private static <T extends TFloating> CellState<T> step(
      Ops tf, KernelCall<T> call, CellState<T> before, Operand<T> x) {
    return CellFormula.step(
        tf, call.cell(), x, before, call.weights().withHiddenMask(call.hiddenMask()));
  }

  private static <T extends TFloating> Gradients<Operand<T>> backward(
      Ops tf,
      KernelCall<T> call,
      Operand<T> output,
      CellState<T> finalState,
      OutputGradients<Operand<T>> upstream) {
    Map<CellParameter, Operand<T>> weights = call.weights().all();
    List<Operand<T>> to = new ArrayList<>();
    to.add(call.input());
    to.addAll(call.initial().parts());
    to.addAll(weights.values());
    List<Operand<T>> from = new ArrayList<>();
    List<Operand<T>> toEach = new ArrayList<>();
    upstream.output().ifPresent(g -> add(from, output, toEach, call.lengths().masked(g)));
    for (StatePart part : call.cell().stateParts()) {
      upstream.state(part.name()).ifPresent(g -> add(from, finalState.get(part.name()), toEach, g));
    }
    List<Operand<T>> gradients =
        PlainErrors.in(
            call.cell().getClass().getName() + ".step",
            "operations that TensorFlow can differentiate",
            "replace the operation",
            () -> GraphGradients.ofAll(tf, from, toEach, to));
    int firstWeight = 1 + call.initial().parts().size();
    return new Gradients<>(
        gradients.get(0),
        ByName.of(call.initial().byName().keySet(), gradients.subList(1, firstWeight)),
        ByName.of(
            weights.keySet().stream().map(CellParameter::torchName).toList(),
            gradients.subList(firstWeight, gradients.size())));
  }

  private static <T extends TFloating> void add(
      List<Operand<T>> from, Operand<T> y, List<Operand<T>> toEach, Operand<T> gradient) {
    from.add(y);
    toEach.add(gradient);
  }
}
