package org.tributary.param;

import java.util.Random;

/**
 * A direction of length 1 in which one parameter is moved: the derivative along it compares every
 * element of a gradient at the price of two losses.
 */
public final class ParameterDirection {
  private final String name;
  private final float[] direction;

  private ParameterDirection(String name, float[] direction) {
    this.name = name;
    this.direction = direction;
  }

  /** Returns a direction whose elements have the same size and random signs. */
  public static ParameterDirection random(ParameterValues values, String name, Random random) {
    float[] direction = new float[values.values(name).length];
    for (int k = 0; k < direction.length; k++) {
      direction[k] = (float) ((random.nextBoolean() ? 1 : -1) / Math.sqrt(direction.length));
    }
    return new ParameterDirection(name, direction);
  }

  /** Returns the values moved along this direction. */
  public ParameterValues move(ParameterValues values, float by) {
    ParameterValues.Builder builder = ParameterValues.builder();
    for (String each : values.names()) {
      float[] copy = values.values(each);
      if (each.equals(name)) {
        for (int k = 0; k < copy.length; k++) {
          copy[k] += by * direction[k];
        }
      }
      builder.add(each, values.shape(each), copy);
    }
    return builder.build();
  }

  /** Returns the derivative along this direction with which SGD went from one point to another. */
  public double ofStep(ParameterValues before, ParameterValues after, double rate) {
    float[] from = before.values(name);
    float[] to = after.values(name);
    double derivative = 0;
    for (int k = 0; k < direction.length; k++) {
      derivative += direction[k] * ((double) from[k] - (double) to[k]) / rate;
    }
    return derivative;
  }
}
