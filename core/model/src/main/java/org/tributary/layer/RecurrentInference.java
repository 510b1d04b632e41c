package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tributary.internal.LongestFirst;
import org.tributary.internal.NullChecks;

/**
 * Recurrent layers with trained weights on Java arrays. A batch has any number of rows of any
 * lengths; there is no padding, and the numbers of a row do not depend on the other rows.
 * Thread-safe.
 *
 * <p>Memory is that of the inputs and outputs of one layer, whatever the lengths: what inputs
 * contribute to the gates is computed for a block of steps at a time, right before these steps.
 */
public final class RecurrentInference {
  /** The number of steps of all rows in a block; their gates stay in a processor's cache. */
  private static final int BLOCK = 64;

  private final List<Layer> layers;
  private final int inputSize;
  private final int stateSize;

  /**
   * A layer.
   *
   * @param directions the cell of each direction: forward, then reverse
   * @param skip the skip connection around the layer; it may leave its output as it is
   */
  record Layer(List<CellInference> directions, SkipInference skip) {
    /** Copies the list. */
    Layer {
      directions = List.copyOf(directions);
    }
  }

  /** The source of what the inputs of a batch contribute to the steps of its first layer. */
  @FunctionalInterface
  public interface StepSource {

    /**
     * Writes contributions, as {@link CellInference#project} does.
     *
     * @param direction the direction of the layer, 0 or 1
     * @param steps the steps of the batch to read: step t of row n is the number of steps in the
     *     rows before n, plus t
     * @param count the number of steps to read, the first ones of {@code steps}
     * @param projected an array for each of them, which is overwritten
     */
    void project(int direction, int[] steps, int count, float[][] projected);
  }

  /** A listener to a pass over a batch. */
  @FunctionalInterface
  public interface Progress {
    /** Ignores all calls. */
    Progress IGNORED = (done, blocks) -> {};

    /**
     * Called before each block of steps; an exception ends the pass.
     *
     * @param done the number of blocks that are done
     * @param blocks the number of all blocks
     */
    void beforeBlock(int done, int blocks);
  }

  /**
   * Creates layers.
   *
   * @param layers from the lowest to the highest, at least one, each of as many directions
   * @param inputSize I, the size of an input
   * @param stateSize P, the size of h in each direction
   */
  RecurrentInference(List<Layer> layers, int inputSize, int stateSize) {
    this.layers = List.copyOf(layers);
    this.inputSize = inputSize;
    this.stateSize = stateSize;
  }

  /** Returns the size of an output: P in each direction. */
  public int outputSize() {
    return directions() * stateSize;
  }

  /** Returns the cell of a direction of the lowest layer, which reads the input. */
  public CellInference lowest(int direction) {
    return layers.get(0).directions().get(direction);
  }

  /**
   * Runs the layers over a batch whose source computes what the first layer reads.
   *
   * @param lengths the number of steps of each row, from 0
   * @param states the parts of the initial state, [K·D, N, size] each, ordered by layer, then
   *     direction; the final state of each row replaces it. Empty to start at zeros and drop the
   *     final state
   * @param progress told before each block of steps
   * @return the output of each step: all steps of the first row, then the second, and so on
   * @throws IllegalArgumentException if a length is negative, or a part of the state has no value
   *     for a row
   */
  public float[][] forward(
      StepSource source, int[] lengths, List<float[]> states, Progress progress) {
    NullChecks.require("source", "what inputs contribute", source);
    NullChecks.require("progress", "a listener", progress);
    requireLengths(lengths);
    requireStates(states, lengths.length);
    Pass pass = new Pass(lengths, states, progress);
    float[][] output = pass.run(0, source);
    for (int layer = 1; layer < layers.size(); layer++) {
      float[][] input = output;
      output = pass.run(layer, vectors(layer, input));
      layers.get(layer).skip().connect(input, output, output.length);
    }
    return output;
  }

  private static void requireLengths(int[] lengths) {
    NullChecks.require("lengths", "the number of steps of each row", lengths);
    for (int length : lengths) {
      if (length < 0) {
        throw new IllegalArgumentException(
            "lengths: expected each from 0, got %d".formatted(length));
      }
    }
  }

  private void requireInputs(float[][] x, int streams) {
    NullChecks.require("x", "the inputs of steps", x);
    if (x.length != streams) {
      throw new IllegalArgumentException(
          "x: expected %d inputs, one for each stream, got %d".formatted(streams, x.length));
    }
    for (int k = 0; k < x.length; k++) {
      if (x[k].length != inputSize) {
        throw new IllegalArgumentException(
            "x: expected inputs of size %d, got %d at %d".formatted(inputSize, x[k].length, k));
      }
    }
  }

  private void requireStates(List<float[]> states, int rows) {
    NullChecks.requireElements("states", "a part of the state", states);
    int count = layers.size() * directions() * rows;
    for (float[] part : states) {
      if (count == 0 ? part.length > 0 : part.length % count != 0) {
        throw new IllegalArgumentException(
            "states: expected parts [%d, %d, size] (layers times directions, rows), got %d values"
                .formatted(layers.size() * directions(), rows, part.length));
      }
    }
  }

  private StepSource vectors(int layer, float[][] x) {
    return (direction, steps, count, projected) -> {
      float[][] read = new float[count][];
      for (int k = 0; k < count; k++) {
        read[k] = x[steps[k]];
      }
      layers
          .get(layer)
          .directions()
          .get(direction)
          .project(read, 0, outputSize(), projected, count);
    };
  }

  /**
   * Copies the states of all layers and directions to those of one.
   *
   * @param number the number of the layer and direction, from 0
   * @param all each part, [K·D, N, size]
   * @param order the place in the batch of each row of {@code states}
   */
  private void load(int number, List<float[]> all, int[] order, CellInference.States states) {
    for (int part = 0; part < all.size(); part++) {
      int size = stateSize(all.get(part), order);
      for (int row = 0; row < order.length; row++) {
        int at = (number * order.length + order[row]) * size;
        System.arraycopy(all.get(part), at, states.part(part)[row], 0, size);
      }
    }
    if (!all.isEmpty()) {
      states.changed();
    }
  }

  /** Copies the states of one layer and direction, the inverse of {@link #load}. */
  private void store(int number, CellInference.States states, List<float[]> all, int[] order) {
    for (int part = 0; part < all.size(); part++) {
      int size = stateSize(all.get(part), order);
      for (int row = 0; row < order.length; row++) {
        int at = (number * order.length + order[row]) * size;
        System.arraycopy(states.part(part)[row], 0, all.get(part), at, size);
      }
    }
  }

  private int stateSize(float[] all, int[] order) {
    return all.length / (layers.size() * directions() * order.length);
  }

  private int directions() {
    return layers.get(0).directions().size();
  }

  /** A pass over a batch. Rows are taken in the order of their lengths, the longest first. */
  private final class Pass {
    private final int[] order; // the place of each row in the batch
    private final int[] lengths; // in descending order
    private final int[] first; // the offset of each of these rows
    private final List<float[]> outerStates; // of all layers and directions
    private final int[] steps; // of a block
    private final float[][] block; // what the inputs contribute to each of them
    private final Progress progress;
    private final int total;
    private int done; // number of blocks
    private float[][][] projected; // [steps of a row in a block][rows]
    private int projectedSize; // 0 before the first layer

    Pass(int[] rowLengths, List<float[]> outerStates, Progress progress) {
      this.outerStates = outerStates;
      this.progress = progress;
      int rows = rowLengths.length;
      int[] firstInOrder = new int[rows];
      for (int row = 1; row < rows; row++) {
        firstInOrder[row] = firstInOrder[row - 1] + rowLengths[row - 1];
      }
      total = rows == 0 ? 0 : firstInOrder[rows - 1] + rowLengths[rows - 1];
      order = LongestFirst.of(rowLengths);
      lengths = IntStream.of(order).map(row -> rowLengths[row]).toArray();
      first = IntStream.of(order).map(row -> firstInOrder[row]).toArray();
      int blockSteps = rows == 0 ? 0 : Math.min(longest(), Math.max(1, BLOCK / rows));
      steps = new int[blockSteps * rows];
      block = new float[steps.length][];
    }

    private int longest() {
      return lengths.length == 0 ? 0 : lengths[0];
    }

    float[][] run(int layer, StepSource source) {
      float[][] output = new float[total][outputSize()];
      for (int direction = 0; direction < directions() && total > 0; direction++) {
        run(layer, direction, source, output);
      }
      return output;
    }

    private void run(int layer, int direction, StepSource source, float[][] output) {
      int rows = lengths.length;
      int blockSteps = steps.length / rows;
      CellInference cell = layers.get(layer).directions().get(direction);
      CellInference.States states = cell.states(rows);
      load(layer * directions() + direction, outerStates, order, states);
      float[][][] gates = projected(blockSteps, cell.gateSize());
      int active = rows; // those that are not over
      for (int from = 0; from < longest(); from += blockSteps) {
        progress.beforeBlock(done++, blocks(blockSteps));
        int end = Math.min(from + blockSteps, longest());
        source.project(direction, steps, collect(direction, from, end, gates), block);
        for (int step = from; step < end; step++) {
          while (lengths[active - 1] <= step) {
            active--;
          }
          states.step(gates[step - from], active);
          for (int row = 0; row < active; row++) {
            System.arraycopy(
                states.part(0)[row],
                0,
                output[step(direction, row, step)],
                direction * stateSize,
                stateSize);
          }
        }
      }
      store(layer * directions() + direction, states, outerStates, order);
    }

    /** Returns the number of blocks of all layers and directions. */
    private int blocks(int blockSteps) {
      int ofDirection = (longest() + blockSteps - 1) / blockSteps;
      return layers.size() * directions() * ofDirection;
    }

    /** Fills the lists of a block; returns their number of steps. */
    private int collect(int direction, int from, int end, float[][][] gates) {
      int count = 0;
      for (int step = from; step < end; step++) {
        for (int row = 0; row < lengths.length && lengths[row] > step; row++) {
          steps[count] = step(direction, row, step);
          block[count++] = gates[step - from][row];
        }
      }
      return count;
    }

    /** Returns the place in the batch of the step that a direction reads at {@code step}. */
    private int step(int direction, int row, int step) {
      return first[row] + (direction == 0 ? step : lengths[row] - 1 - step);
    }

    private float[][][] projected(int blockSteps, int size) {
      if (projectedSize != size) {
        projectedSize = size;
        projected = new float[blockSteps][][];
        for (int step = 0; step < blockSteps; step++) {
          projected[step] = Matrix.vectors(lengths.length, size);
        }
      }
      return projected;
    }
  }

  /**
   * Returns a reader of streams, whose steps arrive one by one.
   *
   * @param rows the number of parallel streams
   */
  public Stream stream(int rows) {
    return new Stream(rows);
  }

  /** The states of layers of one direction that read streams. Not thread-safe. */
  public final class Stream {
    private final int[] order; // 0, 1, …: streams are not sorted
    private final List<CellInference.States> states = new ArrayList<>();
    private final List<float[][]> projected = new ArrayList<>();
    private final List<float[][]> outputs = new ArrayList<>();

    private Stream(int rows) {
      this.order = IntStream.range(0, rows).toArray();
      for (Layer layer : layers) {
        CellInference cell = layer.directions().get(0);
        states.add(cell.states(rows));
        projected.add(Matrix.vectors(rows, cell.gateSize()));
        outputs.add(new float[rows][stateSize]);
      }
    }

    /**
     * Sets the states.
     *
     * @param parts the parts of the state, [K, N, size] each
     */
    public void load(List<float[]> parts) {
      requireStates(parts, order.length);
      for (int layer = 0; layer < states.size(); layer++) {
        RecurrentInference.this.load(layer, parts, order, states.get(layer));
      }
    }

    /** Copies the states to {@code parts}, the inverse of {@link #load}. */
    public void store(List<float[]> parts) {
      requireStates(parts, order.length);
      for (int layer = 0; layer < states.size(); layer++) {
        RecurrentInference.this.store(layer, states.get(layer), parts, order);
      }
    }

    /**
     * Reads one step of each stream.
     *
     * @param x the input of each stream, [I] each
     * @return the output of each stream, [P] each, which the next step overwrites
     * @throws IllegalArgumentException if there is not an input of this size for each stream
     */
    public float[][] step(float[][] x) {
      int rows = order.length;
      requireInputs(x, rows);
      float[][] input = x;
      for (int k = 0; k < layers.size(); k++) {
        int size = k == 0 ? inputSize : stateSize;
        layers.get(k).directions().get(0).project(input, 0, size, projected.get(k), rows);
        states.get(k).step(projected.get(k), rows);
        float[][] output = outputs.get(k);
        for (int row = 0; row < rows; row++) {
          System.arraycopy(states.get(k).part(0)[row], 0, output[row], 0, stateSize);
        }
        if (k > 0) {
          layers.get(k).skip().connect(input, output, rows);
        }
        input = output;
      }
      return input;
    }
  }
}
