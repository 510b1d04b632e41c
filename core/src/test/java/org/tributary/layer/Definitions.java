package org.tributary.layer;

import java.util.List;
import org.tributary.cell.Nonlinearity;

/** Layers of every kind of cell, depth, direction and layout, with sizes that all differ. */
final class Definitions {
  static final int IN = 3;
  static final int HIDDEN = 4;

  private Definitions() {}

  /** Layers that read forward only. */
  static List<Recurrent> forward() {
    return List.of(
        Recurrent.rnn(IN).hidden(HIDDEN).layers(2),
        Recurrent.rnn(IN).hidden(HIDDEN).nonlinearity(Nonlinearity.RELU).withoutBias(),
        Recurrent.lstm(IN).hidden(HIDDEN).layers(3).batchFirst(),
        Recurrent.lstm(IN).hidden(HIDDEN).layers(2).projection(2),
        Recurrent.gru(IN).hidden(HIDDEN).layers(2).batchFirst());
  }

  /** The same, in both directions. */
  static List<Recurrent> bidirectional() {
    return forward().stream().map(Recurrent::bidirectional).toList();
  }
}
