package org.tributary.nn;

/** A layer with one input and one output, such as a linear one: PyTorch's {@code nn.Module}. */
@FunctionalInterface
public interface Layer {
  /** Adds the layer's forward pass. */
  Floats forward(Floats x);
}
