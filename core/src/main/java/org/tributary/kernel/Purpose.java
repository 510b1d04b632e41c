package org.tributary.kernel;

/** What a forward pass is for. */
public enum Purpose {
  /** The outputs only: nothing is kept for a way back. */
  INFERENCE,
  /** Outputs and gradients. */
  TRAINING
}
