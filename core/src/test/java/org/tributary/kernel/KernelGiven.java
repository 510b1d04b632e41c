package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.Cell;
import org.tributary.cell.CellState;
import org.tributary.cell.CellWeights;
import org.tributary.random.TorchRandom;
import org.tributary.sequence.FedSequenceLengths;
import org.tributary.sequence.Packing;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.sequence.SequenceLengths;
import org.tributary.testing.Eval;

/** A call with random input, states, weights, masks and upstream gradients. */
record KernelGiven(
    KernelCall<TFloat32> call,
    Operand<TFloat32> upstream,
    Operand<TFloat32> upstreamH,
    Optional<Operand<TFloat32>> upstreamC) {

  /** Rows that all have every step. */
  static KernelGiven draw(Eval eval, Cell cell, int steps, int rows) {
    SequenceLengths full =
        SequenceLengths.full(eval.tf(), eval.tf().constant(steps), eval.tf().constant(rows));
    return draw(eval, cell, steps, rows, full);
  }

  /** Rows of {@code lengths}, with what must never matter in the padding. */
  static KernelGiven draw(Eval eval, Cell cell, int steps, int... lengths) {
    SequenceLengths of =
        new SequenceLengths(eval.tf(), eval.tf().constant(lengths), eval.tf().constant(steps));
    return draw(eval, cell, steps, of, lengths);
  }

  /** The same with the tables that modules and taggers feed. */
  static KernelGiven drawFed(Eval eval, PaddingStrategy way, Cell cell, int steps, int... lengths) {
    FedSequenceLengths fed = new FedSequenceLengths(eval.tf(), eval.tf().constant(steps));
    eval.beforeRuns(() -> fed.feed(way, lengths, steps, eval::feed));
    return draw(eval, cell, steps, fed.lengths(way), lengths);
  }

  private static KernelGiven draw(
      Eval eval, Cell cell, int steps, SequenceLengths of, int... lengths) {
    KernelGiven given = draw(eval, cell, steps, lengths.length, of);
    float[] x =
        TorchRandom.seeded(steps * 7L + lengths.length)
            .normal(steps * lengths.length * cell.inputSize());
    for (int k = 0; k < x.length; k++) {
      int at = k / cell.inputSize();
      if (at / lengths.length >= lengths[at % lengths.length]) {
        x[k] = Float.NaN;
      }
    }
    KernelCall<TFloat32> call =
        KernelCall.of(
            cell,
            TFloat32.class,
            of.readable(eval.floats(x, steps, lengths.length, cell.inputSize())),
            of,
            given.call.initial(),
            given.call.weights());
    return new KernelGiven(call, given.upstream, given.upstreamH, given.upstreamC);
  }

  private static KernelGiven draw(
      Eval eval, Cell cell, int steps, int rows, SequenceLengths lengths) {
    TorchRandom random = TorchRandom.seeded(steps * 1000L + rows);
    CellWeights<TFloat32> weights =
        CellWeights.of(
            cell,
            kind -> {
              var shape = cell.shape(kind);
              return eval.floats(random.normal((int) shape.size(), 0, 0.3), shape.asArray());
            });
    List<Operand<TFloat32>> initial = new ArrayList<>();
    cell.stateSizes().forEach(size -> initial.add(draw(eval, random, rows, size)));
    KernelCall<TFloat32> call =
        KernelCall.of(
            cell,
            TFloat32.class,
            draw(eval, random, steps, rows, cell.inputSize()),
            lengths,
            CellState.of(initial),
            weights);
    return new KernelGiven(
        call,
        draw(eval, random, steps, rows, cell.outputSize()),
        draw(eval, random, rows, cell.outputSize()),
        cell.stateSizes().size() > 1
            ? Optional.of(draw(eval, random, rows, cell.hiddenSize()))
            : Optional.empty());
  }

  /** The same read from the other end. */
  KernelGiven reversed() {
    return new KernelGiven(call.order(Packing.Order.REVERSE), upstream, upstreamH, upstreamC);
  }

  /** The same with some elements of h dropped on their way to the next step. */
  KernelGiven masked(Eval eval, int rows) {
    int size = call.cell().outputSize();
    float[] mask = TorchRandom.seeded(9).bernoulli(rows * size, 0.6);
    for (int k = 0; k < mask.length; k++) {
      mask[k] /= 0.6f;
    }
    return new KernelGiven(
        call.hiddenMask(eval.floats(mask, rows, size)), upstream, upstreamH, upstreamC);
  }

  /** Output and final state, then every gradient of losses that see the output, the state, both. */
  List<Operand<TFloat32>> all(Eval eval, Kernel kernel) {
    KernelRun<TFloat32> run = kernel.run(eval.tf(), call);
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(run.output()));
    all.addAll(run.finalState().parts());
    add(all, run.backward(KernelUpstream.ofOutput(upstream)));
    add(
        all,
        run.backward(
            new KernelUpstream<>(Optional.empty(), Optional.of(upstreamH), Optional.empty())));
    add(
        all,
        run.backward(
            new KernelUpstream<>(Optional.of(upstream), Optional.of(upstreamH), upstreamC)));
    return all;
  }

  private static void add(List<Operand<TFloat32>> all, KernelGradients<TFloat32> back) {
    all.add(back.input());
    all.addAll(back.initial().parts());
    all.addAll(back.weights().all().values());
  }

  private static Operand<TFloat32> draw(Eval eval, TorchRandom random, long... shape) {
    return eval.floats(random.normal((int) org.tensorflow.ndarray.Shape.of(shape).size()), shape);
  }
}
