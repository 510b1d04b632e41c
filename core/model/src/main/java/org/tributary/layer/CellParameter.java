package org.tributary.layer;

/** The parameters of a cell, in the order in which PyTorch registers and initializes them. */
public enum CellParameter {
  /** {@code weight_ih} [G·H, I], the input weights. */
  WEIGHT_INPUT_HIDDEN("weight_ih"),
  /** {@code weight_hh} [G·H, P], the recurrent weights. */
  WEIGHT_HIDDEN_HIDDEN("weight_hh"),
  /** {@code bias_ih} [G·H], added to the product of {@code weight_ih} and x. */
  BIAS_INPUT_HIDDEN("bias_ih"),
  /** {@code bias_hh} [G·H], added to the product of {@code weight_hh} and h. */
  BIAS_HIDDEN_HIDDEN("bias_hh"),
  /** {@code weight_hr} [P, H], the projection of h, of a cell that has one. */
  WEIGHT_PROJECTION("weight_hr");

  private final String torchName;

  CellParameter(String torchName) {
    this.torchName = torchName;
  }

  /**
   * Returns PyTorch's name in a cell; a layer appends {@code _l0}, {@code _l0_reverse} and so on.
   */
  public String torchName() {
    return torchName;
  }

  @Override
  public String toString() {
    return torchName;
  }
}
