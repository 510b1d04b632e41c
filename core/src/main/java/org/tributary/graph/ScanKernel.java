package org.tributary.graph;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.graph.Packing;
import org.tributary.layer.Cell;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.RnnCell;
import org.tributary.runtime.ExecutionMode;

/**
 * The scan kernel: a {@link ScanCell}'s formula inside one loop over the steps, after one matrix
 * product for the input of all steps. Gradients run in a reverse loop; those of the library's cells
 * are derived by hand. The number of steps and rows may vary from run to run.
 */
final class ScanKernel extends Kernel {
  /** The scans written for particular cells; {@link GenericBackward} trains other cells. */
  private static final Map<Class<? extends Cell>, Function<PackedCall, KernelForward<TFloat32>>>
      SCANS =
          Map.of(
              RnnCell.class,
              packed ->
                  CellScan.forwardOfSum(
                      packed,
                      scan ->
                          RnnBackward.of(scan, ((RnnCell) packed.call().cell()).nonlinearity())),
              LstmCell.class,
              packed -> CellScan.forwardOfSum(packed, LstmBackward::of),
              GruCell.class,
              GruScan::build);

  ScanKernel() {
    super("scan");
  }

  @Override
  <T extends TFloating> Optional<String> unsupported(KernelCall<T> call) {
    return unlessFloat32(call).or(() -> unsupported(call.cell(), call.purpose()));
  }

  @Override
  @SuppressWarnings("unchecked") // require leaves float32 only
  <T extends TFloating> KernelForward<T> forward(Ops tf, KernelCall<T> call) {
    require(call);
    PackedCall packed = PackedCall.of(tf, (KernelCall<TFloat32>) call, Packing.Rows.NEEDED);
    return (KernelForward<T>)
        SCANS
            .getOrDefault(call.cell().getClass(), any -> CellScan.forward(any, GenericBackward::of))
            .apply(packed);
  }

  /** Returns the reason why no scan can run {@code cell}; empty if one can. */
  static Optional<String> unsupported(Cell cell, ExecutionMode purpose) {
    if (SCANS.containsKey(cell.getClass())) {
      return Optional.empty();
    }
    if (!(cell instanceof ScanCell)) {
      return Optional.of(
          "runs cells with one product of x and one of h (ScanCell), but a %s computes its own"
              .formatted(cell.name()));
    }
    return purpose == ExecutionMode.TRAINING && cell.projection().isPresent()
        ? Optional.of("has no backward pass of the projection of a %s".formatted(cell.name()))
        : Optional.empty();
  }

  /** Returns the advice for a cell that no kernel can train on batches of any number of steps. */
  static String remedy(Cell cell) {
    String known = "build the graph for a known number of steps, for the reference kernel";
    if (unsupported(cell, ExecutionMode.TRAINING).isEmpty()) {
      return known;
    }
    return cell instanceof ScanCell
        ? "leave the projection out, or " + known
        : "implement ScanCell, which runs on batches of any number of steps, or " + known;
  }
}
