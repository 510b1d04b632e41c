package org.tributary.onnx;

/** The vector of a word that a tokenizer splits into several pieces. */
public enum PiecePooling {
  /** The mean of the pieces' vectors. */
  MEAN,

  /** The vector of the first piece. */
  FIRST
}
