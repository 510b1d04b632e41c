package org.tributary.tribuo.reproduction;

/**
 * Where a model and its reproduction part.
 *
 * @param place such as {@code parameter output.weight[3, 17]} or {@code training data, sentence 5,
 *     step 2}
 * @param original what the model has there
 * @param reproduced what its reproduction has there
 */
public record Difference(String place, String original, String reproduced) {
  @Override
  public String toString() {
    return "%s: %s in the model, %s in its reproduction".formatted(place, original, reproduced);
  }
}
