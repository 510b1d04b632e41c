package org.tributary.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.CellState;
import org.tributary.graph.RecurrentForward;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.SequenceLengths;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.Axes;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StatePart;

/** Recurrent layers of a {@link Network}. Letters as in {@link Recurrent}. */
public final class RecurrentPart {
  private final Build build;
  private final Recurrent definition;
  private final String prefix;
  private final boolean whole;

  RecurrentPart(Build build, Recurrent definition, String prefix) {
    this(build, definition, prefix, definition.directions() == Directions.BOTH);
  }

  private RecurrentPart(Build build, Recurrent definition, String prefix, boolean whole) {
    this.build = build;
    this.definition = definition;
    this.prefix = prefix;
    this.whole = whole;
  }

  /**
   * The results of recurrent layers: PyTorch's {@code output, (h_n, c_n)}.
   *
   * @param output the last layer's output, [N, L, D·P]; zero in the padding
   * @param last the output after each direction has read its sequence, [N, D·P]
   * @param state the final state, each part [K·D, N, size]
   */
  public record Result(Floats output, Floats last, CellState<TFloat32> state) {}

  /**
   * Returns these layers for an input that is always a whole sequence, such as the source of a
   * translation: where state is carried from chunk to chunk, theirs is reset, and a {@link
   * ModelStepper} keeps their results. Bidirectional layers always do.
   */
  public RecurrentPart whole() {
    return new RecurrentPart(build, definition, prefix, true);
  }

  /**
   * Runs the layers on sequences; the initial state is zero.
   *
   * @param x [N, L, I]
   */
  public Result forward(Floats x) {
    return run(x, Optional.empty());
  }

  /**
   * Runs the layers on sequences.
   *
   * @param x [N, L, I]
   * @param initial the initial state, each part [K·D, N, size], such as the final one of others
   */
  public Result forward(Floats x, CellState<TFloat32> initial) {
    NullChecks.require("initial", "a state", initial);
    return run(x, Optional.of(initial));
  }

  private Result run(Floats x, Optional<CellState<TFloat32>> given) {
    NullChecks.require("x", "a value", x);
    String called = prefix.substring(0, prefix.length() - 1);
    int size = definition.inputSize();
    ShapeCheck.require(
        called + ": input",
        x,
        "[N, L, %d] (batch-first, input size %d)".formatted(size, size),
        -1,
        -1,
        size);
    x.requireFeatures(called);
    Ops tf = build.tf();
    RecurrentLayer layer =
        new RecurrentLayer(tf, definition, name -> build.variables.read(prefix + name));
    RecurrentLayer used = build.purpose.trains() ? layer : layer.forInference();
    RecurrentForward run =
        !whole && build.carries(x, given.isPresent())
            ? build.carrying(
                x,
                given.map(CellState::parts).orElseGet(() -> zeros(tf, x)),
                1,
                state -> forward(tf, used, x, Optional.of(CellState.of(definition.cell(), state))),
                result -> result.finalState().parts())
            : forward(tf, used, x, given);
    Floats output = x.sameAxes(run.output());
    Floats last = new Floats(build, run.last(), Map.of());
    return whole
        ? new Result(
            build.kept(output, 0),
            build.kept(last, 0),
            run.finalState().map(part -> build.kept(new Floats(build, part, Map.of()), 1)))
        : new Result(output, last, run.finalState());
  }

  private RecurrentForward forward(
      Ops tf, RecurrentLayer layer, Floats x, Optional<CellState<TFloat32>> initial) {
    Optional<SequenceLengths> lengths = x.lengths().map(Lengths::inGraph);
    if (initial.isEmpty()) {
      return lengths
          .map(l -> layer.forward(x, l, build.dropout))
          .orElseGet(() -> layer.forward(x, build.dropout));
    }
    SequenceLengths known =
        lengths.orElseGet(
            () -> SequenceLengths.fullUnchecked(tf, Axes.size(tf, x, 1), Axes.size(tf, x, 0)));
    return layer.forward(x, known, initial.get(), build.dropout);
  }

  private List<Operand<TFloat32>> zeros(Ops tf, Floats x) {
    Operand<TInt32> rows = Axes.size(tf, x, 0);
    List<Operand<TFloat32>> zeros = new ArrayList<>();
    for (StatePart part : definition.cell().stateParts()) {
      Operand<TInt32> shape =
          tf.stack(List.of(tf.constant(definition.stateCount()), rows, tf.constant(part.size())));
      zeros.add(
          tf.ensureShape(
              tf.fill(shape, tf.constant(0f)), Shape.of(definition.stateCount(), -1, part.size())));
    }
    return zeros;
  }
}
