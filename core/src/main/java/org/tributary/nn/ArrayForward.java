package org.tributary.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.internal.LongestFirst;
import org.tributary.internal.TaskPool;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RecurrentInference;
import org.tributary.param.FloatTensor;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A forward pass over a batch on Java arrays. The rows of a large batch are split into groups, one
 * for each thread; the numbers of a row do not depend on its group.
 *
 * @param work see {@link #work(Recurrent, long, int)}
 */
record ArrayForward(
    Recurrent definition, RecurrentInference layers, BatchedInput batch, long work) {
  /** The cost of a step of a row and layer beside its products, in multiply-adds. */
  private static final long STEP_WORK = 16_000;

  /**
   * The multiply-adds of a thread above which a graph is faster for several rows, by measurement;
   * see {@code docs/design/0013-tagger-inference.md}.
   */
  private static final long MAX_WORK = 16_000_000;

  /** The number of rows up to which a pass of any work is as fast as in a graph or faster. */
  private static final int MAX_LONG_ROWS = 2;

  /**
   * The native values of a pass in a graph above which it would take more than about 256 MB; plain
   * Java needs none.
   */
  private static final long MAX_GRAPH_VALUES = 64_000_000;

  /**
   * Native values of a pass in a graph per unit and step: BlockLSTM makes seven, and copies add to
   * them; other kernels make fewer gates and copies.
   */
  private static final long VALUES_PER_UNIT = 8;

  /** Copies of the input in a graph: the fed one and a packed one per direction. */
  private static final long INPUT_COPIES = 3;

  /** The minimum work of a group, about 0.25 ms. */
  private static final long MIN_GROUP_WORK = 4_000_000;

  /** The minimum number of rows of a group: as many share the weights that are read. */
  private static final int MIN_GROUP_ROWS = 3;

  /** The work from which on a pass can be interrupted between blocks of steps, about 50 ms. */
  private static final long INTERRUPTIBLE_WORK = 1_000_000_000;

  /**
   * Returns the work of a pass, in multiply-adds.
   *
   * @param parameters their number: each is used once a step
   * @param steps the number of steps of all rows
   */
  static long work(Recurrent definition, long parameters, int steps) {
    return steps * (parameters + definition.stateCount() * STEP_WORK);
  }

  /** Returns whether a pass over a batch is faster than in a graph, or too large for one. */
  static boolean isPreferred(Recurrent definition, BatchedInput batch, long work) {
    return batch.rows() <= MAX_LONG_ROWS
        || work / groups(batch, work) <= MAX_WORK
        || (long) batch.steps() * batch.rows() * stepValues(definition) > MAX_GRAPH_VALUES;
  }

  /** Returns the approximate number of native values of a pass in a graph per step of a row. */
  private static long stepValues(Recurrent definition) {
    int widest =
        Math.max(definition.inputSize(), definition.layers() > 1 ? definition.outputSize() : 0);
    int units = definition.directions().count() * definition.cell().hiddenSize();
    return INPUT_COPIES * widest + VALUES_PER_UNIT * units;
  }

  RecurrentOutput output() {
    List<float[]> states = batch.initial().stream().map(FloatTensor::values).toList();
    FloatTensor output =
        FloatTensor.written(
            batch.shape().with(definition.outputSize()),
            values -> TaskPool.map(rows(), rows -> new Group(rows).run(values, states)));
    List<FloatTensor> parts = new ArrayList<>();
    for (int k = 0; k < states.size(); k++) {
      parts.add(FloatTensor.of(batch.initial().get(k).shape(), states.get(k)));
    }
    return batch.output(output, parts);
  }

  /** Returns the number of groups. */
  private static int groups(BatchedInput batch, long work) {
    long most = Math.min(batch.rows() / MIN_GROUP_ROWS, work / MIN_GROUP_WORK);
    return (int) Math.max(1, Math.min(most, TensorFlowRuntime.threads().interOp()));
  }

  /** Returns the rows of each group; the groups have similar numbers of steps. */
  private List<List<Integer>> rows() {
    List<List<Integer>> groups = new ArrayList<>();
    for (int group = 0; group < groups(batch, work); group++) {
      groups.add(new ArrayList<>());
    }
    int next = 0;
    for (int row : LongestFirst.of(batch.lengths())) {
      groups.get(next++ % groups.size()).add(row);
    }
    return groups;
  }

  /** A pass over some of the rows. */
  private final class Group {
    private final List<Integer> rows;
    private final int[] lengths;
    private final int[] positions; // of each step in the batch
    private float[][] x = {}; // of a block of steps

    Group(List<Integer> rows) {
      this.rows = rows;
      lengths = rows.stream().mapToInt(row -> batch.lengths()[row]).toArray();
      positions = new int[IntStream.of(lengths).sum()];
      int at = 0;
      for (int row : rows) {
        for (int step = 0; step < batch.lengths()[row]; step++) {
          positions[at++] = batch.shape().position(step, row);
        }
      }
    }

    /** Writes the outputs of the rows, and replaces their initial states by the final ones. */
    Group run(float[] output, List<float[]> states) {
      List<float[]> own = states.stream().map(this::gather).toList();
      float[][] y =
          layers.forward(
              this::project,
              lengths,
              own,
              work < INTERRUPTIBLE_WORK
                  ? RecurrentInference.Progress.IGNORED
                  : TaskPool::requireUninterrupted);
      int size = definition.outputSize();
      for (int k = 0; k < positions.length; k++) {
        System.arraycopy(y[k], 0, output, positions[k] * size, size);
      }
      for (int part = 0; part < states.size(); part++) {
        scatter(own.get(part), states.get(part));
      }
      return this;
    }

    private void project(int direction, int[] steps, int count, float[][] projected) {
      int size = definition.inputSize();
      if (x.length < count) {
        x = new float[count][size];
      }
      for (int k = 0; k < count; k++) {
        batch.values().copy(positions[steps[k]] * size, x[k], 0, size);
      }
      layers.lowest(direction).project(x, 0, size, projected, count);
    }

    /** Returns the rows of a part of the state, [K·D, N, size]. */
    private float[] gather(float[] all) {
      float[] own = new float[all.length / batch.rows() * rows.size()];
      int size = all.length / batch.rows() / definition.stateCount();
      for (int k = 0; k < definition.stateCount() * rows.size(); k++) {
        System.arraycopy(all, from(k) * size, own, k * size, size);
      }
      return own;
    }

    /** Copies the rows of a part of the state, the inverse of {@link #gather}. */
    private void scatter(float[] own, float[] all) {
      int size = all.length / batch.rows() / definition.stateCount();
      for (int k = 0; k < definition.stateCount() * rows.size(); k++) {
        System.arraycopy(own, k * size, all, from(k) * size, size);
      }
    }

    /** Returns the index, in the whole batch, of state k of this group. */
    private int from(int k) {
      return k / rows.size() * batch.rows() + rows.get(k % rows.size());
    }
  }
}
