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
import org.tributary.testing.Eval;

/** A call with random input, states, weights, masks and upstream gradients. */
record KernelGiven(
    KernelCall<TFloat32> call, Operand<TFloat32> upstreamH, Optional<Operand<TFloat32>> upstreamC) {

  static KernelGiven draw(Eval eval, Cell cell, int steps, int rows) {
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
            CellState.of(initial),
            weights);
    return new KernelGiven(
        call,
        draw(eval, random, steps, rows, cell.outputSize()),
        cell.stateSizes().size() > 1
            ? Optional.of(draw(eval, random, steps, rows, cell.hiddenSize()))
            : Optional.empty());
  }

  /** The same without a gradient to the cell states. */
  KernelGiven hiddenGradientOnly() {
    return new KernelGiven(call, upstreamH, Optional.empty());
  }

  /** The same with some elements of h dropped on their way to the next step. */
  KernelGiven masked(Eval eval, int rows) {
    int size = call.cell().outputSize();
    float[] mask = TorchRandom.seeded(9).bernoulli(rows * size, 0.6);
    for (int k = 0; k < mask.length; k++) {
      mask[k] /= 0.6f;
    }
    return new KernelGiven(call.hiddenMask(eval.floats(mask, rows, size)), upstreamH, upstreamC);
  }

  /** The same with row r over after r + 1 steps. */
  KernelGiven shortened(Eval eval, int steps, int rows) {
    float[] valid = new float[steps * rows];
    for (int t = 0; t < steps; t++) {
      for (int row = 0; row < rows; row++) {
        valid[t * rows + row] = t <= row ? 1 : 0;
      }
    }
    return new KernelGiven(call.valid(eval.floats(valid, steps, rows, 1)), upstreamH, upstreamC);
  }

  /** States, then every gradient. */
  List<Operand<TFloat32>> all(Eval eval, Kernel kernel) {
    KernelRun<TFloat32> run = kernel.run(eval.tf(), call);
    KernelGradients<TFloat32> back = run.backward(upstreamH, upstreamC);
    List<Operand<TFloat32>> all = new ArrayList<>(run.states().parts());
    all.add(back.input());
    all.addAll(back.initial().parts());
    all.addAll(back.weights().all().values());
    return all;
  }

  private static Operand<TFloat32> draw(Eval eval, TorchRandom random, long... shape) {
    return eval.floats(random.normal((int) org.tensorflow.ndarray.Shape.of(shape).size()), shape);
  }
}
