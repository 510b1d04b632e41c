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
 * A tagger's encoder as layers with what stands between them. Without connections it is one {@link
 * Recurrent} of all layers, with PyTorch's names; with them, one Recurrent a layer ({@code
 * lstm.0.weight_ih_l0}), and the connections' parameters beside ({@code lstm.1.highway.weight}).
 *
 * @param definition what was defined
 * @param inputSize I, the size of what the encoder reads
 * @param dropout the tagger's, for every element by itself between layers
 */
record RecurrentStack(EncoderDefinition definition, int inputSize, double dropout) {

  /** One of the stacked parts: its definition, where its names begin, the connection past it. */
  private record Part(Recurrent recurrent, String prefix, SkipConnection connection) {
    String connectionPrefix() {
      return prefix + ".highway";
    }
  }

  /** The size of what the encoder gives. */
  int outputSize() {
    return recurrent(inputSize).outputSize();
  }

  /** As {@link CostModel#of}, for inference. */
  long work(long positions) {
    return CostModel.of(all(), Purpose.INFERENCE, positions);
  }

  /** As {@link PaddingChoice#of}, for training. */
  PaddingStrategy rowLengths(long computed, long needed) {
    return PaddingChoice.of(all(), Purpose.TRAINING, computed, needed);
  }

  /** Every parameter, in order. */
  List<ParameterSpec> parameters() {
    List<ParameterSpec> specs = new ArrayList<>();
    for (Part part : parts()) {
      part.recurrent().parameters().forEach(p -> specs.add(p.within(part.prefix())));
      part.connection()
          .parameters(part.recurrent().outputSize())
          .forEach(p -> specs.add(p.within(part.connectionPrefix())));
    }
    return specs;
  }

  /** Whether a parameter multiplies what the encoder reads, the size of which is its axis 1. */
  boolean isOfInput(String parameter) {
    String first = parts().get(0).prefix() + ".weight_ih_l0";
    return parameter.equals(first) || parameter.equals(first + "_reverse");
  }

  private List<Part> parts() {
    String prefix = definition.cell().prefix();
    if (definition.connection() == SkipConnection.NONE) {
      Recurrent dropping =
          definition.lockedDropout() > 0
              ? all().lockedDropout(definition.lockedDropout())
              : all().dropout(dropout);
      return List.of(new Part(dropping, prefix, SkipConnection.NONE));
    }
    List<Part> parts = new ArrayList<>();
    for (int layer = 0; layer < definition.layers(); layer++) {
      parts.add(
          new Part(
              recurrent(layer == 0 ? inputSize : outputSize()),
              prefix + "." + layer,
              layer == 0 ? SkipConnection.NONE : definition.connection()));
    }
    return parts;
  }

  /** The layers, without what stands between them. */
  private Recurrent all() {
    return recurrent(inputSize).layers(definition.layers());
  }

  /** One layer. */
  private Recurrent recurrent(int reads) {
    Recurrent layer = definition.cell().reading(reads).hidden(definition.hiddenSize());
    Recurrent directed = definition.bothDirections() ? layer.bidirectional() : layer;
    return directed.recurrentDropout(definition.recurrentDropout());
  }

  /** How many products the first layer has of one step's input; see {@link #products}. */
  int productSize() {
    return InputProjection.size(parts().get(0).recurrent());
  }

  /** The first layer's {@link InputProjection}, [D, {@link #productSize}] of {@code x} [D, I]. */
  Operand<TFloat32> products(
      Ops tf, Function<String, Operand<TFloat32>> weights, Operand<TFloat32> x) {
    Part first = parts().get(0);
    return InputProjection.of(
        tf, first.recurrent(), name -> weights.apply(first.prefix() + "." + name), x);
  }

  /**
   * Places the forward pass for inference over inputs of which the products are known; see {@link
   * RecurrentLayer#runOn}.
   *
   * @param products [D, {@link #productSize}]
   * @param rows [L, N, 1]
   * @return [L, N, D·H]
   */
  Operand<TFloat32> runOn(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> products,
      Operand<TInt32> rows,
      SequenceLengths lengths) {
    RecurrentRun bottom =
        layer(tf, weights, parts().get(0), Purpose.INFERENCE).runOn(products, rows, lengths);
    return above(tf, weights, Optional.empty(), bottom, lengths, Dropout.off(), Purpose.INFERENCE)
        .output();
  }

  private static RecurrentLayer layer(
      Ops tf, Function<String, Operand<TFloat32>> weights, Part part, Purpose purpose) {
    RecurrentLayer layer =
        new RecurrentLayer(tf, part.recurrent(), name -> weights.apply(part.prefix() + "." + name));
    return purpose == Purpose.INFERENCE ? layer.forInference() : layer;
  }

  /**
   * Places the forward pass.
   *
   * @param weights gives each parameter by its name
   * @param input [L, N, I]
   * @param purpose whether {@link Run#backward} will be called
   */
  Run run(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> input,
      SequenceLengths lengths,
      Dropout dropping,
      Purpose purpose) {
    Optional<Operand<TFloat32>> first = lockedMask(dropping, input);
    RecurrentRun bottom =
        layer(tf, weights, parts().get(0), purpose)
            .run(sized(tf, masked(tf, input, first), inputSize), lengths, dropping);
    return above(tf, weights, first, bottom, lengths, dropping, purpose);
  }

  /** Places what stands above the first part, which has no connection. */
  private Run above(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Optional<Operand<TFloat32>> first,
      RecurrentRun bottom,
      SequenceLengths lengths,
      Dropout dropping,
      Purpose purpose) {
    List<Placed> placed = new ArrayList<>();
    Operand<TFloat32> below = bottom.output();
    placed.add(
        new Placed(
            parts().get(0),
            Optional.empty(),
            bottom,
            SkipConnection.NONE.run(tf, below, below, Map.of())));
    for (Part part : parts().subList(1, parts().size())) {
      Optional<Operand<TFloat32>> mask = maskBetween(dropping, below);
      RecurrentRun run =
          layer(tf, weights, part, purpose)
              .run(
                  sized(tf, masked(tf, below, mask), part.recurrent().inputSize()),
                  lengths,
                  dropping);
      Map<String, Operand<TFloat32>> connecting = new LinkedHashMap<>();
      part.connection()
          .parameters(part.recurrent().outputSize())
          .forEach(
              p ->
                  connecting.put(
                      p.name(), weights.apply(part.connectionPrefix() + "." + p.name())));
      SkipConnection.Run past = part.connection().run(tf, below, run.output(), connecting);
      placed.add(new Placed(part, mask, run, past));
      below = sized(tf, past.output(), outputSize());
    }
    Optional<Operand<TFloat32>> last = lockedMask(dropping, below);
    return new Run(tf, first, placed, last, masked(tf, below, last));
  }

  private Optional<Operand<TFloat32>> maskBetween(Dropout dropping, Operand<TFloat32> x) {
    return definition.lockedDropout() > 0 ? lockedMask(dropping, x) : dropping.mask(x, dropout);
  }

  private Optional<Operand<TFloat32>> lockedMask(Dropout dropping, Operand<TFloat32> x) {
    return dropping.lockedMask(x, definition.lockedDropout());
  }

  private static Operand<TFloat32> masked(
      Ops tf, Operand<TFloat32> x, Optional<Operand<TFloat32>> mask) {
    return mask.<Operand<TFloat32>>map(m -> tf.math.mul(x, m)).orElse(x);
  }

  /** [L, N, size]: tells the graph a size that it lost sight of. */
  private static Operand<TFloat32> sized(Ops tf, Operand<TFloat32> x, int size) {
    boolean known = !x.shape().isUnknown() && x.shape().get(2) == size;
    return known ? x : tf.ensureShape(x, Shape.of(-1, -1, size));
  }

  private record Placed(
      Part part, Optional<Operand<TFloat32>> mask, RecurrentRun run, SkipConnection.Run past) {}

  /**
   * Gradients to what the encoder was given.
   *
   * @param input [L, N, I]
   * @param parameters by name
   */
  record Gradients(Operand<TFloat32> input, Map<String, Operand<TFloat32>> parameters) {}

  /** The encoder in a graph, and the way back. */
  static final class Run {
    private final Ops tf;
    private final Optional<Operand<TFloat32>> first;
    private final List<Placed> placed;
    private final Optional<Operand<TFloat32>> last;
    private final Operand<TFloat32> output;

    private Run(
        Ops tf,
        Optional<Operand<TFloat32>> first,
        List<Placed> placed,
        Optional<Operand<TFloat32>> last,
        Operand<TFloat32> output) {
      this.tf = tf;
      this.first = first;
      this.placed = placed;
      this.last = last;
      this.output = output;
    }

    /** What the encoder gives, [L, N, D·H]. */
    Operand<TFloat32> output() {
      return output;
    }

    /**
     * Places the backward pass.
     *
     * @param gradient to {@link #output}, zero in the padding
     */
    Gradients backward(Operand<TFloat32> gradient) {
      Map<String, Operand<TFloat32>> parameters = new LinkedHashMap<>();
      Operand<TFloat32> above = masked(tf, gradient, last);
      for (int k = placed.size() - 1; k >= 0; k--) {
        Placed at = placed.get(k);
        SkipConnection.Gradients past = at.past().backward().of(above);
        RecurrentRun.Gradients run = at.run().backward(past.layer());
        run.parameters().forEach((name, g) -> parameters.put(at.part().prefix() + "." + name, g));
        past.parameters()
            .forEach((name, g) -> parameters.put(at.part().connectionPrefix() + "." + name, g));
        Operand<TFloat32> through = masked(tf, run.input(), at.mask());
        above =
            at.part().connection() == SkipConnection.NONE
                ? through
                : tf.math.add(through, past.input());
      }
      return new Gradients(masked(tf, above, first), parameters);
    }
  }
}
