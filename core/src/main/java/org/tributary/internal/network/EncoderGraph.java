package org.tributary.internal.network;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.layer.Dropout;
import org.tributary.graph.layer.RecurrentForward;
import org.tributary.graph.layer.RecurrentLayer;
import org.tributary.graph.sequence.SequenceLengths;
import org.tributary.kernel.Forward;
import org.tributary.kernel.Gradients;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The encoder of a tagger in a graph: recurrent layers, with the tagger's dropout before and locked
 * dropout before and after them. T is the number of time steps, N of rows.
 */
final class EncoderGraph {
  private final Ops tf;
  private final TaggerDefinition definition;
  private final Function<String, Operand<TFloat32>> weights;

  /**
   * @param weights the tagger's parameters by name
   */
  EncoderGraph(Ops tf, TaggerDefinition definition, Function<String, Operand<TFloat32>> weights) {
    this.tf = tf;
    this.definition = definition;
    this.weights = name -> weights.apply(parameterName(name));
  }

  private String parameterName(String name) {
    return definition.encoderName() + "." + name;
  }

  /** Adds an inference pass over {@code x} [T, N, I]; returns the output, [T, N, D·P]. */
  Operand<TFloat32> infer(Operand<TFloat32> x, SequenceLengths lengths) {
    return new RecurrentLayer(tf, definition.encoder(), weights)
        .forInference()
        .forward(sized(x), lengths, Dropout.off())
        .output();
  }

  /**
   * Adds the forward pass for training over {@code input} [T, N, I]. Its output is [T, N, D·P]; its
   * gradients with respect to the parameters have the tagger's names. The order of the masks
   * decides their random numbers.
   */
  Forward<TFloat32, Operand<TFloat32>, Gradients<Operand<TFloat32>>> run(
      Operand<TFloat32> input, SequenceLengths lengths, Dropout dropout) {
    Optional<Operand<TFloat32>> mask = dropout.mask(input, definition.dropout());
    Operand<TFloat32> dropped = masked(input, mask);
    Optional<Operand<TFloat32>> lockedMask = lockedMask(dropout, dropped);
    RecurrentForward layers =
        new RecurrentLayer(tf, definition.encoderWithDropout(), weights)
            .forBackward()
            .forward(sized(masked(dropped, lockedMask)), lengths, dropout);
    Optional<Operand<TFloat32>> lockedOutputMask = lockedMask(dropout, layers.output());
    return Forward.of(
        masked(layers.output(), lockedOutputMask),
        gradient -> {
          Gradients<Operand<TFloat32>> gradients =
              layers.backward(masked(gradient, lockedOutputMask));
          return new Gradients<>(
                  masked(masked(gradients.input(), lockedMask), mask),
                  gradients.initial(),
                  inNormOrder(gradients.parameters()))
              .renamed(this::parameterName);
        });
  }

  private Optional<Operand<TFloat32>> lockedMask(Dropout dropout, Operand<TFloat32> x) {
    return dropout.lockedMask(x, definition.lockedDropout());
  }

  private Operand<TFloat32> masked(Operand<TFloat32> x, Optional<Operand<TFloat32>> mask) {
    return mask.<Operand<TFloat32>>map(m -> tf.math.mul(x, m)).orElse(x);
  }

  /** Returns the encoder's input with its static last dimension restored, [T, N, I]. */
  private Operand<TFloat32> sized(Operand<TFloat32> x) {
    int size = definition.encoder().inputSize();
    boolean known = !x.shape().isUnknown() && x.shape().get(2) == size;
    return known ? x : tf.ensureShape(x, Shape.of(-1, -1, size));
  }

  /**
   * Returns gradients in the order in which the global norm sums them, which decides its rounding:
   * with skip connections from the top layer to the lowest.
   */
  private Map<String, Operand<TFloat32>> inNormOrder(Map<String, Operand<TFloat32>> gradients) {
    Recurrent encoder = definition.encoder();
    if (encoder.skipConnection().isIdentity()) {
      return gradients;
    }
    Map<String, Operand<TFloat32>> ordered = new LinkedHashMap<>();
    for (int layers = encoder.layers(); layers > 0; layers--) {
      int below = layers == 1 ? 0 : encoder.layers(layers - 1).parameters().size();
      encoder.layers(layers).parameters().stream()
          .skip(below)
          .forEach(p -> ordered.put(p.name(), gradients.get(p.name())));
    }
    return ordered;
  }
}
