package org.tributary.input;

/** How one vector is made of what an LSTM gives at each character of a word. */
public enum CharacterPooling {
  /** The final h of both directions (Ling et al. 2015, Lample et al. 2016). */
  LAST,
  /** The largest value that each element of the output has at any character (Collobert 2011). */
  MAX
}
