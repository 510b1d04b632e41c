package org.tributary.tagger;

import java.util.Locale;
import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.Recurrent;

/** The recurrent cell of an encoder. */
public enum EncoderCell {
  /** Long short-term memory, PyTorch's {@code nn.LSTM}. */
  LSTM,
  /** Gated recurrent units, PyTorch's {@code nn.GRU}. */
  GRU,
  /** A plain recurrent network with tanh, PyTorch's {@code nn.RNN}. */
  RNN;

  /** Returns a layer builder for {@code inputSize} input features. */
  HiddenSizeStage builder(int inputSize) {
    return switch (this) {
      case LSTM -> Recurrent.lstm(inputSize);
      case GRU -> Recurrent.gru(inputSize);
      case RNN -> Recurrent.rnn(inputSize);
    };
  }

  /** Returns the prefix of the parameter names. */
  String prefix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
