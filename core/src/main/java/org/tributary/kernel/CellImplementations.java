package org.tributary.kernel;

import java.util.Map;
import java.util.Optional;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.cell.GruCell;
import org.tributary.cell.LstmCell;
import org.tributary.cell.RnnCell;
import org.tributary.graph.cell.ScanCell;
import org.tributary.runtime.ExecutionMode;

/**
 * The passes written for particular cells: the only place where kernels list cells. Other cells run
 * on the generic scan if they are {@link ScanCell}s, else on the reference kernel only.
 */
final class CellImplementations {
  /** The scan of one kind of cell. */
  interface Scan {
    /**
     * Adds the forward pass to the graph, and saves the activations that its backward pass needs.
     */
    KernelForward<TFloat32> build(PackedCall packed);
  }

  private static final Map<Class<? extends Cell>, Scan> SCANS =
      Map.of(
          RnnCell.class,
              packed ->
                  ScanKernel.build(
                      packed, RnnBackward.of(((RnnCell) packed.call().cell()).nonlinearity())),
          LstmCell.class, packed -> ScanKernel.build(packed, LstmBackward::prepared),
          GruCell.class, GruScan::build);

  private CellImplementations() {}

  /** Returns whether TensorFlow's BlockLSTM computes the cell's formula, projection aside. */
  static boolean isBlockLstm(Cell cell) {
    return cell instanceof LstmCell;
  }

  /** Returns the reason why no scan can run {@code cell}; empty if one can. */
  static Optional<String> unsupportedInScan(Cell cell, ExecutionMode purpose) {
    if (SCANS.containsKey(cell.getClass())) {
      return Optional.empty();
    }
    if (!(cell instanceof ScanCell scanCell)) {
      return Optional.of(
          "runs cells with one product of x and one of h (ScanCell), but a %s computes its own"
              .formatted(cell.name()));
    }
    if (purpose == ExecutionMode.INFERENCE) {
      return Optional.empty();
    }
    if (scanCell.stepGradient().isEmpty()) {
      return Optional.of(
          "has no backward pass of a %s, which brings no stepGradient".formatted(cell.name()));
    }
    return cell.projection().isPresent()
        ? Optional.of("has no backward pass of the projection of a %s".formatted(cell.name()))
        : Optional.empty();
  }

  /** Returns the advice for a cell that no kernel can train on batches of any number of steps. */
  static String remedy(Cell cell) {
    String known = "or build the graph for a known number of steps, for the reference kernel";
    if (unsupportedInScan(cell, ExecutionMode.TRAINING).isEmpty()) {
      return known.substring("or ".length());
    }
    if (!(cell instanceof ScanCell scanCell)) {
      return "implement ScanCell with a stepGradient, which runs on batches of any number of steps, "
          + known;
    }
    return scanCell.stepGradient().isEmpty()
        ? "return a gradient from stepGradient, " + known
        : "leave the projection out, " + known;
  }

  /** Returns the scan of a cell that {@link #unsupportedInScan} accepts. */
  static Scan scan(Cell cell) {
    return SCANS.getOrDefault(cell.getClass(), GenericScan::build);
  }
}
