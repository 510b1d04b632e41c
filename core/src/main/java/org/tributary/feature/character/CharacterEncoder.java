package org.tributary.feature.character;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.Input;
import org.tributary.internal.graph.Boundary;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.kernel.Forward;
import org.tributary.kernel.Gradients;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.sequence.SequenceLengths;

/** An encoder of a word's character vectors into one vector. */
public interface CharacterEncoder {

  /** Returns S, the size of a word's vector. */
  int outputSize();

  /** Returns the parameters for character vectors of {@code size}, without the input's name. */
  List<ParameterSpec> parameters(int size);

  /**
   * Adds the forward pass to the graph. TensorFlow may not be able to differentiate its output
   * alone: see {@link #encode}.
   *
   * @param weights the encoder's parameters by name
   * @param embedded the character vectors, [L, W, E], zero in the padding
   * @param lengths the lengths of the words
   * @return the forward pass: its output is the word vectors, [W, S], zero for a word of length 0;
   *     the gradient with respect to its input, the character vectors, may be anything in the
   *     padding
   */
  Forward<TFloat32, Operand<TFloat32>, Gradients<Operand<TFloat32>>> forward(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths);

  /**
   * Adds the encoder to a graph of your own. TensorFlow differentiates it with respect to the
   * character vectors and the weights by the backward pass of {@link #forward}.
   *
   * @param weights the encoder's parameters by name
   * @param embedded the character vectors, [L, W, E], E known, zero in the padding
   * @param lengths the lengths of the words
   * @return the word vectors, [W, S], zero for a word of length 0
   */
  default Operand<TFloat32> encode(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths) {
    ShapeCheck.require("embedded", embedded, "[L, W, E] (characters, words, size)", -1, -1, -1);
    if (Boundary.obstacle().isPresent()) {
      return forward(tf, weights, embedded, lengths)
          .output(); // addGradients refuses what it cannot
    }
    int size = Math.toIntExact(embedded.shape().get(2));
    List<String> names = parameters(size).stream().map(ParameterSpec::name).toList();
    List<Operand<TFloat32>> inputs = new ArrayList<>(List.of(embedded));
    names.forEach(name -> inputs.add(weights.apply(name)));
    List<Forward<TFloat32, Operand<TFloat32>, Gradients<Operand<TFloat32>>>> forward =
        new ArrayList<>();
    return Boundary.of(
            tf,
            "characters",
            inputs,
            copies -> {
              forward.add(
                  forward(tf, name -> copies.get(1 + names.indexOf(name)), copies.get(0), lengths));
              return List.of(forward.get(0).output());
            },
            upstream -> {
              Gradients<Operand<TFloat32>> gradients =
                  forward.get(0).backward(upstream.get(0).orElseThrow());
              List<Operand<TFloat32>> all = new ArrayList<>(List.of(gradients.input()));
              names.forEach(name -> all.add(gradients.parameter(name)));
              return all;
            })
        .get(0);
  }

  /**
   * Returns an implementation in plain Java for predictions; empty, the default, if there is none:
   * a tagger with this encoder then predicts in a TensorFlow graph.
   *
   * @param table the character vectors, [V, E]
   * @param weights the values of each of {@link #parameters}, by name
   */
  default Optional<CharacterInference> inference(
      FloatTensor table, Function<String, FloatTensor> weights) {
    return Optional.empty();
  }

  /**
   * Returns all settings; see {@link Input#settings}. No two encoders share the name of a setting,
   * by which they are told apart.
   */
  default Optional<Map<String, String>> settings() {
    return Optional.empty();
  }
}
