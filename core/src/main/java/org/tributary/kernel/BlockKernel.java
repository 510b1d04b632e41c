package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.internal.packing.Packing;
import org.tributary.runtime.ExecutionMode;

/**
 * TensorFlow's BlockLSTM for the forward pass, once for each segment of steps with equal batch
 * size, and {@link LstmBackward} for the gradients. The number of steps and rows may vary from run
 * to run.
 */
record BlockKernel() implements Kernel {
  /**
   * Number of weights from which the scan is faster in inference. BlockLSTM copies its weights at
   * every step, unlike the scan's matrix products. From about 2 MB they no longer fit in a core's
   * nearer cache, and copying takes longer than the rest of an iteration of the scan. In training,
   * where the scan saves more activations, the two take equally long.
   */
  private static final long MIN_WEIGHTS_FOR_SCAN = 500_000;

  @Override
  public String name() {
    return "block";
  }

  @Override
  public String toString() {
    return name();
  }

  /** Returns the reason why this kernel cannot run {@code cell} at all; empty if it can. */
  private static Optional<String> unsupported(Cell cell) {
    if (!CellImplementations.isBlockLstm(cell)) {
      return Optional.of("runs LSTMs only, not a " + cell.name());
    }
    return cell.projection().isPresent()
        ? Optional.of("has no projection, but this %s projects h".formatted(cell.name()))
        : Optional.empty();
  }

  private static long weightCount(Cell cell) {
    return (long) cell.gates() * cell.hiddenSize() * (cell.inputSize() + cell.hiddenSize());
  }

  @Override
  public <T extends TFloating> Optional<String> unsupported(KernelCall<T> call) {
    if (!call.type().equals(TFloat32.class)) {
      return Optional.of("computes in float32 only, not in " + call.type().getSimpleName());
    }
    Optional<String> unsupportedCell = unsupported(call.cell());
    if (unsupportedCell.isPresent()) {
      return unsupportedCell;
    }
    return call.hiddenMask().isPresent()
        ? Optional.of("cannot mask h between steps, as recurrent dropout asks")
        : Optional.empty();
  }

  @Override
  public <T extends TFloating> Optional<String> slowerThanOthers(KernelCall<T> call) {
    long weightCount = weightCount(call.cell());
    return call.purpose() == ExecutionMode.TRAINING || weightCount < MIN_WEIGHTS_FOR_SCAN
        ? Optional.empty()
        : Optional.of("copies its %d weights at every step".formatted(weightCount));
  }

  @Override
  @SuppressWarnings("unchecked") // require leaves float32 only
  public <T extends TFloating> KernelForward<T> forward(Ops tf, KernelCall<T> call) {
    require(call);
    return (KernelForward<T>) build((KernelCall<TFloat32>) call, tf);
  }

  private static KernelForward<TFloat32> build(KernelCall<TFloat32> call, Ops tf) {
    PackedCall packed = PackedCall.of(tf, call, Packing.Rows.BUCKETED, MatmulPrecision.FLOAT32);
    BlockSegments segments = BlockSegments.build(packed);
    List<Operand<TFloat32>> hidden = segments.hidden();
    List<Operand<TFloat32>> states = new ArrayList<>();
    states.add(packed.packing().extend(packed.initial().parts().get(0), hidden));
    states.add(packed.packing().extend(packed.initial().parts().get(1), segments.cell()));
    return new PackedForward(
        packed,
        states.stream().map(packed.packing()::last).toList(),
        hidden,
        call.purpose() == ExecutionMode.TRAINING
            ? Optional.of(backward(new SavedActivations(packed, states), segments.gates()))
            : Optional.empty());
  }

  private static PackedForward.Backward backward(SavedActivations saved, LstmBackward.Gates gates) {
    return (hidden, state) -> new LstmBackward(saved, gates).build(hidden, state);
  }

  /** Returns whether this kernel is the fastest for inference of {@code cell} without dropout. */
  static boolean isChosenForInference(Cell cell) {
    return unsupported(cell).isEmpty() && weightCount(cell) < MIN_WEIGHTS_FOR_SCAN;
  }
}
