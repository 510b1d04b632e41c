package org.tributary.graph;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.graph.Graphs;
import org.tributary.layer.Bias;
import org.tributary.layer.Cell;
import org.tributary.layer.CellInference;
import org.tributary.layer.CellParameter;
import org.tributary.layer.GruCell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.RnnCell;
import org.tributary.layer.StatePart;
import org.tributary.param.FloatTensor;

/**
 * A cell of the library with its formula in a graph.
 *
 * @param definition an {@link RnnCell}, {@link LstmCell} or {@link GruCell}
 */
record LibraryCell(Cell definition) implements ScanCell {

  /** Returns the form of a cell in a graph; see {@link GraphCell#of}. */
  static GraphCell of(Cell cell) {
    if (cell instanceof GraphCell own) {
      return own;
    }
    if (cell instanceof RnnCell || cell instanceof LstmCell || cell instanceof GruCell) {
      return new LibraryCell(cell);
    }
    throw Graphs.withoutOperations("cell", cell, "GraphCell or ScanCell");
  }

  @Override
  public int inputSize() {
    return definition.inputSize();
  }

  @Override
  public int hiddenSize() {
    return definition.hiddenSize();
  }

  @Override
  public int gates() {
    return definition.gates();
  }

  @Override
  public String name() {
    return definition.name();
  }

  @Override
  public Cell withInputSize(int inputSize) {
    return definition.withInputSize(inputSize);
  }

  @Override
  public Optional<CellInference> inference(Function<CellParameter, FloatTensor> weights) {
    return definition.inference(weights);
  }

  @Override
  public Bias bias() {
    return definition.bias();
  }

  @Override
  public OptionalInt projection() {
    return definition.projection();
  }

  @Override
  public List<StatePart> stateParts() {
    return definition.stateParts();
  }

  @Override
  public boolean stateStaysFinite() {
    return definition.stateStaysFinite();
  }

  @Override
  public OptionalInt forgetGate() {
    return definition.forgetGate();
  }

  @Override
  public <T extends TFloating> CellState<T> advance(
      Ops tf,
      Operand<T> fromInput,
      Operand<T> fromHidden,
      CellState<T> state,
      Optional<Operand<T>> projection) {
    StepChecks.requireAdvance(this, fromInput, fromHidden, state, projection);
    if (definition instanceof GruCell) {
      return gru(tf, fromInput, fromHidden, state.hidden());
    }
    Operand<T> sum = tf.math.add(fromInput, fromHidden); // [N, G·H]
    return definition instanceof RnnCell rnn
        ? CellState.of(apply(tf, rnn.nonlinearity(), sum)) // [N, H]
        : lstm(tf, sum, state.get(StatePart.CELL), projection);
  }

  private <T extends TFloating> CellState<T> lstm(
      Ops tf, Operand<T> sum, Operand<T> before, Optional<Operand<T>> projection) {
    // σ over all four blocks at once: the candidate's is unused, but there are fewer operations
    var gates =
        tf.split(tf.constant(1), tf.math.sigmoid(sum), (long) gates()).output(); // 4 × [N, H]
    Operand<T> i = gates.get(0); // [N, H]
    Operand<T> f = gates.get(1); // [N, H]
    Operand<T> o = gates.get(3); // [N, H]
    Operand<T> g =
        tf.math.tanh(
            tf.slice(sum, tf.array(0, 2 * hiddenSize()), tf.array(-1, hiddenSize()))); // [N, H]
    Operand<T> c = tf.math.add(tf.math.mul(f, before), tf.math.mul(i, g)); // [N, H]
    Operand<T> h = tf.math.mul(o, tf.math.tanh(c)); // [N, H]
    return CellState.of(projection.map(w -> StepChecks.product(tf, h, w)).orElse(h), c);
  }

  private <T extends TFloating> CellState<T> gru(
      Ops tf, Operand<T> fromInput, Operand<T> fromHidden, Operand<T> h) {
    var x = tf.split(tf.constant(1), fromInput, (long) gates()).output(); // 3 × [N, H]
    var u = tf.split(tf.constant(1), fromHidden, (long) gates()).output(); // 3 × [N, H]
    Operand<T> r = tf.math.sigmoid(tf.math.add(x.get(0), u.get(0))); // [N, H]
    Operand<T> z = tf.math.sigmoid(tf.math.add(x.get(1), u.get(1))); // [N, H]
    Operand<T> n = tf.math.tanh(tf.math.add(x.get(2), tf.math.mul(r, u.get(2)))); // [N, H]
    // n + z ⊙ (h - n) equals (1 - z) ⊙ n + z ⊙ h and saves a product
    return CellState.of(tf.math.add(n, tf.math.mul(z, tf.math.sub(h, n))));
  }

  private static <T extends TFloating> Operand<T> apply(
      Ops tf, Nonlinearity function, Operand<T> x) {
    if (function == Nonlinearity.TANH) {
      return tf.math.tanh(x);
    }
    Operand<T> zero = tf.dtypes.cast(tf.constant(0), x.type());
    return tf.select(tf.math.lessEqual(x, zero), zero, x);
  }
}
