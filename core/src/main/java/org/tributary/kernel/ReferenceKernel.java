package org.tributary.kernel;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.CellWeights;
import org.tributary.cell.LstmState;

/**
 * The cell's own formula once for every step, in primitive operations, with TensorFlow's own
 * gradients: any float type, and {@code Graph.addGradients} reaches through it. The number of steps
 * must be known when the graph is built, and a long sequence makes a large graph. The oracle for
 * the fast kernels.
 */
public final class ReferenceKernel implements Kernel {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public <T extends TFloating> Optional<String> refusal(KernelCall<T> call) {
    long steps = call.input().shape().get(0);
    return steps >= 1
        ? Optional.empty()
        : Optional.of(
            "unrolls every step, so the number of steps must be known, but the input is "
                + call.input().shape());
  }

  @Override
  public <T extends TFloating> KernelRun<T> run(Ops tf, KernelCall<T> call) {
    refusal(call)
        .ifPresent(
            why -> {
              throw new IllegalArgumentException("kernel reference: " + why);
            });
    long steps = call.input().shape().get(0);
    List<Operand<T>> hidden = new ArrayList<>();
    List<Operand<T>> cell = new ArrayList<>();
    LstmState<T> state = call.initial();
    for (int t = 0; t < steps; t++) {
      Operand<T> x = tf.gather(call.input(), tf.constant(t), tf.constant(0)); // [N, I]
      state = call.cell().step(tf, x, state, call.weights());
      hidden.add(state.hidden());
      cell.add(state.cell());
    }
    return new Run<>(tf, call, new LstmState<>(tf.stack(hidden), tf.stack(cell)));
  }

  private record Run<T extends TFloating>(Ops tf, KernelCall<T> call, LstmState<T> states)
      implements KernelRun<T> {

    @Override
    public KernelGradients<T> backward(Operand<T> hidden, Optional<Operand<T>> cell) {
      Map<String, Operand<T>> weights = call.weights().named();
      List<Output<?>> to = new ArrayList<>();
      to.add(call.input().asOutput());
      to.add(call.initial().hidden().asOutput());
      to.add(call.initial().cell().asOutput());
      weights.values().forEach(w -> to.add(w.asOutput()));

      List<Output<?>> from = new ArrayList<>(List.of(states.hidden().asOutput()));
      List<Output<?>> upstream = new ArrayList<>(List.of(hidden.asOutput()));
      cell.ifPresent(
          gradient -> {
            from.add(states.cell().asOutput());
            upstream.add(gradient.asOutput());
          });
      Graph graph = (Graph) tf.scope().env();
      Output<?>[] gradients =
          graph.addGradients(
              tf.scope().makeOpName("reference_gradients"),
              from.toArray(new Output<?>[0]),
              to.toArray(new Output<?>[0]),
              upstream.toArray(new Output<?>[0]));

      Map<String, Operand<T>> byName = new LinkedHashMap<>();
      int next = 3;
      for (String name : weights.keySet()) {
        byName.put(name, typed(gradients[next++]));
      }
      Optional<CellWeights.Biases<T>> biases =
          call.weights()
              .biases()
              .map(b -> new CellWeights.Biases<>(byName.get("bias_ih"), byName.get("bias_hh")));
      return new KernelGradients<>(
          typed(gradients[0]),
          new LstmState<>(typed(gradients[1]), typed(gradients[2])),
          new CellWeights<>(byName.get("weight_ih"), byName.get("weight_hh"), biases));
    }

    @SuppressWarnings("unchecked") // a gradient has the type of what it is the gradient to
    private Operand<T> typed(Output<?> gradient) {
      return (Operand<T>) gradient;
    }
  }
}
