package org.tributary.examples.notebook;

import org.tributary.layer.Recurrent;
import org.tributary.module.PackedOutput;
import org.tributary.module.RecurrentModule;
import org.tributary.param.FloatTensor;
import org.tributary.sequence.Layout;
import org.tributary.sequence.PackedSequence;
import org.tributary.sequence.PaddedBatch;
import org.tributary.sequence.Padding;

/**
 * Four packed sequences of lengths 5, 5, 4 and 2 and the output of a batch-first LSTM: one
 * direction (cells 10 to 15), bidirectional (16 to 19), two bidirectional layers (20 to 23).
 */
final class PackedBatch {
  private static final Padding BATCH_FIRST = Padding.zeros().layout(Layout.BATCH_FIRST);

  private final FloatTensor input;
  private final PackedSequence packed;
  private final PackedOutput result;

  private PackedBatch(FloatTensor input, PackedSequence packed, PackedOutput result) {
    this.input = input;
    this.packed = packed;
    this.result = result;
  }

  /** Draws weights and input [4, 5, 3], packs the input and runs the layer. */
  static PackedBatch of(Recurrent definition) {
    Randn randn = Randn.seeded();
    try (RecurrentModule layer = RecurrentModule.of(definition, randn.random())) {
      FloatTensor input = randn.draw(4, 5, 3);
      PackedSequence packed = PackedSequence.packSorted(input, Layout.BATCH_FIRST, 5, 5, 4, 2);
      return new PackedBatch(input, packed, layer.forward(packed));
    }
  }

  CellOutput input(int number) {
    return CellOutput.cell(number).print("ins", input).done();
  }

  CellOutput packed(int number) {
    return CellOutput.cell(number).show("packed_ins", packed).done();
  }

  CellOutput repadded(int number) {
    return CellOutput.cell(number).show("ins", packed.pad(BATCH_FIRST)).done();
  }

  CellOutput packedOutput(int number) {
    return CellOutput.cell(number).show("packed_outs", result.output()).done();
  }

  CellOutput paddedOutput(int number) {
    PaddedBatch padded = result.output().pad(BATCH_FIRST);
    return CellOutput.cell(number)
        .print("outs", padded.values())
        .print("lengths", padded.lengths())
        .done();
  }

  CellOutput finalState(int number) {
    return CellOutput.cell(number).show(result.finalState()).done();
  }
}
