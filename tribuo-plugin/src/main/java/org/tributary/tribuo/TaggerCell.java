package org.tributary.tribuo;

import java.util.function.IntFunction;
import org.tributary.layer.HiddenSizeStage;
import org.tributary.layer.Recurrent;

/** The recurrent cell of an encoder. */
public enum TaggerCell {
  /** Long short-term memory, PyTorch's {@code nn.LSTM}. */
  LSTM(Recurrent::lstm),

  /** Gated recurrent units, PyTorch's {@code nn.GRU}. */
  GRU(Recurrent::gru),

  /** A plain recurrent network with tanh, PyTorch's {@code nn.RNN}. */
  RNN(Recurrent::rnn);

  private final IntFunction<HiddenSizeStage> builder;

  TaggerCell(IntFunction<HiddenSizeStage> builder) {
    this.builder = builder;
  }

  /** Returns a unidirectional layer of this cell. */
  Recurrent layer(int inputSize, int hiddenSize) {
    return builder.apply(inputSize).hidden(hiddenSize);
  }
}
