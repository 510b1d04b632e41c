package org.tributary.tagger;

import java.util.Locale;
import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.Recurrent;

/** What an encoder's layers are made of. */
public enum EncoderCell {
  /** Long short-term memory, PyTorch's {@code nn.LSTM}. */
  LSTM,
  /** Gated recurrent units, PyTorch's {@code nn.GRU}. */
  GRU,
  /** A plain recurrent network with tanh, PyTorch's {@code nn.RNN}. */
  RNN;

  HiddenSizeStage reading(int inputSize) {
    return switch (this) {
      case LSTM -> Recurrent.lstm(inputSize);
      case GRU -> Recurrent.gru(inputSize);
      case RNN -> Recurrent.rnn(inputSize);
    };
  }

  /** Where the parameters' names begin. */
  String prefix() {
    return name().toLowerCase(Locale.ROOT);
  }
}
