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

/** What makes a word's vector of its characters' vectors. */
public sealed interface CharacterEncoder permits CharacterLstm, CharacterCnn {

  /**
   * Passes this encoder to the action for its kind. A new kind of encoder does not compile until
   * every caller has an action for it.
   */
  void match(Consumer<? super CharacterLstm> lstm, Consumer<? super CharacterCnn> cnn);

  /** S, the size of a word's vector. */
  int outputSize();

  /** The parameters for character vectors of {@code size}, without the input's name. */
  List<ParameterSpec> parameters(int size);

  /**
   * Places the forward pass.
   *
   * @param weights gives each of the parameters by its name
   * @param embedded [L, W, E], zero in the padding
   * @param lengths of the words
   */
  Run place(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths);

  /** A placed forward pass and the way back. */
  interface Run {
    /** The words' vectors, [W, S]; zero for a word of length 0. */
    Operand<TFloat32> output();

    /** Places the backward pass for a gradient to the output, [W, S]. */
    Back backward(Operand<TFloat32> gradient);
  }

  /**
   * Gradients.
   *
   * @param embedded [L, W, E]; what it says of the padding has no meaning
   * @param parameters by name
   */
  record Back(Operand<TFloat32> embedded, Map<String, Operand<TFloat32>> parameters) {}
}
