package org.tributary.graph.tagger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterEncoder;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.CharacterPooling;
import org.tributary.graph.Dropout;
import org.tributary.graph.Forward;
import org.tributary.graph.Gradients;
import org.tributary.graph.OutputGradients;
import org.tributary.graph.RecurrentForward;
import org.tributary.graph.RecurrentLayer;
import org.tributary.graph.SequenceLengths;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.CustomGradient;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterSpec;

/** Encoders of characters in a graph. */
public final class CharacterEncoders {
  /** A value below every output, for padding that the maximum must not choose. */
  private static final float EXCLUDED = -1e30f;

  private CharacterEncoders() {}

  /**
   * Adds the forward pass of an encoder to the graph; see {@link GraphCharacterEncoder#forward}.
   *
   * @throws IllegalArgumentException if it is neither of the library nor one for graphs
   */
  public static Forward<Gradients<Operand<TFloat32>>> forward(
      CharacterEncoder encoder,
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths) {
    NullChecks.require("encoder", "one of characters", encoder);
    if (encoder instanceof GraphCharacterEncoder own) {
      return own.forward(tf, weights, embedded, lengths);
    }
    if (encoder instanceof CharacterLstm lstm) {
      return lstm(lstm, tf, weights, embedded, lengths);
    }
    if (encoder instanceof CharacterCnn cnn) {
      return cnn(cnn, tf, weights, embedded, lengths);
    }
    throw Graphs.withoutOperations("character encoder", encoder, "GraphCharacterEncoder");
  }

  /**
   * Adds the encoder to a graph of your own. TensorFlow differentiates it with respect to the
   * character vectors and the weights by the backward pass of the encoder.
   *
   * @param weights the encoder's parameters by name
   * @param embedded the character vectors, [L, W, E], E known, zero in the padding
   * @param lengths the lengths of the words
   * @return the word vectors, [W, S], zero for a word of length 0
   */
  public static Operand<TFloat32> encode(
      CharacterEncoder encoder,
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths) {
    ShapeCheck.require("embedded", embedded, "[L, W, E] (characters, words, size)", -1, -1, -1);
    if (CustomGradient.unsupported().isPresent()) {
      return forward(encoder, tf, weights, embedded, lengths)
          .output(); // addGradients refuses what it cannot
    }
    int size = Math.toIntExact(embedded.shape().get(2));
    List<String> names = encoder.parameters(size).stream().map(ParameterSpec::name).toList();
    List<Operand<TFloat32>> inputs = new ArrayList<>(List.of(embedded));
    names.forEach(name -> inputs.add(weights.apply(name)));
    return CustomGradient.of(
            tf,
            "characters",
            inputs,
            copies -> {
              var run =
                  forward(
                      encoder,
                      tf,
                      name -> copies.get(1 + names.indexOf(name)),
                      copies.get(0),
                      lengths);
              return new CustomGradient.Pass(
                  List.of(run.output()),
                  upstream -> {
                    var gradients = run.backward(upstream.get(0).orElseThrow());
                    List<Operand<TFloat32>> all = new ArrayList<>(List.of(gradients.input()));
                    names.forEach(name -> all.add(gradients.parameter(name)));
                    return all;
                  });
            })
        .get(0);
  }

  private static Forward<Gradients<Operand<TFloat32>>> lstm(
      CharacterLstm encoder,
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths) {
    Graphs.of(tf);
    ShapeCheck.require("embedded", embedded, "[L, W, E] (characters, words, size)", -1, -1, -1);
    Recurrent definition = encoder.recurrent(Math.toIntExact(embedded.shape().get(2)));
    RecurrentForward run =
        new RecurrentLayer(tf, definition, name -> weights.apply(CharacterLstm.PREFIX + name))
            .forBackward()
            .forward(embedded, lengths, Dropout.off());
    return encoder.pooling() == CharacterPooling.MAX
        ? maxPooled(tf, run, lengths)
        : finalHidden(tf, encoder.hiddenSize(), run);
  }

  private static Forward<Gradients<Operand<TFloat32>>> finalHidden(
      Ops tf, int hiddenSize, RecurrentForward run) {
    Operand<TFloat32> output =
        tf.concat(
            List.of(run.finalStates().get(0).hidden(), run.finalStates().get(1).hidden()),
            tf.constant(1)); // [W, 2·H]
    return new Forward<>(
        output,
        gradient -> {
          Operand<TFloat32> hidden =
              tf.stack(
                  List.of(
                      half(tf, gradient, hiddenSize, 0),
                      half(tf, gradient, hiddenSize, 1))); // [2, W, H]
          return run.backward(OutputGradients.<Operand<TFloat32>>none().hidden(hidden))
              .renamed(CharacterLstm.PREFIX::concat);
        });
  }

  private static Forward<Gradients<Operand<TFloat32>>> maxPooled(
      Ops tf, RecurrentForward run, SequenceLengths lengths) {
    var pooled =
        Forward.differentiated(
            tf, maxPooled(tf, run.output(), lengths), run.output(), Map.of()); // [W, 2·H]
    return new Forward<>(
        pooled.output(),
        gradient ->
            run.backward(pooled.backward(gradient).input()).renamed(CharacterLstm.PREFIX::concat));
  }

  private static Operand<TFloat32> half(
      Ops tf, Operand<TFloat32> both, int hiddenSize, int direction) {
    return tf.slice(both, tf.array(0, direction * hiddenSize), tf.array(-1, hiddenSize));
  }

  private static Forward<Gradients<Operand<TFloat32>>> cnn(
      CharacterCnn encoder,
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths) {
    Graphs.of(tf);
    ShapeCheck.require("embedded", embedded, "[L, W, E] (characters, words, size)", -1, -1, -1);
    Operand<TFloat32> checked = lengths.checked(embedded);
    Map<String, Operand<TFloat32>> parameters =
        ShapeCheck.parameters(
            encoder.parameters(Math.toIntExact(embedded.shape().get(2))),
            "characters of this size",
            weights);
    List<Operand<TFloat32>> pooled = new ArrayList<>();
    for (int width : encoder.widths()) {
      Operand<TFloat32> scores =
          scores(
              tf,
              checked,
              width,
              parameters.get("cnn" + width + ".weight"),
              parameters.get("cnn" + width + ".bias"),
              lengths);
      pooled.add(maxPooled(tf, scores, lengths)); // [W, F]
    }
    Operand<TFloat32> all = pooled.size() == 1 ? pooled.get(0) : tf.concat(pooled, tf.constant(1));
    return Forward.differentiated(tf, tf.math.tanh(all), embedded, parameters); // [W, S]
  }

  /** Returns the output of each filter at each character, [L, W, F]. */
  private static Operand<TFloat32> scores(
      Ops tf,
      Operand<TFloat32> embedded,
      int width,
      Operand<TFloat32> weight,
      Operand<TFloat32> bias,
      SequenceLengths lengths) {
    int size = Math.toIntExact(embedded.shape().get(2));
    int before = (width - 1) / 2;
    int[][] paddings = {{before, width - 1 - before}, {0, 0}, {0, 0}};
    Operand<TFloat32> padded =
        tf.pad(
            embedded,
            tf.constant(StdArrays.ndCopyOf(paddings)),
            tf.constant(0f)); // [L + k - 1, W, E]
    List<Operand<TFloat32>> shifted = new ArrayList<>();
    for (int offset = 0; offset < width; offset++) {
      shifted.add(
          tf.slice(
              padded,
              tf.array(offset, 0, 0),
              tf.stack(List.of(lengths.steps(), lengths.rows(), tf.constant(size)))));
    }
    Operand<TFloat32> windows =
        width == 1 ? shifted.get(0) : tf.concat(shifted, tf.constant(2)); // [L, W, k·E]
    Operand<TFloat32> matrix =
        tf.reshape(
            tf.linalg.transpose(weight, tf.array(0, 2, 1)),
            tf.array(Math.toIntExact(weight.shape().get(0)), width * size)); // [F, k·E]
    Operand<TFloat32> flat = tf.reshape(windows, tf.array(-1, width * size)); // [L·W, k·E]
    Operand<TFloat32> scores =
        tf.nn.biasAdd(tf.linalg.matMul(flat, matrix, MatMul.transposeB(true)), bias);
    return tf.reshape(
        scores,
        tf.stack(
            List.of(
                lengths.steps(),
                lengths.rows(),
                tf.constant(Math.toIntExact(weight.shape().get(0))))));
  }

  /**
   * Adds the pooling to the graph. TensorFlow can differentiate it; if several characters share the
   * maximum, each gets an equal share of the gradient.
   *
   * @param values [L, W, S], finite, also in the padding
   * @param lengths the lengths of the words
   * @return [W, S]; zero for a word of length 0
   */
  private static Operand<TFloat32> maxPooled(
      Ops tf, Operand<TFloat32> values, SequenceLengths lengths) {
    Operand<TFloat32> valid = lengths.valid(TFloat32.class); // [L, W, 1]
    Operand<TFloat32> excluded =
        tf.math.mul(tf.math.sub(tf.constant(1f), valid), tf.constant(EXCLUDED)); // [L, W, 1]
    Operand<TFloat32> isNonEmpty = tf.max(valid, tf.constant(0)); // [W, 1]
    return tf.math.mul(tf.max(tf.math.add(values, excluded), tf.constant(0)), isNonEmpty);
  }
}
