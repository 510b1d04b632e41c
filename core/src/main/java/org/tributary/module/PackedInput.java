package org.tributary.module;

import java.util.Optional;
import org.tributary.layer.Recurrent;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;

/** A packed sequence as the input of a module. */
record PackedInput(PackedSequence packed, Optional<RecurrentState> initial) {

  /**
   * Runs the module.
   *
   * @throws IllegalArgumentException if data or state has another size, or no row has a step
   */
  PackedOutput forward(RecurrentModule module) {
    Recurrent definition = module.definition();
    if (packed.data().shape().numDimensions() != 2 || packed.data().shape().size() == 0) {
      throw new IllegalArgumentException(
          "packed input: expected data [sum of lengths, %d] with at least 1 step, got shape %s"
              .formatted(definition.inputSize(), packed.data().shape()));
    }
    Layout layout = definition.layout();
    PaddedBatch paddedBatch = packed.pad(Padding.zeros().layout(layout));
    int[] lengths = paddedBatch.lengths().stream().mapToInt(Integer::intValue).toArray();
    RecurrentInput input = RecurrentInput.of(paddedBatch.values()).lengths(lengths);
    RecurrentOutput output = module.forward(initial.map(input::from).orElse(input));
    PackedSequence repacked = PackedSequence.pack(output.output(), layout, lengths);
    return new PackedOutput(packed.withData(repacked.data()), output.finalState());
  }
}
