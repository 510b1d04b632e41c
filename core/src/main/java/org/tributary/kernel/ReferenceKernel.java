package org.tributary.kernel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.CellParameter;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;

/**
 * The cell's own formula once for every step, in primitive operations, with TensorFlow's own
 * gradients: any float type, and {@code Graph.addGradients} reaches through it. The number of steps
 * must be known when the graph is built, and a long sequence makes a large graph. The oracle for
 * the fast kernels.
 */
public record ReferenceKernel() implements Kernel {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public boolean unrolls() {
    return true;
  }

  @Override
  public <T extends TFloating> Optional<String> refusal(KernelCall<T> call) {
    return !call.input().shape().isUnknown() && call.input().shape().get(0) >= 1
        ? Optional.empty()
        : Optional.of(
            "unrolls every step, so the number of steps must be known, but the input is "
                + call.input().shape());
  }

  @Override
  public <T extends TFloating> KernelRun<T> run(Ops tf, KernelCall<T> call) {
    require(call);
    long steps = call.input().shape().get(0);
    List<List<Operand<T>>> parts =
        call.initial().parts().stream().<List<Operand<T>>>map(p -> new ArrayList<>()).toList();
    CellState<T> state = call.initial();
    List<Output<T>> inputs = tf.unstack(call.input(), steps).output(); // L × [N, I]
    Optional<List<Output<T>>> valid =
        call.valid().map(mask -> tf.unstack(mask, steps).output()); // L × [N, 1]
    for (int t = 0; t < steps; t++) {
      Output<T> x = inputs.get(t);
      int now = t;
      state = step(tf, call, state, x, valid.map(masks -> masks.get(now)));
      for (int k = 0; k < parts.size(); k++) {
        parts.get(k).add(state.parts().get(k));
      }
    }
    return new Run<>(
        tf, call, CellState.of(parts.stream().<Operand<T>>map(part -> tf.stack(part)).toList()));
  }

  private static <T extends TFloating> CellState<T> step(
      Ops tf, KernelCall<T> call, CellState<T> before, Operand<T> x, Optional<Output<T>> valid) {
    Operand<T> h = before.hidden(); // [N, P]
    Operand<T> seen = call.hiddenMask().<Operand<T>>map(m -> tf.math.mul(h, m)).orElse(h);
    CellWeights<T> weights = call.weights();
    CellState<T> after =
        call.cell()
            .advance(
                tf,
                weights.fromInput(tf, x),
                weights.fromHidden(tf, seen),
                before,
                weights.projection());
    return valid.map(mask -> after.map(part -> tf.math.mul(part, mask))).orElse(after);
  }

  private record Run<T extends TFloating>(Ops tf, KernelCall<T> call, CellState<T> states)
      implements KernelRun<T> {

    @Override
    public KernelGradients<T> backward(Operand<T> hidden, Optional<Operand<T>> cell) {
      Map<CellParameter, Operand<T>> weights = call.weights().all();
      List<Operand<T>> to = new ArrayList<>();
      to.add(call.input());
      to.addAll(call.initial().parts());
      to.addAll(weights.values());
      List<Operand<T>> from = new ArrayList<>(List.of(states.hidden()));
      List<Operand<T>> upstream = new ArrayList<>(List.of(hidden));
      cell.ifPresent(
          gradient -> {
            from.add(states.parts().get(1));
            upstream.add(gradient);
          });
      Graph graph = (Graph) tf.scope().env();
      Output<?>[] gradients =
          graph.addGradients(
              tf.scope().makeOpName("reference_gradients"),
              outputs(from),
              outputs(to),
              outputs(upstream));

      int firstWeight = 1 + call.initial().parts().size();
      List<Operand<T>> initial = new ArrayList<>();
      for (int k = 1; k < firstWeight; k++) {
        initial.add(typed(gradients[k]));
      }
      Map<CellParameter, Operand<T>> byKind = new EnumMap<>(CellParameter.class);
      int next = firstWeight;
      for (CellParameter kind : weights.keySet()) {
        byKind.put(kind, typed(gradients[next++]));
      }
      return new KernelGradients<>(
          typed(gradients[0]), CellState.of(initial), CellWeights.of(call.cell(), byKind::get));
    }

    private static <T extends TFloating> Output<?>[] outputs(List<Operand<T>> operands) {
      return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    }

    @SuppressWarnings("unchecked") // a gradient has the type of what it is the gradient to
    private Operand<T> typed(Output<?> gradient) {
      return (Operand<T>) gradient;
    }
  }
}
