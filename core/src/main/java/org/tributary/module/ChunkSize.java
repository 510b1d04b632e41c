package org.tributary.module;

import org.tributary.kernel.Kernels;
import org.tributary.layer.Recurrent;
import org.tributary.runtime.ExecutionMode;

/** The maximum number of rows and steps of a chunk of a batch. */
record ChunkSize(int rows, int steps) {
  /**
   * Maximum number of native values of a pass over the whole batch, about 256 MB. With full rows
   * chunked runs take 1.05 to 1.3 times the time of one run; with spread lengths they are faster
   * ({@code docs/design/0009-packed-execution.md}).
   */
  private static final long MAX_WHOLE_VALUES = 64_000_000;

  /** Number of values of a chunk, sized for a processor's cache. */
  private static final long CHUNK_VALUES = 2_000_000;

  /** Maximum number of values of a chunk of {@link #MIN_STEPS} before rows are split, 64 MB. */
  private static final long MAX_SHORT_CHUNK_VALUES = 16_000_000;

  /** Minimum number of steps of a chunk, so that a run's fixed cost is small in comparison. */
  private static final int MIN_STEPS = 16;

  /**
   * Values of a pass per unit and step: BlockLSTM makes seven, and copies add to them; other
   * kernels make fewer gates and copies.
   */
  private static final long VALUES_PER_UNIT = 8;

  /** Copies of the input: the fed one and a packed one per direction. */
  private static final long INPUT_COPIES = 3;

  /** Returns the number of chunks of a batch. */
  int chunks(int allSteps, int allRows) {
    return ((allSteps + steps - 1) / steps) * ((allRows + rows - 1) / rows);
  }

  /** Returns the size for a batch of {@code rows} rows. */
  static ChunkSize of(Recurrent definition, int rows) {
    long values = stepValues(definition); // of a row
    long maxRows = Math.max(MAX_SHORT_CHUNK_VALUES / MIN_STEPS / values, 1);
    long groups = (rows + maxRows - 1) / maxRows;
    long groupRows = (rows + groups - 1) / groups; // even groups, not a small last one
    return new ChunkSize(
        (int) groupRows, (int) Math.max(MIN_STEPS, CHUNK_VALUES / values / groupRows));
  }

  /** Returns whether {@code batch} is too large for a single pass and can be chunked. */
  static boolean isRequired(Recurrent definition, BatchedInput batch) {
    return !Kernels.unrolls(
            definition.kernel().map(Kernels::named), definition.cell(), ExecutionMode.INFERENCE)
        && (long) batch.steps() * batch.rows() * stepValues(definition) > MAX_WHOLE_VALUES;
  }

  /** Returns the approximate number of values of a pass per step of a row. */
  private static long stepValues(Recurrent definition) {
    int widest =
        Math.max(definition.inputSize(), definition.layers() > 1 ? definition.outputSize() : 0);
    int units = definition.directions().count() * definition.cell().hiddenSize();
    return INPUT_COPIES * widest + VALUES_PER_UNIT * units;
  }
}
