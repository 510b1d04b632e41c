package org.tributary.cell;

/** The parameters a cell can have, in the order in which PyTorch registers and draws them. */
public enum CellParameter {
  /** {@code weight_ih} [G·H, I], what multiplies the input. */
  WEIGHT_INPUT_HIDDEN("weight_ih"),
  /** {@code weight_hh} [G·H, P], what multiplies the hidden state. */
  WEIGHT_HIDDEN_HIDDEN("weight_hh"),
  /** {@code bias_ih} [G·H], added to the input's product. */
  BIAS_INPUT_HIDDEN("bias_ih"),
  /** {@code bias_hh} [G·H], added to the hidden state's product. */
  BIAS_HIDDEN_HIDDEN("bias_hh"),
  /** {@code weight_hr} [P, H], an LSTM's projection. */
  WEIGHT_PROJECTION("weight_hr");

  private final String torchName;

  CellParameter(String torchName) {
    this.torchName = torchName;
  }

  /**
   * PyTorch's name for it in a cell; a layer appends {@code _l0}, {@code _l0_reverse} and so on.
   */
  public String torchName() {
    return torchName;
  }

  @Override
  public String toString() {
    return torchName;
  }
}
