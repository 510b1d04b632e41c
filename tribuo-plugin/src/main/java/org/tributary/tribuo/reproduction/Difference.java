package org.tributary.tribuo.reproduction;

/**
 * A difference between a model and its reproduction.
 *
 * @param place the location, such as {@code parameter output.weight[3, 17]} or {@code training
 *     data, sentence 5, step 2}
 * @param original the model's value
 * @param reproduced the reproduction's value
 */
public record Difference(String place, String original, String reproduced) {
  @Override
  public String toString() {
    return "%s: %s in the model, %s in its reproduction".formatted(place, original, reproduced);
  }
}
