package org.tributary.feature;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;

/** An encoder of a word's character vectors into one vector. */
public interface CharacterEncoder {

  /** Returns S, the size of a word's vector. */
  int outputSize();

  /** Returns the parameters for character vectors of {@code size}, without the input's name. */
  List<ParameterSpec> parameters(int size);

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
