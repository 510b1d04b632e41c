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
 * however many steps there are. A row takes part in the pieces that it has steps of.
 */
final class LongForward {
  /**
   * How many values a pass over all steps at once may hold outside the heap, about 256 MB. Pieces
   * take 1.05 to 1.3 times as long, the more the shorter the batch ({@code
   * docs/design/0009-kernels-on-packed-rows.md}).
   */
  private static final long MOST_VALUES = 64_000_000;

  /** How many values a piece holds, so that they stay in a processor's cache. */
  private static final long PIECE_VALUES = 2_000_000;

  /** The fewest steps of a piece, so that what a run costs by itself is little beside it. */
  private static final int LEAST_STEPS = 16;

  /**
   * How many values a pass makes of an element of its output: BlockLSTM makes seven, and what is
   * copied adds to that; others make fewer.
   */
  private static final long MADE = 8;

  private final Recurrent definition;
  private final Session session;
  private final Function<PiecePass.Route, PiecePass> passes;
  private final Batch batch;
  private final int pieceSteps;

  /** The state of every layer and direction: each part [K·D, N, size]. */
  private final List<float[]> states;

  /** A direction's pass over a piece. */
  private record Reading(int direction, Piece piece, PiecePass pass) {}

  /**
   * @param passes gives the pass for a route, placed if it was not
   * @param pieceSteps how many steps are read at a time
   */
  LongForward(
      Recurrent definition,
      Session session,
      Function<PiecePass.Route, PiecePass> passes,
      Batch batch,
      int pieceSteps) {
    this.definition = definition;
    this.session = session;
    this.passes = passes;
    this.batch = batch;
    this.pieceSteps = pieceSteps;
    this.states = batch.initial().stream().map(FloatTensor::values).toList();
  }

  /** Whether {@code batch} is read this way. */
  static boolean suits(Recurrent definition, Batch batch) {
    return definition.kernel().filter(Kernel::unrolls).isEmpty()
        && batch.steps() * stepValues(definition, batch.rows()) > MOST_VALUES;
  }

  /** How many steps to read at a time of so many rows. */
  static int pieceSteps(Recurrent definition, int rows) {
    return (int) Math.max(LEAST_STEPS, PIECE_VALUES / stepValues(definition, rows));
  }

  private static long stepValues(Recurrent definition, long rows) {
    return rows * (widestInput(definition) + MADE * definition.outputSize());
  }

  private static int widestInput(Recurrent definition) {
    return Math.max(definition.inputSize(), definition.layers() > 1 ? definition.outputSize() : 0);
  }

  RecurrentOutput output() {
    FloatTensor below = batch.values();
    Piece.Values read = values(definition.layout(), definition.inputSize());
    for (int k = 0; k < definition.layers(); k++) {
      int layer = k;
      boolean last = layer == definition.layers() - 1;
      FloatTensor values = below;
      Piece.Values stand = read;
      Piece.Values written =
          values(last ? definition.layout() : Layout.SEQUENCE_FIRST, definition.outputSize());
      below =
          FloatTensor.written(
              written.shape(), above -> new Level(layer, values, stand, above, written).read());
      read = written;
    }
    List<FloatTensor> parts = new ArrayList<>();
    for (int k = 0; k < states.size(); k++) {
      parts.add(FloatTensor.of(batch.initial().get(k).shape(), states.get(k)));
    }
    return batch.output(below, parts);
  }

  private Piece.Values values(Layout layout, int width) {
    return new Piece.Values(layout, batch.steps(), batch.rows(), width);
  }

  /** One layer's reading of what the one below wrote. */
  private final class Level {
    private final int layer;
    private final FloatTensor below;
    private final Piece.Values read;
    private final float[] above;
    private final Piece.Values written;

    /** Where a piece's input and output stand between the heap's arrays and TensorFlow's. */
    private final float[] scratch;

    Level(int layer, FloatTensor below, Piece.Values read, float[] above, Piece.Values written) {
      this.layer = layer;
      this.below = below;
      this.read = read;
      this.above = above;
      this.written = written;
      int widest = Math.max(read.width(), definition.cell().outputSize());
      this.scratch = new float[Math.min(pieceSteps, batch.steps()) * batch.rows() * widest];
    }

    void read() {
      int pieces = Math.floorDiv(batch.steps() - 1, pieceSteps) + 1;
      for (int k = 0; k < pieces; k++) {
        List<Reading> readings = new ArrayList<>();
        for (int direction = 0; direction < definition.directions().count(); direction++) {
          int number = direction == 0 ? k : pieces - 1 - k;
          Piece piece = new Piece(batch.lengths(), number * pieceSteps, pieceSteps);
          if (piece.rowCount() > 0) {
            readings.add(new Reading(direction, piece, passes.apply(route(direction, piece))));
          }
        }
        if (!readings.isEmpty()) {
          run(readings);
        }
      }
    }

    private PiecePass.Route route(int direction, Piece piece) {
      return new PiecePass.Route(
          layer,
          direction,
          ShorterRows.of(definition, Purpose.INFERENCE, piece.lengths(), piece.steps()));
    }

    /** Reads a piece in each direction, both in one run. */
    private void run(List<Reading> readings) {
      List<Operand<TFloat32>> fetched = new ArrayList<>();
      try (Feed feed = new Feed(session)) {
        for (Reading reading : readings) {
          Piece piece = reading.piece();
          piece.cut(below, read, scratch);
          Shape shape = Shape.of(piece.steps(), piece.rowCount(), read.width());
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
      Piece piece = readings.get(0).piece();
      long positions = readings.size() == 1 ? 0 : (long) piece.steps() * piece.rowCount();
      return LayerWork.ofLayer(definition, layer, Purpose.INFERENCE, positions);
    }

    private List<float[]> stateBefore(Reading reading) {
      List<float[]> parts = new ArrayList<>();
      for (int k = 0; k < states.size(); k++) {
        parts.add(reading.piece().cutState(states.get(k), stateAt(reading, k), stateSize(k)));
      }
      return parts;
    }

    /** Takes over one of {@link PiecePass#results}. */
    private void keep(Reading reading, int result, TFloat32 value) {
      if (result > 0) {
        int part = result - 1;
        float[] after = FloatTensor.copyOf(value).values();
        reading
            .piece()
            .pasteState(after, stateSize(part), states.get(part), stateAt(reading, part));
        return;
      }
      int size = definition.cell().outputSize();
      value.copyTo(DataBuffers.of(scratch, false, false));
      reading.piece().paste(scratch, size, above, written, reading.direction() * size);
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
