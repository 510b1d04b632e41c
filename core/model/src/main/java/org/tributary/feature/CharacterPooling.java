package org.tributary.feature;

/** The pooling of an LSTM's outputs over the characters of a word. */
public enum CharacterPooling {
  /** The final hidden state of both directions (Ling et al. 2015, Lample et al. 2016). */
  LAST,
  /** The maximum over the characters, elementwise (Collobert 2011). */
  MAX
}
