package org.tributary.examples.notebook;

import java.util.ArrayList;
import java.util.List;
import org.tributary.module.RecurrentState;
import org.tributary.param.FloatTensor;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;

/**
 * The printed output of one tutorial cell.
 *
 * @param number number of the cell, from 1
 * @param text lines in PyTorch's format without {@code grad_fn}; empty without output
 * @param tensors tensors and sizes in the text, in order
 */
public record CellOutput(int number, String text, List<PrintedTensor> tensors) {

  /** Copies the tensors. */
  public CellOutput {
    tensors = List.copyOf(tensors);
  }

  /** Returns a printer for a cell. */
  static Printer cell(int number) {
    return new Printer(number);
  }

  /**
   * A builder that records each tensor as text and as numbers. The {@code print} methods format
   * like Python's {@code print}; the {@code show} methods like a notebook's display of a value.
   */
  static final class Printer {
    private final int number;
    private final List<String> lines = new ArrayList<>();
    private final List<PrintedTensor> tensors = new ArrayList<>();

    private Printer(int number) {
      this.number = number;
    }

    CellOutput done() {
      return new CellOutput(number, String.join("\n", lines), tensors);
    }

    Printer line(String text) {
      lines.add(text);
      return this;
    }

    Printer parameter(String name, FloatTensor tensor) {
      tensors.add(PrintedTensor.of(name, tensor));
      return line(TensorText.parameter(tensor));
    }

    Printer print(String name, FloatTensor tensor) {
      return line(text(name, tensor));
    }

    Printer print(String name, List<Integer> integers) {
      return line(text(name, integers));
    }

    /** Prints an LSTM state as a Python tuple. */
    Printer print(RecurrentState state) {
      return line("(" + hidden(state) + ", " + cell(state) + ")");
    }

    /** Shows an LSTM state as a tuple: one line per element, all but the first indented. */
    Printer show(RecurrentState state) {
      return tuple(hidden(state), cell(state));
    }

    /** Shows a result of {@code pad_packed_sequence}. */
    Printer show(String name, PaddedBatch padded) {
      return tuple(text(name, padded.values()), text("lengths", padded.lengths()));
    }

    Printer show(String name, PackedSequence packed) {
      return line(
          "PackedSequence(data=%s, batch_sizes=%s, sorted_indices=%s, unsorted_indices=%s)"
              .formatted(
                  text(name + ".data", packed.data()),
                  text(name + ".batch_sizes", packed.batchSizes()),
                  packed
                      .sortedIndices()
                      .map(indices -> text(name + ".sorted_indices", indices))
                      .orElse("None"),
                  packed
                      .unsortedIndices()
                      .map(indices -> text(name + ".unsorted_indices", indices))
                      .orElse("None")));
    }

    /** Returns the text of {@code print(x.size())}; the caller adds it to a line. */
    String size(String name, FloatTensor tensor) {
      List<Integer> dimensions = PrintedTensor.dimensions(tensor);
      tensors.add(PrintedTensor.of(name + ".size()", dimensions));
      return TensorText.size(dimensions);
    }

    private Printer tuple(String first, String second) {
      return line(("(" + first + ",\n" + second + ")").replace("\n", "\n "));
    }

    private String hidden(RecurrentState state) {
      return text("hidden[0]", state.hidden());
    }

    private String cell(RecurrentState state) {
      return text("hidden[1]", state.cell().orElseThrow());
    }

    private String text(String name, FloatTensor tensor) {
      tensors.add(PrintedTensor.of(name, tensor));
      return TensorText.of(tensor);
    }

    private String text(String name, List<Integer> integers) {
      tensors.add(PrintedTensor.of(name, integers));
      return TensorText.of(integers);
    }
  }
}
