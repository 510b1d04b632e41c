package org.example;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.Forward;
import org.tributary.graph.Gradients;
import org.tributary.graph.SequenceLengths;
import org.tributary.graph.tagger.GraphCharacterEncoder;
import org.tributary.param.ParameterSpec;

/**
 * A user's character encoder: the sum of a word's character vectors.
 *
 * @param outputSize E, the size of a character's vector
 */
record CharacterSum(int outputSize) implements GraphCharacterEncoder {
  @Override
  public List<ParameterSpec> parameters(int size) {
    return List.of();
  }

  /** Settings do not make it one that the library can store. */
  @Override
  public Optional<Map<String, String>> settings() {
    return Optional.of(Map.of("sum", "5"));
  }

  @Override
  public Forward<Gradients<Operand<TFloat32>>> forward(
      Ops tf,
      Function<String, Operand<TFloat32>> weights,
      Operand<TFloat32> embedded,
      SequenceLengths lengths) {
    Operand<TFloat32> output = tf.sum(embedded, tf.constant(0)); // [W, E]
    return new Forward<>(
        output,
        gradient -> {
          Operand<TFloat32> all =
              tf.broadcastTo(
                  tf.expandDims(gradient, tf.constant(0)), tf.shape(embedded)); // [L, W, E]
          return new Gradients<>(all, Map.of());
        });
  }
}
