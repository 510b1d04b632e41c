package org.tributary.sequence;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * How a packed sequence is padded again.
 *
 * @param value what stands where a row is over, PyTorch's {@code padding_value}
 * @param totalLength L, at least the longest row's length; empty for just that
 * @param layout the order of rows and steps
 */
public record Padding(float value, OptionalInt totalLength, Layout layout) {

  /** Checks that nothing is null. */
  public Padding {
    Objects.requireNonNull(totalLength, "totalLength");
    Objects.requireNonNull(layout, "layout");
  }

  /** PyTorch's defaults: zeros, to the longest row, sequence-first. */
  public static Padding zeros() {
    return new Padding(0, OptionalInt.empty(), Layout.SEQUENCE_FIRST);
  }

  /** Pads with {@code value}. */
  public Padding value(float value) {
    return new Padding(value, totalLength, layout);
  }

  /** Pads to {@code steps} steps. */
  public Padding totalLength(int steps) {
    return new Padding(value, OptionalInt.of(steps), layout);
  }

  /** Puts steps or rows first. */
  public Padding layout(Layout layout) {
    return new Padding(value, totalLength, layout);
  }
}
