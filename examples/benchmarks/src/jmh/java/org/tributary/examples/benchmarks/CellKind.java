package org.tributary.examples.benchmarks;

import org.tributary.layer.Recurrent;

/** Kinds of cells to time. */
public enum CellKind {
  /** Long short-term memory. */
  LSTM,
  /** Gated recurrent unit. */
  GRU,
  /** Elman network with tanh. */
  RNN;

  Recurrent layer(int inputSize, int hiddenSize) {
    return switch (this) {
      case LSTM -> Recurrent.lstm(inputSize).hidden(hiddenSize);
      case GRU -> Recurrent.gru(inputSize).hidden(hiddenSize);
      case RNN -> Recurrent.rnn(inputSize).hidden(hiddenSize);
    };
  }
}
