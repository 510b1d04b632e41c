package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.cell.CellWeights;
import org.tributary.sequence.Packing;

/**
 * Runs of BlockLSTM on packed steps. One run takes steps that all have the same rows, so a batch
 * whose lengths differ is run in stretches, the state handed on from one to the next for the rows
 * that go on; a stretch without steps is a run over nothing. BlockLSTM's weight columns stand in
 * PyTorch's gate order i, f, g, o.
 */
final class BlockStretches {
  private final Ops tf;
  private final PackedCall packed;
  private final int inputSize;
  private final int hiddenSize;
  private final Operand<TFloat32> weights;
  private final Operand<TFloat32> bias;
  private final Operand<TFloat32> noPeephole;
  private final List<BlockLSTM<TFloat32>> blocks = new ArrayList<>();

  private BlockStretches(PackedCall packed) {
    this.tf = packed.tf();
    this.packed = packed;
    this.inputSize = packed.call().cell().inputSize();
    this.hiddenSize = packed.call().cell().hiddenSize();
    CellWeights<TFloat32> given = packed.call().weights();
    this.weights = // put together after transposing, when each is one block of memory
        tf.concat(
            List.of(
                packed.transposed(given.inputHidden()), packed.transposed(given.hiddenHidden())),
            tf.constant(0)); // [I + H, 4H]
    this.bias =
        given
            .biases()
            .<Operand<TFloat32>>map(b -> tf.math.add(b.inputHidden(), b.hiddenHidden()))
            .orElseGet(() -> tf.fill(tf.array(4 * hiddenSize), tf.constant(0f))); // [4H]
    this.noPeephole = tf.fill(tf.array(hiddenSize), tf.constant(0f)); // [H]
  }

  static BlockStretches place(PackedCall packed) {
    BlockStretches stretches = new BlockStretches(packed);
    List<Packing.Stretch> all = packed.packing().stretches();
    if (all.size() == 1) {
      stretches.run(
          all.get(0),
          packed.values(),
          packed.initial().parts().get(0),
          packed.initial().parts().get(1));
    } else {
      stretches.runAll(all);
    }
    return stretches;
  }

  /** Every h, [S, H], a piece for each stretch. */
  List<Operand<TFloat32>> hidden() {
    return pieces(BlockLSTM::h);
  }

  /** Every c, [S, H], a piece for each stretch. */
  List<Operand<TFloat32>> cell() {
    return pieces(BlockLSTM::cs);
  }

  /** What the way back needs. */
  LstmBackward.Gates gates() {
    return new LstmBackward.Gates(
        joined(BlockLSTM::i),
        joined(BlockLSTM::f),
        joined(BlockLSTM::ci),
        joined(BlockLSTM::o),
        joined(BlockLSTM::co));
  }

  /** One of BlockLSTM's outputs in all stretches, [S, H]. */
  private Operand<TFloat32> joined(Function<BlockLSTM<TFloat32>, Output<TFloat32>> part) {
    return packed.packing().joined(pieces(part));
  }

  private List<Operand<TFloat32>> pieces(Function<BlockLSTM<TFloat32>, Output<TFloat32>> part) {
    List<Operand<TFloat32>> all = new ArrayList<>();
    blocks.forEach(block -> all.add(flat(part.apply(block))));
    return all;
  }

  private void runAll(List<Packing.Stretch> all) {
    Operand<TFloat32> h = packed.initial().parts().get(0);
    Operand<TFloat32> c = packed.initial().parts().get(1);
    Operand<TInt32> at = tf.array(0, 0);
    for (Packing.Stretch stretch : all) {
      Operand<TFloat32> x =
          tf.slice(packed.values(), stretch.begin(), stretch.size()); // [steps · rows, I]
      BlockLSTM<TFloat32> block =
          run(
              stretch,
              x,
              tf.slice(h, at, stretch.stateSize()), // [rows, H]
              tf.slice(c, at, stretch.stateSize()));
      h = flat(block.h());
      c = flat(block.cs());
      at = stretch.lastBegin();
    }
  }

  private BlockLSTM<TFloat32> run(
      Packing.Stretch stretch, Operand<TFloat32> x, Operand<TFloat32> h, Operand<TFloat32> c) {
    BlockLSTM<TFloat32> block =
        tf.nn.blockLSTM(
            stretch.steps(),
            tf.reshape(x, tf.concat(List.of(stretch.shape(), tf.array(inputSize)), tf.constant(0))),
            c,
            h,
            weights,
            noPeephole,
            noPeephole,
            noPeephole,
            bias);
    blocks.add(block);
    return block;
  }

  /** One of BlockLSTM's outputs, [steps · rows, H]. */
  private Operand<TFloat32> flat(Operand<TFloat32> part) {
    return tf.reshape(part, tf.array(-1, hiddenSize));
  }
}
