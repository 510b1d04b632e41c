package org.tributary.runtime;

/** The purpose of a forward pass. */
public enum ExecutionMode {
  /** Outputs only; no activations are saved. */
  INFERENCE,
  /** Outputs, and activations for the backward pass. */
  TRAINING
}
