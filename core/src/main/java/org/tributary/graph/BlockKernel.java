package org.tributary.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.BlockLSTM;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TFloating;
import org.tributary.internal.graph.Packing;
import org.tributary.layer.Cell;
import org.tributary.layer.LstmCell;
import org.tributary.layer.Recurrent;
import org.tributary.runtime.ExecutionMode;

/**
 * TensorFlow's BlockLSTM for the forward pass, once for each segment of steps with equal batch
 * size, and {@link LstmBackward} for the gradients. The number of steps and rows may vary from run
 * to run.
 */
final class BlockKernel extends Kernel {
  /**
   * Number of weights from which the scan is faster in inference. BlockLSTM copies its weights at
   * every step, unlike the scan's matrix products. From about 2 MB they no longer fit in a core's
   * nearer cache, and copying takes longer than the rest of an iteration of the scan. In training,
   * where the scan saves more activations, the two take equally long.
   */
  private static final long MIN_WEIGHTS_FOR_SCAN = 500_000;

  BlockKernel() {
    super("block");
  }

  /** Returns the reason why this kernel cannot run {@code cell} at all; empty if it can. */
  private static Optional<String> unsupported(Cell cell) {
    if (!(cell instanceof LstmCell)) {
      return Optional.of("runs LSTMs only, not a " + cell.name());
    }
    return cell.projection().isPresent()
        ? Optional.of("has no projection, but this %s projects h".formatted(cell.name()))
        : Optional.empty();
  }

  private static long weightCount(Cell cell) {
    return (long) cell.gates() * cell.hiddenSize() * (cell.inputSize() + cell.hiddenSize());
  }

  @Override
  <T extends TFloating> Optional<String> unsupported(KernelCall<T> call) {
    return unlessFloat32(call)
        .or(() -> unsupported(call.cell()))
        .or(
            () ->
                call.hiddenMask()
                    .map(mask -> "cannot mask h between steps, as recurrent dropout asks"));
  }

  @Override
  <T extends TFloating> Optional<String> slowerThanOthers(KernelCall<T> call) {
    long weightCount = weightCount(call.cell());
    return call.purpose() == ExecutionMode.TRAINING || weightCount < MIN_WEIGHTS_FOR_SCAN
        ? Optional.empty()
        : Optional.of("copies its %d weights at every step".formatted(weightCount));
  }

  @Override
  @SuppressWarnings("unchecked") // require leaves float32 only
  <T extends TFloating> KernelForward<T> forward(Ops tf, KernelCall<T> call) {
    require(call);
    return (KernelForward<T>) build((KernelCall<TFloat32>) call, tf);
  }

  private static KernelForward<TFloat32> build(KernelCall<TFloat32> call, Ops tf) {
    PackedCall packed = PackedCall.of(tf, call, Packing.Rows.BUCKETED);
    Segments segments = Segments.build(packed);
    List<Operand<TFloat32>> hidden = segments.hidden();
    List<Operand<TFloat32>> states = new ArrayList<>();
    states.add(packed.packing().extend(packed.initial().parts().get(0), hidden));
    states.add(packed.packing().extend(packed.initial().parts().get(1), segments.cell()));
    return packed.forward(
        states.stream().map(packed.packing()::last).toList(),
        hidden,
        call.purpose() == ExecutionMode.TRAINING
            ? Optional.of(backward(new SavedActivations(packed, states), segments.gates()))
            : Optional.empty());
  }

  private static PackedCall.Backward backward(SavedActivations saved, LstmBackward.Gates gates) {
    return (hidden, state) -> new LstmBackward(saved, gates).build(hidden, state);
  }

  /**
   * Returns whether this kernel is chosen for inference of a layer with {@code cell} in float32
   * without dropout.
   */
  static boolean isChosenForInference(Recurrent definition, Cell cell) {
    return definition.kernel().isEmpty()
        && unsupported(cell).isEmpty()
        && weightCount(cell) < MIN_WEIGHTS_FOR_SCAN;
  }

  /**
   * BlockLSTM on packed steps. One operation takes steps of equal batch size, so a batch of
   * different lengths runs in segments; each passes the states of the rows that continue to the
   * next one. A segment without steps runs on an empty tensor. BlockLSTM's weight columns have
   * PyTorch's gate order i, f, g, o.
   */
  private static final class Segments {
    private final Ops tf;
    private final PackedCall packed;
    private final int inputSize;
    private final int hiddenSize;
    private final Operand<TFloat32> weights;
    private final Operand<TFloat32> bias;
    private final Operand<TFloat32> noPeephole;
    private final List<BlockLSTM<TFloat32>> blocks = new ArrayList<>();

    private Segments(PackedCall packed) {
      this.tf = packed.tf();
      this.packed = packed;
      this.inputSize = packed.call().cell().inputSize();
      this.hiddenSize = packed.call().cell().hiddenSize();
      CellWeights<TFloat32> cellWeights = packed.call().weights();
      this.weights = // concatenated after transposing, when each is one block of memory
          tf.concat(
              List.of(
                  packed.transposed(cellWeights.inputHidden()),
                  packed.transposed(cellWeights.hiddenHidden())),
              tf.constant(0)); // [I + H, 4H]
      this.bias =
          cellWeights
              .bias(tf)
              .orElseGet(() -> tf.fill(tf.array(4 * hiddenSize), tf.constant(0f))); // [4H]
      this.noPeephole = tf.fill(tf.array(hiddenSize), tf.constant(0f)); // [H]
    }

    static Segments build(PackedCall packed) {
      Segments segments = new Segments(packed);
      List<Packing.Segment> all = packed.packing().segments();
      if (all.size() == 1) {
        segments.run(
            all.get(0),
            packed.input(),
            packed.initial().parts().get(0),
            packed.initial().parts().get(1));
      } else {
        segments.runAll(all);
      }
      return segments;
    }

    /** Returns h after every step, [S, H], one output for each segment. */
    List<Operand<TFloat32>> hidden() {
      return parts(BlockLSTM::h);
    }

    /** Returns c after every step, [S, H], one output for each segment. */
    List<Operand<TFloat32>> cell() {
      return parts(BlockLSTM::cs);
    }

    /** Returns the activations for the backward pass. */
    LstmBackward.Gates gates() {
      return new LstmBackward.Gates(
          concatenated(BlockLSTM::i),
          concatenated(BlockLSTM::f),
          concatenated(BlockLSTM::ci),
          concatenated(BlockLSTM::o),
          concatenated(BlockLSTM::co));
    }

    /** Concatenates one of BlockLSTM's outputs over all segments, [S, H]. */
    private Operand<TFloat32> concatenated(Function<BlockLSTM<TFloat32>, Output<TFloat32>> output) {
      return packed.packing().concatenated(parts(output));
    }

    private List<Operand<TFloat32>> parts(Function<BlockLSTM<TFloat32>, Output<TFloat32>> output) {
      List<Operand<TFloat32>> all = new ArrayList<>();
      blocks.forEach(block -> all.add(flat(output.apply(block))));
      return all;
    }

    private void runAll(List<Packing.Segment> all) {
      Operand<TFloat32> h = packed.initial().parts().get(0);
      Operand<TFloat32> c = packed.initial().parts().get(1);
      Operand<TInt32> begin = tf.array(0, 0);
      for (Packing.Segment segment : all) {
        Operand<TFloat32> x =
            tf.slice(packed.input(), segment.begin(), segment.size()); // [steps · rows, I]
        BlockLSTM<TFloat32> block =
            run(
                segment,
                x,
                tf.slice(h, begin, segment.stateSize()), // [rows, H]
                tf.slice(c, begin, segment.stateSize()));
        h = flat(block.h());
        c = flat(block.cs());
        begin = segment.lastBegin();
      }
    }

    private BlockLSTM<TFloat32> run(
        Packing.Segment segment, Operand<TFloat32> x, Operand<TFloat32> h, Operand<TFloat32> c) {
      BlockLSTM<TFloat32> block =
          tf.nn.blockLSTM(
              segment.steps(),
              tf.reshape(
                  x, tf.concat(List.of(segment.shape(), tf.array(inputSize)), tf.constant(0))),
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

    /** Reshapes one of BlockLSTM's outputs to [steps · rows, H]. */
    private Operand<TFloat32> flat(Operand<TFloat32> output) {
      return tf.reshape(output, tf.array(-1, hiddenSize));
    }
  }
}
