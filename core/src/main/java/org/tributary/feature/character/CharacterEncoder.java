package org.tributary.feature.character;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.Input;
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
   * Adds the forward pass to the graph.
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
   * Returns the encoder on Java arrays, without TensorFlow, by which taggers predict; empty
   * without, the default: predictions then run in a graph.
   *
   * @param table the character vectors, [V, E]
   * @param weights the values of each of {@link #parameters}, by name
   */
  default Optional<CharacterInference> inference(
      FloatTensor table, Function<String, FloatTensor> weights) {
    return Optional.empty();
  }

  /** Returns the hidden size of a recurrent encoder; see {@link Input#hiddenUnits}. */
  default OptionalInt hiddenUnits() {
    return OptionalInt.empty();
  }

  /** Returns this encoder with another {@link #hiddenUnits}. */
  default CharacterEncoder withHiddenUnits(int hiddenSize) {
    throw new UnsupportedOperationException(
        "character encoder: expected withHiddenUnits beside hiddenUnits in %s, got none"
            .formatted(getClass().getName()));
  }

  /**
   * Returns the settings that predictions depend on; see {@link Input#settings}. No two encoders
   * share the name of a setting, by which they are told apart.
   */
  default Optional<Map<String, String>> settings() {
    return Optional.empty();
  }
}
