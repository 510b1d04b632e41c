package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.cell.LstmCell;
import org.tributary.sequence.Packing;

/**
 * TensorFlow's BlockLSTM forward, once for each stretch of steps with one number of rows, and
 * {@link LstmBackward} for the gradients: the number of steps and rows stay open.
 */
public record BlockKernel() implements Kernel {
  /**
   * BlockLSTM copies its weights at every step, which the scan's products do not. From about here
   * on, 2 MB, they leave a processor's nearer cache, and the copying takes longer than the rest of
   * a turn of the scan's loop. In training, where the scan leaves more behind, the two are even.
   */
  private static final long MANY_WEIGHTS = 500_000;

  @Override
  public String name() {
    return "block";
  }

  /** Whether it is chosen to run {@code cell} for inference in float32, without dropout. */
  public static boolean predicts(Cell cell) {
    return refusal(cell).isEmpty() && weights(cell) < MANY_WEIGHTS;
  }

  /** Why it cannot run {@code cell} at all. */
  private static Optional<String> refusal(Cell cell) {
    if (!(cell instanceof LstmCell)) {
      return Optional.of("runs LSTMs only, not a " + cell.name());
    }
    return cell.projection().isPresent()
        ? Optional.of("has no projection, but this LSTM projects h")
        : Optional.empty();
  }

  private static long weights(Cell cell) {
    return 4L * cell.hiddenSize() * (cell.inputSize() + cell.hiddenSize());
  }

  @Override
  public <T extends TFloating> Optional<String> refusal(KernelCall<T> call) {
    if (!call.type().equals(TFloat32.class)) {
      return Optional.of("computes in float32 only, not in " + call.type().getSimpleName());
    }
    Optional<String> ofCell = refusal(call.cell());
    if (ofCell.isPresent()) {
      return ofCell;
    }
    if (call.multiplied()) {
      return Optional.of("multiplies the input itself, but this one is multiplied already");
    }
    return call.hiddenMask().isPresent()
        ? Optional.of("cannot mask h between steps, as recurrent dropout asks")
        : Optional.empty();
  }

  @Override
  public <T extends TFloating> Optional<String> slowness(KernelCall<T> call) {
    long weights = weights(call.cell());
    return call.purpose() == Purpose.TRAINING || weights < MANY_WEIGHTS
        ? Optional.empty()
        : Optional.of("copies its %d weights at every step".formatted(weights));
  }

  @Override
  @SuppressWarnings("unchecked") // the refusal leaves float32 only
  public <T extends TFloating> KernelRun<T> run(Ops tf, KernelCall<T> call) {
    require(call);
    return (KernelRun<T>) place((KernelCall<TFloat32>) call, tf);
  }

  private static KernelRun<TFloat32> place(KernelCall<TFloat32> call, Ops tf) {
    PackedCall packed = PackedCall.of(tf, call, Packing.Rows.LEVELS, MatmulPrecision.FLOAT32);
    BlockStretches made = BlockStretches.place(packed);
    List<Operand<TFloat32>> hidden = made.hidden();
    List<Operand<TFloat32>> states = new ArrayList<>();
    states.add(packed.packing().extend(packed.initial().parts().get(0), hidden));
    states.add(packed.packing().extend(packed.initial().parts().get(1), made.cell()));
    return new PackedRun(
        packed,
        states.stream().map(packed.packing()::last).toList(),
        hidden,
        call.purpose() == Purpose.TRAINING
            ? Optional.of(back(new SavedActivations(packed, states), made.gates()))
            : Optional.empty());
  }

  private static PackedRun.Backward back(SavedActivations tape, LstmBackward.Gates gates) {
    return (hidden, cell) -> new LstmBackward(tape, gates).place(hidden, cell);
  }
}
