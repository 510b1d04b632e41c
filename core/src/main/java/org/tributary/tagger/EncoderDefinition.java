package org.tributary.tagger;

/**
 * The recurrent part of a tagger: an immutable value of which each method gives a changed copy.
 *
 * @param hiddenSize the size of one direction's output
 * @param layers how many layers stand on one another
 * @param bothDirections whether each sequence is read from both ends
 */
public record EncoderDefinition(int hiddenSize, int layers, boolean bothDirections) {

  /** Checks the sizes. */
  public EncoderDefinition {
    if (hiddenSize < 1 || layers < 1) {
      throw new IllegalArgumentException(
          "encoder: expected a hidden size and a number of layers of at least 1, got %d and %d"
              .formatted(hiddenSize, layers));
    }
  }

  /** An LSTM with {@code hiddenSize} units in each direction. */
  public EncoderDefinition lstm(int hiddenSize) {
    return new EncoderDefinition(hiddenSize, layers, bothDirections);
  }

  /** Stacks {@code layers} layers. */
  public EncoderDefinition layers(int layers) {
    return new EncoderDefinition(hiddenSize, layers, bothDirections);
  }

  /** Reads each sequence from both ends. */
  public EncoderDefinition bidirectional() {
    return new EncoderDefinition(hiddenSize, layers, true);
  }

  /** Reads each sequence from its beginning only: a step sees nothing that comes after it. */
  public EncoderDefinition forwardOnly() {
    return new EncoderDefinition(hiddenSize, layers, false);
  }
}
