package org.tributary.tribuo.config;

import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.Recurrent;

/** The choices of recurrent cell in a configuration. */
public enum TaggerCell {
  /** Long short-term memory, PyTorch's {@code nn.LSTM}. */
  LSTM,

  /** Gated recurrent units, PyTorch's {@code nn.GRU}. */
  GRU,

  /** A plain recurrent network with tanh, PyTorch's {@code nn.RNN}. */
  RNN;

  /** Returns a unidirectional layer of this cell. */
  public Recurrent layer(int inputSize, int hiddenSize) {
    HiddenSizeStage builder =
        switch (this) {
          case LSTM -> Recurrent.lstm(inputSize);
          case GRU -> Recurrent.gru(inputSize);
          case RNN -> Recurrent.rnn(inputSize);
        };
    return builder.hidden(hiddenSize);
  }
}
