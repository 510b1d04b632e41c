package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.LstmState;

/**
 * The gradients of an LSTM over time, written by hand (Greff et al. 2017, appendix A). With δh and
 * δc what later steps send back, one step is
 *
 * <pre>
 *   δh_t = ∂h_t + δh            δm_t = δh_t, or δh_t W_hr with a projection
 *   δc_t = ∂c_t + δc + δm_t ⊙ K                                   K = o ⊙ (1 - tanh²(c))
 *   δa_t = (δc_t, δc_t, δc_t, δm_t) ⊙ P                           before the gates i, f, g, o
 *   δc   = δc_t ⊙ f             δh   = δa_t W_hh
 *
 *   P = (g i(1-i), c_{t-1} f(1-f), i (1-g²), tanh(c) o(1-o))
 * </pre>
 *
 * K and P need no recurrence and are computed for all steps at once before the loop; the gradients
 * of the weights and the input are large products after it.
 */
final class LstmBackward {
  /** What the gates were, and tanh of the cell states, each [T, N, H]. */
  record Gates(
      Operand<TFloat32> i,
      Operand<TFloat32> f,
      Operand<TFloat32> g,
      Operand<TFloat32> o,
      Operand<TFloat32> tanhC) {

    /** The gates from what stood before them, {@code sum} [T, N, 4H], and {@code c} [T, N, H]. */
    static Gates of(Ops tf, Operand<TFloat32> sum, Operand<TFloat32> c) {
      List<Output<TFloat32>> parts = tf.split(tf.constant(2), sum, 4L).output();
      return new Gates(
          tf.math.sigmoid(parts.get(0)),
          tf.math.sigmoid(parts.get(1)),
          tf.math.tanh(parts.get(2)),
          tf.math.sigmoid(parts.get(3)),
          tf.math.tanh(c));
    }
  }

  private final Tape tape;
  private final Gates gates;
  private final Ops tf;
  private final boolean masked;
  private final boolean projected;

  LstmBackward(Tape tape, Gates gates) {
    this.tape = tape;
    this.gates = gates;
    this.tf = tape.tf();
    this.masked = tape.call().hiddenMask().isPresent();
    this.projected = tape.call().weights().projection().isPresent();
  }

  /** Places the backward pass; see {@link KernelRun#backward}. */
  KernelGradients<TFloat32> place(Operand<TFloat32> hidden, Optional<Operand<TFloat32>> cell) {
    LstmState<TFloat32> initial = (LstmState<TFloat32>) tape.call().initial();
    LstmState<TFloat32> states = (LstmState<TFloat32>) tape.states();
    Operand<TFloat32> cBefore = tape.before(initial.cell(), states.cell()); // [T, N, H]
    Operand<TFloat32> throughTanh =
        tf.math.mul(gates.o(), tape.tanhSlope(gates.tanhC())); // [T, N, H]
    Operand<TFloat32> throughGates =
        tf.concat(
            List.of(
                tf.math.mul(gates.g(), tape.sigmoidSlope(gates.i())),
                tf.math.mul(cBefore, tape.sigmoidSlope(gates.f())),
                tf.math.mul(gates.i(), tape.tanhSlope(gates.g())),
                tf.math.mul(gates.tanhC(), tape.sigmoidSlope(gates.o()))),
            tf.constant(2)); // [T, N, 4H]

    List<Operand<TFloat32>> sequences =
        new ArrayList<>(List.of(hidden, throughTanh, throughGates, gates.f()));
    cell.ifPresent(sequences::add);
    List<Operand<TFloat32>> constants = new ArrayList<>(tape.recurrence());
    tape.call().weights().projection().ifPresent(constants::add);
    int gateSize = 4 * tape.call().cell().hiddenSize();
    List<Integer> written =
        projected ? List.of(gateSize, tape.call().cell().outputSize()) : List.of(gateSize);
    ScanLoop.Turn loop =
        new ScanLoop(tf, tape.steps(), tape.zeros(), constants, sequences)
            .backwards(written, this::step);

    Operand<TFloat32> toGates = loop.written().get(0); // [T, N, 4H]
    return tape.gradients(
        toGates,
        toGates,
        new LstmState<>(loop.carried().get(0), loop.carried().get(1)),
        projected ? Optional.of(toProjection(loop.written().get(1))) : Optional.empty());
  }

  private ScanLoop.Turn step(
      Ops ops,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> step) {
    Operand<TFloat32> dh = ops.math.add(step.get(0), carried.get(0)); // [N, P]
    Operand<TFloat32> dm =
        projected ? ops.linalg.matMul(dh, constants.get(constants.size() - 1)) : dh; // [N, H]
    Operand<TFloat32> dc = ops.math.add(carried.get(1), ops.math.mul(dm, step.get(1))); // [N, H]
    if (step.size() > 4) {
      dc = ops.math.add(dc, step.get(4));
    }
    Operand<TFloat32> da =
        ops.math.mul(ops.concat(List.of(dc, dc, dc, dm), ops.constant(1)), step.get(2)); // [N, 4H]
    return new ScanLoop.Turn(
        List.of(
            Tape.toHidden(ops, da, constants, masked), // [N, P]
            ops.math.mul(dc, step.get(3))), // [N, H]
        projected ? List.of(da, dh) : List.of(da));
  }

  /** The gradient to {@code weight_hr}, [P, H], from the one to every h, [T, N, P]. */
  private Operand<TFloat32> toProjection(Operand<TFloat32> toHidden) {
    Operand<TFloat32> unprojected = tf.math.mul(gates.o(), gates.tanhC()); // [T, N, H]
    return tape.outer(
        tape.rows(toHidden, tape.call().cell().outputSize()),
        tape.rows(unprojected, tape.call().cell().hiddenSize()));
  }
}
