package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.cell.GruCell;
import org.tributary.cell.RnnCell;

/**
 * Any cell's formula inside one loop over the steps, after one large product for the input of all
 * of them; gradients by hand, in a loop the other way. The number of steps and rows stay open.
 */
public record ScanKernel() implements Kernel {

  @Override
  public String name() {
    return "scan";
  }

  @Override
  public <T extends TFloating> Optional<String> refusal(KernelCall<T> call) {
    return call.type().equals(TFloat32.class)
        ? Optional.empty()
        : Optional.of("computes in float32 only, not in " + call.type().getSimpleName());
  }

  @Override
  @SuppressWarnings("unchecked") // the refusal leaves float32 only
  public <T extends TFloating> KernelRun<T> run(Ops tf, KernelCall<T> call) {
    require(call);
    return (KernelRun<T>) place(tf, (KernelCall<TFloat32>) call);
  }

  private static KernelRun<TFloat32> place(Ops tf, KernelCall<TFloat32> call) {
    Cell cell = call.cell();
    CellWeights<TFloat32> weights = call.weights();
    Operand<TInt32> steps = tf.gather(tf.shape(call.input()), tf.constant(0), tf.constant(0)); // []
    Operand<TFloat32> fromInput = fromInput(tf, call); // [T, N, G·H]

    List<Operand<TFloat32>> constants = new ArrayList<>();
    constants.add(
        tf.linalg.transpose(weights.hiddenHidden(), tf.constant(new int[] {1, 0}))); // [P, G·H]
    Slots slots =
        new Slots(
            cell.biasesAdd() ? -1 : add(constants, weights.biases().map(b -> b.hiddenHidden())),
            add(constants, call.hiddenMask()),
            add(constants, weights.projection()));
    List<Operand<TFloat32>> sequences = new ArrayList<>(List.of(fromInput));
    call.valid().ifPresent(sequences::add);
    List<Integer> widths = new ArrayList<>(cell.stateSizes());
    widths.add(cell.gates() * cell.hiddenSize());
    ScanLoop.Turn loop =
        new ScanLoop(tf, steps, call.initial().parts(), constants, sequences)
            .forwards(
                widths,
                (ops, carried, given, step) -> step(ops, cell, slots, carried, given, step));

    int parts = cell.stateSizes().size();
    Tape tape = new Tape(tf, call, steps, CellState.of(loop.written().subList(0, parts)));
    return new Run(tape, fromInput, loop.written().get(parts));
  }

  /** W_i x and every bias that need not wait for h, [T, N, G·H]. */
  private static Operand<TFloat32> fromInput(Ops tf, KernelCall<TFloat32> call) {
    int gates = call.cell().gates() * call.cell().hiddenSize();
    Operand<TFloat32> flat = tf.reshape(call.input(), tf.array(-1, call.cell().inputSize()));
    Operand<TFloat32> product =
        tf.linalg.matMul(flat, call.weights().inputHidden(), MatMul.transposeB(true)); // [T·N, G·H]
    Operand<TFloat32> sum =
        call.weights()
            .biases()
            .map(
                b ->
                    call.cell().biasesAdd()
                        ? tf.math.add(b.inputHidden(), b.hiddenHidden())
                        : b.inputHidden()) // [G·H]
            .<Operand<TFloat32>>map(bias -> tf.nn.biasAdd(product, bias))
            .orElse(product);
    Operand<TInt32> leading = tf.slice(tf.shape(call.input()), tf.array(0), tf.array(2)); // [2]
    return tf.reshape(sum, tf.concat(List.of(leading, tf.array(gates)), tf.constant(0)));
  }

  /** Where optional things stand among the loop's constants; -1 for what there is not. */
  private record Slots(int bias, int mask, int projection) {
    Optional<Operand<TFloat32>> of(int slot, List<Operand<TFloat32>> constants) {
      return slot < 0 ? Optional.empty() : Optional.of(constants.get(slot));
    }
  }

  private static int add(List<Operand<TFloat32>> constants, Optional<Operand<TFloat32>> more) {
    more.ifPresent(constants::add);
    return more.isPresent() ? constants.size() - 1 : -1;
  }

  private static ScanLoop.Turn step(
      Ops tf,
      Cell cell,
      Slots slots,
      List<Operand<TFloat32>> carried,
      List<Operand<TFloat32>> constants,
      List<Operand<TFloat32>> step) {
    CellState<TFloat32> before = CellState.of(carried);
    Operand<TFloat32> seen =
        slots
            .of(slots.mask(), constants)
            .<Operand<TFloat32>>map(m -> tf.math.mul(before.hidden(), m))
            .orElse(before.hidden()); // [N, P]
    Operand<TFloat32> product = tf.linalg.matMul(seen, constants.get(0)); // [N, G·H]
    Operand<TFloat32> fromHidden =
        slots
            .of(slots.bias(), constants)
            .<Operand<TFloat32>>map(b -> tf.nn.biasAdd(product, b))
            .orElse(product); // [N, G·H]
    CellState<TFloat32> after =
        cell.advance(tf, step.get(0), fromHidden, before, slots.of(slots.projection(), constants));
    CellState<TFloat32> kept =
        step.size() > 1 ? after.map(part -> tf.math.mul(part, step.get(1))) : after;
    List<Operand<TFloat32>> written = new ArrayList<>(kept.parts());
    written.add(fromHidden);
    return new ScanLoop.Turn(kept.parts(), written);
  }

  private record Run(Tape tape, Operand<TFloat32> fromInput, Operand<TFloat32> fromHidden)
      implements KernelRun<TFloat32> {
    @Override
    public CellState<TFloat32> states() {
      return tape.states();
    }

    @Override
    public KernelGradients<TFloat32> backward(
        Operand<TFloat32> hidden, Optional<Operand<TFloat32>> cell) {
      Ops tf = tape.tf();
      Cell formula = tape.call().cell();
      if (formula instanceof RnnCell rnn) {
        return RnnBackward.place(tape, rnn.nonlinearity(), hidden);
      }
      if (formula instanceof GruCell) {
        return GruBackward.place(tape, fromInput, fromHidden, hidden);
      }
      Operand<TFloat32> c = states().parts().get(1); // [T, N, H]
      Operand<TFloat32> sum = tf.math.add(fromInput, fromHidden); // [T, N, 4H]
      return new LstmBackward(tape, LstmBackward.Gates.of(tf, sum, c)).place(hidden, cell);
    }
  }
}
