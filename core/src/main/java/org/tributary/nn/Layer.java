package org.tributary.nn;

/** A part with one input and one output, such as a linear layer. */
@FunctionalInterface
public interface Layer {
  /** Applies the part. */
  Floats of(Floats x);
}
