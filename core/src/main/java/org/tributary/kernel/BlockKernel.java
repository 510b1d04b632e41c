package org.tributary.kernel;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.cell.LstmCell;
import org.tributary.cell.LstmState;

/**
 * TensorFlow's BlockLSTM forward and {@link LstmBackward} for the gradients: the number of steps
 * and rows stay open. BlockLSTM's weight columns stand in PyTorch's gate order i, f, g, o.
 */
public record BlockKernel() implements Kernel {

  @Override
  public String name() {
    return "block";
  }

  @Override
  public <T extends TFloating> Optional<String> refusal(KernelCall<T> call) {
    if (!call.type().equals(TFloat32.class)) {
      return Optional.of("computes in float32 only, not in " + call.type().getSimpleName());
    }
    if (!(call.cell() instanceof LstmCell)) {
      return Optional.of("runs LSTMs only, not a " + call.cell().name());
    }
    if (call.cell().projection().isPresent()) {
      return Optional.of("has no projection, but this LSTM projects h");
    }
    return call.hiddenMask().isPresent()
        ? Optional.of("cannot mask h between steps, as recurrent dropout asks")
        : Optional.empty();
  }

  @Override
  @SuppressWarnings("unchecked") // the refusal leaves float32 only
  public <T extends TFloating> KernelRun<T> run(Ops tf, KernelCall<T> call) {
    require(call);
    return (KernelRun<T>) place(tf, (KernelCall<TFloat32>) call);
  }

  private static KernelRun<TFloat32> place(Ops tf, KernelCall<TFloat32> call) {
    int hiddenSize = call.cell().hiddenSize();
    LstmState<TFloat32> initial = (LstmState<TFloat32>) call.initial();
    CellWeights<TFloat32> weights = call.weights();
    Operand<TFloat32> stacked =
        tf.linalg.transpose(
            tf.concat(List.of(weights.inputHidden(), weights.hiddenHidden()), tf.constant(1)),
            tf.constant(new int[] {1, 0})); // [I + H, 4H]
    Operand<TFloat32> bias =
        weights
            .biases()
            .<Operand<TFloat32>>map(b -> tf.math.add(b.inputHidden(), b.hiddenHidden()))
            .orElseGet(() -> tf.zeros(tf.array(4 * hiddenSize), TFloat32.class)); // [4H]
    Operand<TFloat32> noPeephole = tf.zeros(tf.array(hiddenSize), TFloat32.class); // [H]
    Operand<TInt32> steps = tf.gather(tf.shape(call.input()), tf.constant(0), tf.constant(0)); // []
    BlockLSTM<TFloat32> block =
        tf.nn.blockLSTM(
            tf.dtypes.cast(steps, TInt64.class),
            call.input(),
            initial.cell(),
            initial.hidden(),
            stacked,
            noPeephole,
            noPeephole,
            noPeephole,
            bias);
    return new Run(
        new Tape(tf, call, steps, new LstmState<>(block.h(), block.cs())),
        new LstmBackward.Gates(block.i(), block.f(), block.ci(), block.o(), block.co()));
  }

  private record Run(Tape tape, LstmBackward.Gates gates) implements KernelRun<TFloat32> {
    @Override
    public CellState<TFloat32> states() {
      return tape.states();
    }

    @Override
    public KernelGradients<TFloat32> backward(
        Operand<TFloat32> hidden, Optional<Operand<TFloat32>> cell) {
      return new LstmBackward(tape, gates).place(hidden, cell);
    }
  }
}
