package org.tributary.input;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.param.ParameterSpec;
import org.tributary.sequence.SequenceLengths;

/** An encoder of a word's character vectors into one vector. */
public sealed interface CharacterEncoder permits CharacterLstm, CharacterCnn {

  /**
   * Passes this encoder to the action for its kind. A new kind of encoder does not compile until
   * every caller has an action for it.
   */
  void match(Consumer<? super CharacterLstm> lstm, Consumer<? super CharacterCnn> cnn);

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
   */
  Forward build(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths);

  /** A forward pass in the graph. */
  interface Forward {
    /** Returns the word vectors, [W, S]; zero for a word of length 0. */
    Operand<TFloat32> output();

    /** Adds the backward pass for a gradient to the output, [W, S], to the graph. */
    EncoderGradients backward(Operand<TFloat32> gradient);
  }

  /**
   * The gradients of an encoder.
   *
   * @param embedded the gradient to the character vectors, [L, W, E]; undefined in the padding
   * @param parameters the gradients to the parameters, by name
   */
  record EncoderGradients(Operand<TFloat32> embedded, Map<String, Operand<TFloat32>> parameters) {}
}
