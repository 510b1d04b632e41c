package org.tributary.kernel;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.graph.cell.CellWeights;
import org.tributary.graph.cell.ScanCell;
import org.tributary.internal.packing.Packing;
import org.tributary.runtime.ExecutionMode;

/**
 * The scan kernel: a {@link ScanCell}'s formula inside one loop over the steps, after one matrix
 * product for the input of all steps. Gradients are derived by hand and run in a reverse loop. The
 * number of steps and rows may vary from run to run.
 */
final class ScanKernel implements Kernel {
  private final MatmulPrecision precision;

  ScanKernel(MatmulPrecision precision) {
    this.precision = precision;
  }

  @Override
  public String name() {
    return precision == MatmulPrecision.FLOAT32 ? "scan" : "scan-bfloat16";
  }

  @Override
  public String toString() {
    return name();
  }

  @Override
  public <T extends TFloating> Optional<String> unsupported(KernelCall<T> call) {
    if (!call.type().equals(TFloat32.class)) {
      return Optional.of("computes in float32 only, not in " + call.type().getSimpleName());
    }
    return CellImplementations.unsupportedInScan(call.cell(), call.purpose());
  }

  @Override
  @SuppressWarnings("unchecked") // require leaves float32 only
  public <T extends TFloating> KernelForward<T> forward(Ops tf, KernelCall<T> call) {
    require(call);
    PackedCall packed =
        PackedCall.of(tf, (KernelCall<TFloat32>) call, Packing.Rows.NEEDED, precision);
    return (KernelForward<T>) CellImplementations.scan(call.cell()).build(packed);
  }

  /** The backward pass of one kind of cell. */
  interface CellBackward {
    /** Prepares the backward pass. */
    PackedForward.Backward over(CellScan scan);
  }

  /**
   * Adds a forward pass of the cell's formula. For cells that use only the sum of both operands:
   * {@code fromInput} holds both biases.
   */
  static KernelForward<TFloat32> build(PackedCall packed, CellBackward backward) {
    boolean training = packed.call().purpose() == ExecutionMode.TRAINING;
    boolean savesProduct = training && packed.call().cell().gates() > 1;
    CellScan scan = CellScan.of(packed, fromInput(packed), Optional.empty(), savesProduct);
    return scan.forward(packed, training ? Optional.of(backward.over(scan)) : Optional.empty());
  }

  /** Adds W_i x and both biases, [S, G·H], to the graph. */
  private static Operand<TFloat32> fromInput(PackedCall packed) {
    Ops tf = packed.tf();
    CellWeights<TFloat32> weights = packed.call().weights();
    Operand<TFloat32> product = packed.fromInput(); // [S, G·H]
    return weights
        .biases()
        .<Operand<TFloat32>>map(
            b -> tf.nn.biasAdd(product, tf.math.add(b.inputHidden(), b.hiddenHidden())))
        .orElse(product);
  }
}
