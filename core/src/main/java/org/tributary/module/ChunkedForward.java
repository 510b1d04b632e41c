package org.tributary.module;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tributary.concurrent.TaskPool;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.layer.CostModel;
import org.tributary.graph.layer.PaddingChoice;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.param.FloatTensor;
import org.tributary.runtime.ExecutionMode;
import org.tributary.runtime.Feed;
import org.tributary.sequence.BatchShape;
import org.tributary.sequence.Layout;

/**
 * A forward pass over a long batch in chunks of steps. The forward direction of a layer reads the
 * chunks from first to last and carries its state along; the reverse direction reads them from last
 * to first. Native memory is bounded by one chunk per direction, whatever the number of steps. A
 * row is part of the chunks in which it has steps. A batch of many rows is split into groups of
 * rows, read one after the other.
 */
final class ChunkedForward {
  private final Recurrent definition;
  private final Session session;
  private final Function<ChunkPass.Signature, ChunkPass> passes;
  private final IntFunction<ConnectionPass> connections;
  private final BatchedInput batch;
  private final ChunkSize size;

  /** The state of every layer and direction: each part [K·D, N, size]. */
  private final List<float[]> states;

  private final int total; // chunks of all layers
  private int finished;

  /** The pass of one direction over a chunk. */
  private record Task(int direction, Chunk chunk, ChunkPass pass) {}

  /**
   * @param passes the passes by signature
   * @param connections the passes of skip connections by layer
   */
  ChunkedForward(
      Recurrent definition,
      Session session,
      Function<ChunkPass.Signature, ChunkPass> passes,
      IntFunction<ConnectionPass> connections,
      BatchedInput batch,
      ChunkSize size) {
    this.definition = definition;
    this.session = session;
    this.passes = passes;
    this.connections = connections;
    this.batch = batch;
    this.size = size;
    this.total = definition.layers() * size.chunks(batch.steps(), batch.rows());
    this.states = batch.initial().stream().map(FloatTensor::values).toList();
  }

  RecurrentOutput output() {
    FloatTensor output = batch.values();
    BatchShape shape = shape(definition.layout());
    for (int k = 0; k < definition.layers(); k++) {
      int layer = k;
      FloatTensor input = output;
      BatchShape inputShape = shape;
      boolean last = layer == definition.layers() - 1;
      BatchShape outputShape = shape(last ? definition.layout() : Layout.SEQUENCE_FIRST);
      output =
          FloatTensor.written(
              outputShape.with(definition.outputSize()),
              values -> new LayerPass(layer, input, inputShape, values, outputShape).run());
      shape = outputShape;
    }
    List<FloatTensor> parts = new ArrayList<>();
    for (int k = 0; k < states.size(); k++) {
      parts.add(FloatTensor.of(batch.initial().get(k).shape(), states.get(k)));
    }
    return batch.output(output, parts);
  }

  private BatchShape shape(Layout layout) {
    return new BatchShape(layout, batch.steps(), batch.rows());
  }

  /** A pass of one layer over all chunks. */
  private final class LayerPass {
    private final int layer;
    private final FloatTensor input;
    private final BatchShape inputShape;
    private final float[] output;
    private final BatchShape outputShape;

    /** A buffer for a chunk's input and output between the heap's arrays and TensorFlow's. */
    private final float[] buffer;

    LayerPass(
        int layer,
        FloatTensor input,
        BatchShape inputShape,
        float[] output,
        BatchShape outputShape) {
      this.layer = layer;
      this.input = input;
      this.inputShape = inputShape;
      this.output = output;
      this.outputShape = outputShape;
      int widest = Math.max(inputWidth(), definition.cell().outputSize());
      this.buffer =
          new float
              [Math.min(size.steps(), outputShape.steps())
                  * Math.min(size.rows(), outputShape.rows())
                  * widest];
    }

    private int inputWidth() {
      return Math.toIntExact(input.shape().get(2));
    }

    void run() {
      for (long row = 0; row < outputShape.rows(); row += size.rows()) {
        int endRow = (int) Math.min(row + size.rows(), outputShape.rows());
        run((int) row, endRow);
        if (!StackedLayers.connection(definition, layer).isIdentity()) {
          connect((int) row, endRow);
        }
      }
    }

    /** Replaces the output by that of the skip connection around the layer. */
    private void connect(int firstRow, int endRow) {
      float[] x = new float[buffer.length];
      float[] h = new float[buffer.length];
      int width = output.length / outputShape.positions();
      for (int begin = 0; begin < outputShape.steps(); begin += size.steps()) {
        Chunk chunk = new Chunk(batch.lengths(), firstRow, endRow, begin, size.steps());
        if (chunk.rowCount() > 0) {
          chunk.gather(input, inputShape, x);
          chunk.gather(output, outputShape, h);
          connections.apply(layer).run(session, x, h, chunk.steps() * chunk.rowCount());
          if (!StackedLayers.connection(definition, layer).preservesZero()) {
            chunk.clearPadding(h, width);
          }
          chunk.scatter(h, width, output, outputShape, 0);
        }
      }
    }

    private void run(int firstRow, int endRow) {
      int chunks = Math.floorDiv(outputShape.steps() - 1, size.steps()) + 1;
      for (int k = 0; k < chunks; k++) {
        TaskPool.requireUninterrupted(finished++, total);
        List<Task> tasks = new ArrayList<>();
        for (int direction = 0; direction < definition.directions().count(); direction++) {
          int begin = (direction == 0 ? k : chunks - 1 - k) * size.steps();
          Chunk chunk = new Chunk(batch.lengths(), firstRow, endRow, begin, size.steps());
          if (chunk.rowCount() > 0) {
            tasks.add(new Task(direction, chunk, passes.apply(signature(direction, chunk))));
          }
        }
        if (!tasks.isEmpty()) {
          run(tasks);
        }
      }
    }

    private ChunkPass.Signature signature(int direction, Chunk chunk) {
      return new ChunkPass.Signature(
          layer,
          direction,
          PaddingChoice.of(definition, ExecutionMode.INFERENCE, chunk.lengths(), chunk.steps()));
    }

    /** Runs the tasks of all directions in one run of the graph. */
    private void run(List<Task> tasks) {
      List<Operand<TFloat32>> fetched = new ArrayList<>();
      try (Feed feed = new Feed(session)) {
        for (Task task : tasks) {
          Chunk chunk = task.chunk();
          chunk.gather(input, inputShape, buffer);
          Shape shape = Shape.of(chunk.steps(), chunk.rowCount(), inputWidth());
          task.pass().feed(feed, shape, buffer, chunk.lengths(), stateBefore(task));
          fetched.addAll(task.pass().results());
        }
        int results = fetched.size() / tasks.size();
        try (Result result = feed.run(fetched, work(tasks))) {
          for (int k = 0; k < fetched.size(); k++) {
            store(tasks.get(k / results), k % results, (TFloat32) result.get(k));
          }
        }
      }
    }

    /** Returns the work that two directions can share; 0 if only one direction reads. */
    private long work(List<Task> tasks) {
      long positions =
          tasks.size() == 1
              ? 0
              : tasks.stream()
                  .map(Task::chunk)
                  .mapToLong(chunk -> (long) chunk.steps() * chunk.rowCount())
                  .min()
                  .getAsLong();
      return CostModel.ofLayer(definition, layer, ExecutionMode.INFERENCE, positions);
    }

    private List<float[]> stateBefore(Task task) {
      List<float[]> parts = new ArrayList<>();
      for (int k = 0; k < states.size(); k++) {
        parts.add(task.chunk().gatherState(states.get(k), stateOffset(task, k), stateSize(k)));
      }
      return parts;
    }

    /** Stores one of {@link ChunkPass#results}: the output, or a part of the state. */
    private void store(Task task, int result, TFloat32 value) {
      Chunk chunk = task.chunk();
      if (result > 0) {
        int part = result - 1;
        float[] after = NativeTensors.copyOf(value).values();
        chunk.scatterState(after, stateSize(part), states.get(part), stateOffset(task, part));
        return;
      }
      int width = definition.cell().outputSize();
      value.copyTo(DataBuffers.of(buffer, false, false));
      chunk.scatter(buffer, width, output, outputShape, task.direction() * width);
    }

    /** Returns the index of the first value of this layer's and a direction's state. */
    private int stateOffset(Task task, int part) {
      int number = layer * definition.directions().count() + task.direction();
      return number * batch.rows() * stateSize(part);
    }

    private int stateSize(int part) {
      return definition.cell().stateSizes().get(part);
    }
  }
}
