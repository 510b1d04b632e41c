package org.tributary.sequence;

import java.util.OptionalInt;
import org.tributary.internal.NullChecks;

/**
 * The options of {@link PackedSequence#pad}, PyTorch's {@code pad_packed_sequence}.
 *
 * @param value padding value, PyTorch's {@code padding_value}
 * @param totalLength L, at least the longest row's length; empty for that length
 * @param layout the order of rows and steps
 */
public record Padding(float value, OptionalInt totalLength, Layout layout) {

  /** Checks that nothing is null. */
  public Padding {
    NullChecks.require("totalLength", "a value", totalLength);
    NullChecks.require("layout", "a value", layout);
  }

  /** Returns PyTorch's defaults: zeros, to the longest row, sequence-first. */
  public static Padding zeros() {
    return new Padding(0, OptionalInt.empty(), Layout.SEQUENCE_FIRST);
  }

  /** Returns this padding with another value. */
  public Padding value(float value) {
    return new Padding(value, totalLength, layout);
  }

  /** Returns this padding with a total length of {@code steps}. */
  public Padding totalLength(int steps) {
    return new Padding(value, OptionalInt.of(steps), layout);
  }

  /** Returns this padding with another layout. */
  public Padding layout(Layout layout) {
    return new Padding(value, totalLength, layout);
  }
}
