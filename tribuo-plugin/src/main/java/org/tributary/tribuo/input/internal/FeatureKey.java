package org.tributary.tribuo.input.internal;

import java.util.Arrays;
import org.tribuo.Example;
import org.tribuo.Feature;

/** A cache key of a step's feature names and values, in their order. Immutable. */
final class FeatureKey {
  private final String[] names;
  private final double[] values;
  private final int hash;
  private final int characters;

  FeatureKey(Example<?> step) {
    this.names = new String[step.size()];
    this.values = new double[names.length];
    int sum = 0;
    int length = 0;
    int at = 0;
    for (Feature feature : step) {
      names[at] = feature.getName();
      values[at] = feature.getValue();
      sum = 31 * sum + names[at].hashCode();
      length += names[at].length();
      at++;
    }
    this.characters = length;
    this.hash = 31 * sum + Arrays.hashCode(values);
  }

  /** Returns the total number of characters of the names. */
  int characters() {
    return characters;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureKey that
        && hash == that.hash
        && Arrays.equals(names, that.names)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return "FeatureKey" + Arrays.toString(names);
  }
}
