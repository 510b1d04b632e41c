package org.tributary.nn;

import java.util.List;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;

/** Test layers of every cell, depth, direction and layout, with pairwise different sizes. */
public final class Definitions {
  public static final int IN = 3;
  public static final int HIDDEN = 4;

  private Definitions() {}

  /** Unidirectional layers. */
  static List<Recurrent> forward() {
    return List.of(
        Recurrent.rnn(IN).hidden(HIDDEN).layers(2),
        Recurrent.rnn(IN).hidden(HIDDEN).nonlinearity(Nonlinearity.RELU).withoutBias(),
        Recurrent.lstm(IN).hidden(HIDDEN).layers(3).batchFirst(),
        Recurrent.lstm(IN).hidden(HIDDEN).layers(2).projection(2),
        Recurrent.gru(IN).hidden(HIDDEN).layers(2).batchFirst());
  }

  /** The bidirectional versions of {@link #forward}. */
  public static List<Recurrent> bidirectional() {
    return forward().stream().map(Recurrent::bidirectional).toList();
  }
}
