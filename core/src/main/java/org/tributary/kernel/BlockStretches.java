package org.tributary.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tributary.cell.CellWeights;
import org.tributary.sequence.Packing;

/**
 * Runs of BlockLSTM on packed steps. One run takes steps that all have the same rows, so a batch
 * whose lengths differ is run in stretches, the state handed on from one to the next for the rows
 * that go on. BlockLSTM's weight columns stand in PyTorch's gate order i, f, g, o.
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
    this.weights =
        tf.linalg.transpose(
            tf.concat(List.of(given.inputHidden(), given.hiddenHidden()), tf.constant(1)),
            tf.constant(new int[] {1, 0})); // [I + H, 4H]
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

  /** Every h, [S, H]. */
  Operand<TFloat32> hidden() {
    return joined(BlockLSTM::h);
  }

  /** Every c, [S, H]. */
  Operand<TFloat32> cell() {
    return joined(BlockLSTM::cs);
  }

  /**
   * What the way back needs.
   *
   * @param cell {@link #cell}
   */
  LstmBackward.Gates gates(Operand<TFloat32> cell) {
    return new LstmBackward.Gates(
        joined(BlockLSTM::i),
        joined(BlockLSTM::f),
        joined(BlockLSTM::ci),
        joined(BlockLSTM::o),
        cell,
        joined(BlockLSTM::co));
  }

  /** One of BlockLSTM's outputs in all stretches, [S, H]. */
  private Operand<TFloat32> joined(Function<BlockLSTM<TFloat32>, Output<TFloat32>> part) {
    List<Operand<TFloat32>> all = new ArrayList<>();
    blocks.forEach(
        block -> all.add(tf.reshape(part.apply(block), tf.array(-1, hiddenSize)))); // [S', H]
    return all.size() == 1 ? all.get(0) : tf.concat(all, tf.constant(0));
  }

  private void runAll(List<Packing.Stretch> all) {
    Operand<TFloat32> h = packed.initial().parts().get(0);
    Operand<TFloat32> c = packed.initial().parts().get(1);
    for (Packing.Stretch stretch : all) {
      Operand<TFloat32> x =
          tf.slice(packed.values(), stretch.begin(), stretch.size()); // [steps · rows, I]
      Operand<TFloat32> firstH = tf.slice(h, tf.array(0, 0), stretch.firstRows());
      Operand<TFloat32> firstC = tf.slice(c, tf.array(0, 0), stretch.firstRows());
      BlockLSTM<TFloat32> block = run(stretch, x, firstH, firstC);
      h = after(stretch, firstH, block.h());
      c = after(stretch, firstC, block.cs());
    }
  }

  private BlockLSTM<TFloat32> run(
      Packing.Stretch stretch, Operand<TFloat32> x, Operand<TFloat32> h, Operand<TFloat32> c) {
    BlockLSTM<TFloat32> block =
        tf.nn.blockLSTM(
            tf.dtypes.cast(stretch.steps(), TInt64.class),
            tf.reshape(
                x, tf.stack(List.of(stretch.steps(), stretch.rows(), tf.constant(inputSize)))),
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

  /** The state after a stretch, [rows, H]: the last step's, or the first where it has no step. */
  private Operand<TFloat32> after(
      Packing.Stretch stretch, Operand<TFloat32> first, Operand<TFloat32> all) {
    Operand<TFloat32> flat = tf.reshape(all, tf.array(-1, hiddenSize));
    Operand<TFloat32> last = tf.slice(flat, stretch.lastBegin(), stretch.lastSize());
    Operand<TFloat32> either = tf.concat(List.of(first, last), tf.constant(0));
    return tf.ensureShape(
        tf.slice(either, stretch.chosen(), tf.array(-1, -1)), Shape.of(-1, hiddenSize));
  }
}
