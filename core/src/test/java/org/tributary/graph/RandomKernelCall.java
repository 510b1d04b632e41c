package org.tributary.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tributary.layer.Cell;
import org.tributary.param.TorchRandom;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.testing.Eval;

/** A kernel call with random input, states, weights and masks, and random upstream gradients. */
record RandomKernelCall(
    KernelCall<TFloat32> call,
    Operand<TFloat32> upstream,
    Operand<TFloat32> upstreamH,
    Optional<Operand<TFloat32>> upstreamC) {

  /** Draws a call without padding. */
  static RandomKernelCall draw(Eval eval, Cell cell, int steps, int rows) {
    SequenceLengths full =
        SequenceLengths.full(eval.tf(), eval.tf().constant(steps), eval.tf().constant(rows));
    return draw(eval, cell, steps, rows, full);
  }

  /**
   * Draws a packed call with rows of {@code lengths} and NaN in the padding, which must not affect
   * results.
   */
  static RandomKernelCall draw(Eval eval, Cell cell, int steps, int... lengths) {
    return drawFed(eval, PaddingStrategy.PACKED, cell, steps, lengths);
  }

  /** Draws the same call for {@code strategy}. */
  static RandomKernelCall drawFed(
      Eval eval, PaddingStrategy strategy, Cell cell, int steps, int... lengths) {
    FedSequenceLengths fed = new FedSequenceLengths(eval.tf(), eval.tf().constant(steps));
    eval.beforeRuns(() -> fed.feed(strategy, lengths, steps, eval::feed));
    return draw(eval, cell, steps, fed.lengths(strategy), lengths);
  }

  private static RandomKernelCall draw(
      Eval eval, Cell cell, int steps, SequenceLengths sequenceLengths, int... lengths) {
    RandomKernelCall sample = draw(eval, cell, steps, lengths.length, sequenceLengths);
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
        KernelCalls.of(
            cell,
            TFloat32.class,
            sequenceLengths.withCleanPadding(
                eval.floats(x, steps, lengths.length, cell.inputSize())),
            sequenceLengths,
            sample.call.initial(),
            sample.call.weights());
    return new RandomKernelCall(call, sample.upstream, sample.upstreamH, sample.upstreamC);
  }

  private static RandomKernelCall draw(
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
        KernelCalls.of(
            cell,
            TFloat32.class,
            draw(eval, random, steps, rows, cell.inputSize()),
            lengths,
            CellState.of(cell, initial),
            weights);
    return new RandomKernelCall(
        call,
        draw(eval, random, steps, rows, cell.outputSize()),
        draw(eval, random, rows, cell.outputSize()),
        cell.stateSizes().size() > 1
            ? Optional.of(draw(eval, random, rows, cell.hiddenSize()))
            : Optional.empty());
  }

  /** Returns this call in reverse order. */
  RandomKernelCall reversed() {
    return new RandomKernelCall(KernelCalls.reversed(call), upstream, upstreamH, upstreamC);
  }

  /** Returns this call with recurrent dropout: some elements of h are zeroed between steps. */
  RandomKernelCall masked(Eval eval, int rows) {
    int size = call.cell().outputSize();
    float[] mask = TorchRandom.seeded(9).uniform(rows * size, 0, 1);
    for (int k = 0; k < mask.length; k++) {
      mask[k] = mask[k] < 0.6f ? 1 / 0.6f : 0;
    }
    return new RandomKernelCall(
        KernelCalls.masked(call, eval.floats(mask, rows, size)), upstream, upstreamH, upstreamC);
  }

  /**
   * Returns the output and the final state, then every gradient of three losses: on the output, on
   * the final state and on both.
   */
  List<Operand<TFloat32>> all(Eval eval, Kernel kernel) {
    KernelForward<TFloat32> run = kernel.forward(eval.tf(), call);
    List<Operand<TFloat32>> all = new ArrayList<>(List.of(run.output()));
    all.addAll(run.finalState().parts());
    add(all, run.backward(OutputGradients.ofOutput(upstream)));
    add(all, run.backward(OutputGradients.<Operand<TFloat32>>none().hidden(upstreamH)));
    OutputGradients<Operand<TFloat32>> both = OutputGradients.ofOutput(upstream).hidden(upstreamH);
    String last = call.cell().stateParts().get(call.cell().stateParts().size() - 1).name();
    add(all, run.backward(upstreamC.map(c -> both.state(last, c)).orElse(both)));
    return all;
  }

  private static void add(List<Operand<TFloat32>> all, Gradients<Operand<TFloat32>> back) {
    all.add(back.input());
    all.addAll(List.copyOf(back.initial().values()));
    all.addAll(back.parameters().values());
  }

  private static Operand<TFloat32> draw(Eval eval, TorchRandom random, long... shape) {
    return eval.floats(random.normal((int) org.tensorflow.ndarray.Shape.of(shape).size()), shape);
  }
}
