package org.tributary.tagger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.kernel.Purpose;
import org.tributary.layer.CostModel;
import org.tributary.layer.Dropout;
import org.tributary.layer.InputProjection;
import org.tributary.layer.PaddingChoice;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RecurrentLayer;
import org.tributary.layer.RecurrentRun;
import org.tributary.layer.SkipConnection;
import org.tributary.param.ParameterSpec;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.sequence.SequenceLengths;

/**
 * A tagger's encoder: stacked recurrent layers with dropout and skip connections. Without skip
 * connections it is a single {@link Recurrent} of all layers, with PyTorch's parameter names. With
 * them it is one Recurrent per layer ({@code lstm.0.weight_ih_l0}) and the parameters of the
 * connections ({@code lstm.1.highway.weight}).
 *
 * @param definition the encoder's definition
 * @param inputSize I, the encoder's input size
 * @param dropout the probability of the tagger's elementwise dropout between layers
 */
record RecurrentStack(EncoderDefinition definition, int inputSize, double dropout) {

  /** A block of the stack: its layers, its parameter prefix and the skip connection around it. */
  private record Block(Recurrent recurrent, String prefix, SkipConnection connection) {
    String connectionPrefix() {
      return prefix + ".highway";
    }
  }

  /** Returns the encoder's output size, D·H. */
  int outputSize() {
    return recurrent(inputSize).outputSize();
  }

  /** Returns the inference cost of {@code positions} steps; see {@link CostModel#of}. */
  long cost(long positions) {
    return CostModel.of(all(), Purpose.INFERENCE, positions);
  }

  /** Returns the faster padding strategy for training; see {@link PaddingChoice#of}. */
  PaddingStrategy paddingStrategy(long computed, long needed) {
    return PaddingChoice.of(all(), Purpose.TRAINING, computed, needed);
  }

  /** Returns all parameters, in order. */
  List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (Block block : blocks()) {
      block.recurrent().parameters().forEach(p -> specs.add(p.within(block.prefix())));
      block
          .connection()
          .parameters(block.recurrent().outputSize())
          .forEach(p -> specs.add(p.within(block.connectionPrefix())));
    }
    return specs;
  }

  /** Returns whether a parameter multiplies the encoder's input; axis 1 then has the input size. */
  boolean multipliesInput(String parameter) {
    String first = blocks().get(0).prefix() + ".weight_ih_l0";
    return parameter.equals(first) || parameter.equals(first + "_reverse");
  }

  private List<Block> blocks() {
    String prefix = definition.cell().prefix();
    if (definition.connection() == SkipConnection.NONE) {
      Recurrent withDropout =
          definition.lockedDropout() > 0
              ? all().lockedDropout(definition.lockedDropout())
              : all().dropout(dropout);
      return List.of(new Block(withDropout, prefix, SkipConnection.NONE));
    }
    List<Block> blocks = new ArrayList<>();
    for (int layer = 0; layer < definition.layers(); layer++) {
      blocks.add(
          new Block(
              recurrent(layer == 0 ? inputSize : outputSize()),
              prefix + "." + layer,
              layer == 0 ? SkipConnection.NONE : definition.connection()));
    }
    return blocks;
  }

  /** Returns all layers without dropout between them. */
  private Recurrent all() {
    return recurrent(inputSize).layers(definition.layers());
  }

  /** Returns one layer. */
  private Recurrent recurrent(int layerInputSize) {
    Recurrent layer = definition.cell().builder(layerInputSize).hidden(definition.hiddenSize());
    Recurrent directed = definition.bothDirections() ? layer.bidirectional() : layer;
    return directed.recurrentDropout(definition.recurrentDropout());
  }

  /** Returns the size of a step's {@link #inputProjection}. */
  int projectionSize() {
    return InputProjection.size(blocks().get(0).recurrent());
  }

  /**
   * Returns the first layer's {@link InputProjection} of {@code x}, [M, I]: [M, {@link
   * #projectionSize}].
   */
  Operand<TFloat32> inputProjection(
      Ops tf, Function<String, Operand<TFloat32>> weights, Operand<TFloat32> x) {
    Block first = blocks().get(0);
    return InputProjection.of(
        tf, first.recurrent(), name -> weights.apply(first.prefix() + "." + name), x);
  }

  /**
   * Adds an inference pass over precomputed input projections to the graph; see {@link
   * RecurrentLayer#runProjected}.
   *
   * @param projections the projections of distinct steps, [M, {@link #projectionSize}]
   * @param rows the row of {@code projections} for each step, [L, N, 1]
   * @return the encoder's output, [L, N, D·H]
   */
  Operand<TFloat32> runOnProjections(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> projections,
      Operand<TInt32> rows,
      SequenceLengths lengths) {
    RecurrentRun bottom =
        layer(tf, weights, blocks().get(0), Purpose.INFERENCE)
            .runProjected(projections, rows, lengths);
    return upper(tf, weights, Optional.empty(), bottom, lengths, Dropout.off(), Purpose.INFERENCE)
        .output();
  }

  private static RecurrentLayer layer(
      Ops tf, Function<String, Operand<TFloat32>> weights, Block block, Purpose purpose) {
    RecurrentLayer layer =
        new RecurrentLayer(
            tf, block.recurrent(), name -> weights.apply(block.prefix() + "." + name));
    return purpose == Purpose.INFERENCE ? layer.forInference() : layer;
  }

  /**
   * Adds the forward pass to the graph.
   *
   * @param weights the parameters by name
   * @param input the encoder's input, [L, N, I]
   * @param masks the source of dropout masks
   * @param purpose training if {@link Forward#backward} will be called
   */
  Forward run(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> input,
      SequenceLengths lengths,
      Dropout masks,
      Purpose purpose) {
    Optional<Operand<TFloat32>> inputMask = lockedMask(masks, input);
    RecurrentRun bottom =
        layer(tf, weights, blocks().get(0), purpose)
            .run(sized(tf, masked(tf, input, inputMask), inputSize), lengths, masks);
    return upper(tf, weights, inputMask, bottom, lengths, masks, purpose);
  }

  /** Adds the blocks above the first one, which has no skip connection. */
  private Forward upper(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Optional<Operand<TFloat32>> inputMask,
      RecurrentRun bottom,
      SequenceLengths lengths,
      Dropout masks,
      Purpose purpose) {
    List<BuiltBlock> built = new ArrayList<>();
    Operand<TFloat32> below = bottom.output();
    built.add(
        new BuiltBlock(
            blocks().get(0),
            Optional.empty(),
            bottom,
            SkipConnection.NONE.run(tf, below, below, Map.of())));
    for (Block block : blocks().subList(1, blocks().size())) {
      Optional<Operand<TFloat32>> mask = maskBetween(masks, below);
      RecurrentRun run =
          layer(tf, weights, block, purpose)
              .run(
                  sized(tf, masked(tf, below, mask), block.recurrent().inputSize()),
                  lengths,
                  masks);
      Map<String, Operand<TFloat32>> connectionWeights = new LinkedHashMap<>();
      block
          .connection()
          .parameters(block.recurrent().outputSize())
          .forEach(
              p ->
                  connectionWeights.put(
                      p.name(), weights.apply(block.connectionPrefix() + "." + p.name())));
      SkipConnection.Run skip = block.connection().run(tf, below, run.output(), connectionWeights);
      built.add(new BuiltBlock(block, mask, run, skip));
      below = sized(tf, skip.output(), outputSize());
    }
    Optional<Operand<TFloat32>> outputMask = lockedMask(masks, below);
    return new Forward(tf, inputMask, built, outputMask, masked(tf, below, outputMask));
  }

  private Optional<Operand<TFloat32>> maskBetween(Dropout masks, Operand<TFloat32> x) {
    return definition.lockedDropout() > 0 ? lockedMask(masks, x) : masks.mask(x, dropout);
  }

  private Optional<Operand<TFloat32>> lockedMask(Dropout masks, Operand<TFloat32> x) {
    return masks.lockedMask(x, definition.lockedDropout());
  }

  private static Operand<TFloat32> masked(
      Ops tf, Operand<TFloat32> x, Optional<Operand<TFloat32>> mask) {
    return mask.<Operand<TFloat32>>map(m -> tf.math.mul(x, m)).orElse(x);
  }

  /** Returns x with its static last dimension restored, [L, N, size]. */
  private static Operand<TFloat32> sized(Ops tf, Operand<TFloat32> x, int size) {
    boolean known = !x.shape().isUnknown() && x.shape().get(2) == size;
    return known ? x : tf.ensureShape(x, Shape.of(-1, -1, size));
  }

  private record BuiltBlock(
      Block block, Optional<Operand<TFloat32>> mask, RecurrentRun run, SkipConnection.Run skip) {}

  /**
   * The gradients of the encoder.
   *
   * @param input the gradient with respect to the input, [L, N, I]
   * @param parameters the gradients with respect to the parameters, by name
   */
  record Gradients(Operand<TFloat32> input, Map<String, Operand<TFloat32>> parameters) {}

  /** A forward pass of the encoder in a graph, with its backward pass. */
  static final class Forward {
    private final Ops tf;
    private final Optional<Operand<TFloat32>> inputMask;
    private final List<BuiltBlock> built;
    private final Optional<Operand<TFloat32>> outputMask;
    private final Operand<TFloat32> output;

    private Forward(
        Ops tf,
        Optional<Operand<TFloat32>> inputMask,
        List<BuiltBlock> built,
        Optional<Operand<TFloat32>> outputMask,
        Operand<TFloat32> output) {
      this.tf = tf;
      this.inputMask = inputMask;
      this.built = built;
      this.outputMask = outputMask;
      this.output = output;
    }

    /** Returns the encoder's output, [L, N, D·H]. */
    Operand<TFloat32> output() {
      return output;
    }

    /**
     * Adds the backward pass to the graph.
     *
     * @param gradient the upstream gradient of {@link #output}, zero in the padding
     */
    Gradients backward(Operand<TFloat32> gradient) {
      Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
      Operand<TFloat32> upstream = masked(tf, gradient, outputMask);
      for (int k = built.size() - 1; k >= 0; k--) {
        BuiltBlock at = built.get(k);
        SkipConnection.Gradients skip = at.skip().backward().of(upstream);
        RecurrentRun.Gradients run = at.run().backward(skip.layer());
        run.parameters().forEach((name, g) -> parameters.put(at.block().prefix() + "." + name, g));
        skip.parameters()
            .forEach((name, g) -> parameters.put(at.block().connectionPrefix() + "." + name, g));
        Operand<TFloat32> through = masked(tf, run.input(), at.mask());
        upstream =
            at.block().connection() == SkipConnection.NONE
                ? through
                : tf.math.add(through, skip.input());
      }
      return new Gradients(masked(tf, upstream, inputMask), parameters);
    }
  }
}
