package org.tributary.graph.tagger;

import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.feature.CharacterEncoder;
import org.tributary.graph.Forward;
import org.tributary.graph.Gradients;
import org.tributary.graph.SequenceLengths;

/**
 * An encoder of characters with its operations of a graph, so that it can be trained. An encoder of
 * your own implements this interface.
 */
public interface GraphCharacterEncoder extends CharacterEncoder {

  /**
   * Adds the forward pass to the graph. TensorFlow may not be able to differentiate its output
   * alone: see {@link CharacterEncoders#encode}.
   *
   * @param weights the encoder's parameters by name
   * @param embedded the character vectors, [L, W, E], zero in the padding
   * @param lengths the lengths of the words
   * @return the forward pass: its output is the word vectors, [W, S], zero for a word of length 0;
   *     the gradient with respect to its input, the character vectors, may be anything in the
   *     padding
   */
  Forward<Gradients<Operand<TFloat32>>> forward(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths);
}
