package org.tributary.examples.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.tributary.layer.Recurrent;
import org.tributary.module.RecurrentInput;
import org.tributary.module.RecurrentModule;
import org.tributary.module.RecurrentOutput;
import org.tributary.module.RecurrentState;
import org.tributary.module.Stepper;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.random.TorchRandom;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.Padding;
import picocli.CommandLine.Command;

/**
 * A program with six cells of a PyTorch notebook on LSTM layers, with the seeds and the numbers of
 * the notebook. {@code tributary notebook} has all cells, in PyTorch's print format.
 */
@Command(
    name = "notebook",
    description = "Six cells of a PyTorch notebook on LSTM layers, with its numbers.")
public final class NotebookCells implements Callable<Integer> {
  private static final Recurrent LSTM = Recurrent.lstm(3).hidden(2);

  @Override
  public Integer call() {
    oneStep();
    sequence();
    batchFirst();
    packed();
    bidirectional();
    return 0;
  }

  /** Cell 3: one time step from a given state. */
  private static void oneStep() {
    TorchRandom random = TorchRandom.seeded(0);
    try (RecurrentModule lstm = RecurrentModule.of(LSTM, random)) {
      FloatTensor x = randn(random, 1, 1, 3);
      RecurrentOutput out = lstm.forward(RecurrentInput.of(x).from(state(random)));
      print("cell 3: one step, h", out.output());
      print("cell 3: one step, c", out.finalState().cell().orElseThrow());
    }
  }

  /** Cells 5 and 6: five time steps, one call each, and in one call. */
  private static void sequence() {
    TorchRandom random = TorchRandom.seeded(0);
    try (RecurrentModule lstm = RecurrentModule.of(LSTM, random)) {
      FloatTensor sequence = randn(random, 5, 1, 3); // [L, N, I]
      RecurrentState initial = state(random);
      Stepper stepper = lstm.stepper(1);
      stepper.restore(initial);
      for (int t = 0; t < 5; t++) {
        print("cell 5: step " + (t + 1) + ", h", stepper.step(sequence.at(t)));
      }
      RecurrentOutput out = lstm.forward(RecurrentInput.of(sequence).from(initial));
      print("cell 6: five steps at once, h", out.output());
    }
  }

  /** Cell 9: a batch whose first dimension is that of the sequences. */
  private static void batchFirst() {
    TorchRandom random = TorchRandom.seeded(0);
    try (RecurrentModule lstm = RecurrentModule.of(LSTM.batchFirst(), random)) {
      RecurrentOutput out = lstm.forward(randn(random, 16, 5, 3)); // [N, L, I]
      System.out.println("cell 9: output " + out.output().shape());
      System.out.println("cell 9: final h " + out.finalState().hidden().shape());
    }
  }

  /** Cell 14: sequences of lengths 5, 5, 4 and 2, packed, and the output padded again. */
  private static void packed() {
    TorchRandom random = TorchRandom.seeded(0);
    try (RecurrentModule lstm = RecurrentModule.of(LSTM.batchFirst(), random)) {
      PackedSequence packed =
          PackedSequence.packSorted(randn(random, 4, 5, 3), Layout.BATCH_FIRST, 5, 5, 4, 2);
      FloatTensor padded =
          lstm.forward(packed).output().pad(Padding.zeros().layout(Layout.BATCH_FIRST)).values();
      print("cell 14: packed, output of the sequence of two steps", padded.at(3)); // [L, H]
    }
  }

  /** Cell 19: both directions; the final state has one row for each direction and sequence. */
  private static void bidirectional() {
    TorchRandom random = TorchRandom.seeded(0);
    try (RecurrentModule lstm = RecurrentModule.of(LSTM.batchFirst().bidirectional(), random)) {
      PackedSequence packed =
          PackedSequence.packSorted(randn(random, 4, 5, 3), Layout.BATCH_FIRST, 5, 5, 4, 2);
      print("cell 19: bidirectional, final h", lstm.forward(packed).finalState().hidden());
    }
  }

  /** Returns PyTorch's {@code torch.randn(dimensions)}. */
  private static FloatTensor randn(TorchRandom random, long... dimensions) {
    TensorShape shape = TensorShape.of(dimensions);
    return FloatTensor.of(shape, random.normal((int) shape.size()));
  }

  private static RecurrentState state(TorchRandom random) {
    return RecurrentState.of(randn(random, 1, 1, 2), randn(random, 1, 1, 2));
  }

  private static void print(String name, FloatTensor tensor) {
    List<String> numbers = new ArrayList<>();
    for (float value : tensor.values()) {
      numbers.add(String.format(Locale.ROOT, "%.4f", value));
    }
    System.out.println(name + " " + numbers);
  }
}
