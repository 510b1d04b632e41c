package org.tributary.internal.network;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.module.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.Feed;
import org.tributary.runtime.GraphRunner;
import org.tributary.runtime.InterruptedCallException;
import org.tributary.runtime.TaskPool;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * Inference over one long sequence in chunks of steps: first the inputs, then each encoder layer,
 * then the heads. Native memory is bounded by a chunk, whatever the length; the sequence's values
 * between these passes are on the heap. One sequence is predicted at a time. Probabilities equal
 * those of a single pass to about 1e-6: matrix products of one row round differently.
 */
public final class LongSequencePredictor implements AutoCloseable {
  /** The number of steps above which a sequence is predicted in chunks. */
  static final int MAX_WHOLE_STEPS = 8192;

  /** The number of steps of a chunk. */
  private static final int CHUNK_STEPS = 2048;

  /** The interval of checks for an interrupt of the call, whose thread may be another one. */
  private static final int POLL_MILLISECONDS = 20;

  private final TaggerDefinition definition;
  private final ParameterValues weights;
  private final TaggerGraph network;
  private final Placeholder<TFloat32> encoded;
  private final List<HeadOutput> outputs;
  private final ReentrantLock lock = new ReentrantLock();
  private RecurrentModule encoder; // opened by the first long sequence; guarded by the lock

  /**
   * Adds the heads of a chunk to the graph.
   *
   * @param definition the definition of the network
   * @param weights the network's parameters
   */
  public LongSequencePredictor(
      Ops tf, TaggerDefinition definition, ParameterValues weights, TaggerGraph network) {
    this.definition = definition;
    this.weights = weights;
    this.network = network;
    this.encoded =
        tf.placeholder(
            TFloat32.class, Placeholder.shape(Shape.of(-1, definition.encoder().outputSize())));
    this.outputs = network.headOutputs(encoded);
  }

  /** Returns whether {@code sequence} is predicted in chunks. */
  static boolean isLong(FeatureSequence sequence) {
    return sequence.steps() > MAX_WHOLE_STEPS;
  }

  /**
   * Returns the values of the first {@code columns} columns, [T, S] each.
   *
   * @throws org.tributary.runtime.InterruptedCallException if the call was interrupted between two
   *     chunks, or while another thread's sequence was predicted
   */
  List<float[]> values(
      Session session,
      FeatureSequence sequence,
      int columns,
      Function<HeadOutput, Operand<TFloat32>> operand) {
    acquire();
    try {
      return valuesOfOne(session, sequence, columns, operand);
    } finally {
      lock.unlock();
    }
  }

  /** Acquires the lock; gives up when the call is interrupted. */
  private void acquire() {
    boolean acquired = lock.tryLock();
    while (!acquired) {
      if (TaskPool.isInterrupted()) {
        throw new InterruptedCallException(
            "call: interrupted while it waited for another long sequence; it has no result: call again if you need one");
      }
      try {
        acquired = lock.tryLock(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<float[]> valuesOfOne(
      Session session,
      FeatureSequence sequence,
      int columns,
      Function<HeadOutput, Operand<TFloat32>> operand) {
    FloatTensor output = encoder().forward(inputs(session, sequence)).output(); // [T, 1, D·P]
    List<HeadOutput> heads = outputs.subList(0, columns);
    int size = definition.encoder().outputSize();
    int steps = sequence.steps();
    List<float[]> values = new ArrayList<>();
    heads.forEach(head -> values.add(new float[Math.multiplyExact(steps, head.size())]));
    for (int from = 0; from < steps; from += CHUNK_STEPS) {
      TaskPool.requireUninterrupted(from / CHUNK_STEPS, chunks(steps));
      int count = Math.min(CHUNK_STEPS, steps - from);
      float[] chunk = new float[count * size];
      output.copy(from * size, chunk, 0, chunk.length);
      try (Feed feed = new Feed(session)) {
        feed.floats(encoded, Shape.of(count, size), chunk);
        List<float[]> fetched =
            feed.fetch(
                heads.stream().map(operand).toList(),
                GraphRunner.LARGE_WORK,
                result -> FloatTensor.copyOf(result).values());
        for (int k = 0; k < columns; k++) {
          int width = heads.get(k).size();
          System.arraycopy(fetched.get(k), 0, values.get(k), from * width, count * width);
        }
      }
    }
    return values;
  }

  private RecurrentModule encoder() {
    if (encoder == null) {
      encoder =
          RecurrentModule.of(
              definition.encoder().dropout(0), weights.part(definition.encoderName()));
    }
    return encoder;
  }

  /** Returns the output of the inputs, [T, 1, I]. */
  private FloatTensor inputs(Session session, FeatureSequence sequence) {
    int size = definition.encoder().inputSize();
    return FloatTensor.written(
        Shape.of(sequence.steps(), 1, size),
        values -> {
          for (int from = 0; from < sequence.steps(); from += CHUNK_STEPS) {
            TaskPool.requireUninterrupted(from / CHUNK_STEPS, chunks(sequence.steps()));
            int end = Math.min(from + CHUNK_STEPS, sequence.steps());
            float[] chunk = inputs(session, TaggerBatch.of(steps(sequence, from, end)));
            System.arraycopy(chunk, 0, values, from * size, (end - from) * size);
          }
        });
  }

  private static int chunks(int steps) {
    return (steps + CHUNK_STEPS - 1) / CHUNK_STEPS;
  }

  private float[] inputs(Session session, TaggerBatch chunk) {
    try (Feed feed = new Feed(session)) {
      network.feedInputs(feed, chunk);
      return feed.fetch(
              List.of(network.inputs()),
              GraphRunner.LARGE_WORK,
              x -> {
                float[] values = new float[Math.toIntExact(x.shape().size())];
                x.copyTo(DataBuffers.of(values, false, false));
                return values;
              })
          .get(0);
    }
  }

  /** Returns the steps as sequences of one step: the inputs read each step by itself. */
  private static List<FeatureSequence> steps(FeatureSequence sequence, int from, int end) {
    return IntStream.range(from, end)
        .mapToObj(step -> FeatureSequence.of(sequence.columnsAt(step)))
        .toList();
  }

  /** Frees the native memory, when no call runs any more. Idempotent. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (encoder != null) {
        encoder.close();
        encoder = null;
      }
    } finally {
      lock.unlock();
    }
  }
}
