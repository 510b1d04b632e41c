package org.tributary.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tributary.kernel.Kernel;
import org.tributary.kernel.Purpose;
import org.tributary.param.FloatTensor;
import org.tributary.sequence.Layout;

/**
 * A forward pass over many steps, piece by piece: a layer's forward direction reads the pieces from
 * the first to the last and hands its state on, while the reverse direction reads them from the
 * last to the first. So outside the Java heap no more than a piece for each direction is held,
 * however many steps there are. A row takes part in the pieces that it has steps of; where there
 * are many rows, some are read to their ends before the others.
 */
final class ChunkedForward {
  /**
   * How many values a pass over the whole batch may hold outside the heap, about 256 MB. Pieces
   * take 1.05 to 1.3 times as long, the more the shorter the batch ({@code
   * docs/design/0009-kernels-on-packed-rows.md}).
   */
  private static final long MOST_VALUES = 64_000_000;

  /** How many values a piece holds, so that they stay in a processor's cache. */
  private static final long PIECE_VALUES = 2_000_000;

  /** How many values a piece of the fewest steps may hold, about 64 MB, before rows are parted. */
  private static final long WIDE_PIECE_VALUES = 16_000_000;

  /** The fewest steps of a piece, so that what a run costs by itself is little beside it. */
  private static final int LEAST_STEPS = 16;

  /**
   * How many values a pass makes for each unit at each step: BlockLSTM makes seven, and what is
   * copied adds to that; the gates of others and their copies are fewer.
   */
  private static final long MADE = 8;

  /** How often the input is held: fed, and packed for each direction. */
  private static final long READ = 3;

  private final Recurrent definition;
  private final Session session;
  private final Function<ChunkPass.Route, ChunkPass> passes;
  private final Batch batch;
  private final Size size;

  /** The state of every layer and direction: each part [K·D, N, size]. */
  private final List<float[]> states;

  /** How many rows and steps a piece has at most. */
  record Size(int rows, int steps) {

    /** What suits {@code rows} rows. */
    static Size of(Recurrent definition, int rows) {
      long values = stepValues(definition); // of a row
      long most = Math.max(WIDE_PIECE_VALUES / LEAST_STEPS / values, 1);
      long parts = (rows + most - 1) / most;
      long together = (rows + parts - 1) / parts; // not most in each and few in the last
      return new Size(
          (int) together, (int) Math.max(LEAST_STEPS, PIECE_VALUES / values / together));
    }
  }

  /** A direction's pass over a piece. */
  private record Reading(int direction, Chunk piece, ChunkPass pass) {}

  /**
   * @param passes gives the pass for a route, placed if it was not
   */
  ChunkedForward(
      Recurrent definition,
      Session session,
      Function<ChunkPass.Route, ChunkPass> passes,
      Batch batch,
      Size size) {
    this.definition = definition;
    this.session = session;
    this.passes = passes;
    this.batch = batch;
    this.size = size;
    this.states = batch.initial().stream().map(FloatTensor::values).toList();
  }

  /** Whether {@code batch} is read this way. */
  static boolean suits(Recurrent definition, Batch batch) {
    return definition.kernel().filter(Kernel::unrolls).isEmpty()
        && (long) batch.steps() * batch.rows() * stepValues(definition) > MOST_VALUES;
  }

  /** About how many values a pass holds for each step of a row. */
  private static long stepValues(Recurrent definition) {
    int widest =
        Math.max(definition.inputSize(), definition.layers() > 1 ? definition.outputSize() : 0);
    int units = definition.directions().count() * definition.cell().hiddenSize();
    return READ * widest + MADE * units;
  }

  RecurrentOutput output() {
    FloatTensor output = batch.values();
    Chunk.Places places = places(definition.layout(), definition.inputSize());
    for (int k = 0; k < definition.layers(); k++) {
      int layer = k;
      FloatTensor below = output;
      Chunk.Places from = places;
      boolean last = layer == definition.layers() - 1;
      Chunk.Places to =
          places(last ? definition.layout() : Layout.SEQUENCE_FIRST, definition.outputSize());
      output =
          FloatTensor.written(to.shape(), above -> new Level(layer, below, from, above, to).run());
      places = to;
    }
    List<FloatTensor> parts = new ArrayList<>();
    for (int k = 0; k < states.size(); k++) {
      parts.add(FloatTensor.of(batch.initial().get(k).shape(), states.get(k)));
    }
    return batch.output(output, parts);
  }

  private Chunk.Places places(Layout layout, int width) {
    return new Chunk.Places(layout, batch.steps(), batch.rows(), width);
  }

  /** One layer: what it reads of the values below, and where its output goes. */
  private final class Level {
    private final int layer;
    private final FloatTensor below;
    private final Chunk.Places from;
    private final float[] above;
    private final Chunk.Places to;

    /** Where a piece's input and output stand between the heap's arrays and TensorFlow's. */
    private final float[] scratch;

    Level(int layer, FloatTensor below, Chunk.Places from, float[] above, Chunk.Places to) {
      this.layer = layer;
      this.below = below;
      this.from = from;
      this.above = above;
      this.to = to;
      int widest = Math.max(from.width(), definition.cell().outputSize());
      this.scratch =
          new float[Math.min(size.steps(), to.steps()) * Math.min(size.rows(), to.rows()) * widest];
    }

    void run() {
      for (long row = 0; row < to.rows(); row += size.rows()) {
        run((int) row, (int) Math.min(row + size.rows(), to.rows()));
      }
    }

    private void run(int firstRow, int endRow) {
      int pieces = Math.floorDiv(to.steps() - 1, size.steps()) + 1;
      for (int k = 0; k < pieces; k++) {
        List<Reading> readings = new ArrayList<>();
        for (int direction = 0; direction < definition.directions().count(); direction++) {
          int begin = (direction == 0 ? k : pieces - 1 - k) * size.steps();
          Chunk piece = new Chunk(batch.lengths(), firstRow, endRow, begin, size.steps());
          if (piece.rowCount() > 0) {
            readings.add(new Reading(direction, piece, passes.apply(route(direction, piece))));
          }
        }
        if (!readings.isEmpty()) {
          run(readings);
        }
      }
    }

    private ChunkPass.Route route(int direction, Chunk piece) {
      return new ChunkPass.Route(
          layer,
          direction,
          PaddingChoice.of(definition, Purpose.INFERENCE, piece.lengths(), piece.steps()));
    }

    /** Reads a piece in each direction, both in one run. */
    private void run(List<Reading> readings) {
      List<Operand<TFloat32>> fetched = new ArrayList<>();
      try (Feed feed = new Feed(session)) {
        for (Reading reading : readings) {
          Chunk piece = reading.piece();
          piece.cut(below, from, scratch);
          Shape shape = Shape.of(piece.steps(), piece.rowCount(), from.width());
          reading.pass().feed(feed, shape, scratch, piece.lengths(), stateBefore(reading));
          fetched.addAll(reading.pass().results());
        }
        int results = fetched.size() / readings.size();
        feed.fetch(
            fetched,
            work(readings),
            (k, value) -> keep(readings.get(k / results), k % results, value));
      }
    }

    /** What two directions can compute side by side: nothing where only one reads. */
    private long work(List<Reading> readings) {
      long positions =
          readings.size() == 1
              ? 0
              : readings.stream()
                  .map(Reading::piece)
                  .mapToLong(piece -> (long) piece.steps() * piece.rowCount())
                  .min()
                  .getAsLong();
      return CostModel.ofLayer(definition, layer, Purpose.INFERENCE, positions);
    }

    private List<float[]> stateBefore(Reading reading) {
      List<float[]> parts = new ArrayList<>();
      for (int k = 0; k < states.size(); k++) {
        parts.add(reading.piece().cutState(states.get(k), stateAt(reading, k), stateSize(k)));
      }
      return parts;
    }

    /** Takes over one of {@link ChunkPass#results}. */
    private void keep(Reading reading, int result, TFloat32 value) {
      Chunk piece = reading.piece();
      if (result > 0) {
        int part = result - 1;
        float[] after = FloatTensor.copyOf(value).values();
        piece.pasteState(after, stateSize(part), states.get(part), stateAt(reading, part));
        return;
      }
      int width = definition.cell().outputSize();
      value.copyTo(DataBuffers.of(scratch, false, false));
      piece.paste(scratch, width, above, to, reading.direction() * width);
    }

    /** Where this layer's and a direction's state begins among all. */
    private int stateAt(Reading reading, int part) {
      int number = layer * definition.directions().count() + reading.direction();
      return number * batch.rows() * stateSize(part);
    }

    private int stateSize(int part) {
      return definition.cell().stateSizes().get(part);
    }
  }
}
