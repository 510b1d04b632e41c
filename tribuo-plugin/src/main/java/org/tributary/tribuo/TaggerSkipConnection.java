package org.tributary.tribuo;

import org.tributary.layer.SkipConnection;

/** A skip connection around each encoder layer after the first. */
public enum TaggerSkipConnection {
  /** No skip connection. */
  NONE(SkipConnection.NONE),

  /** Residual: adds the layer's input to its output (He et al. 2016). */
  RESIDUAL(SkipConnection.RESIDUAL),

  /** Highway: a gate mixes input and output (Srivastava, Greff and Schmidhuber 2015). */
  HIGHWAY(SkipConnection.HIGHWAY);

  private final SkipConnection connection;

  TaggerSkipConnection(SkipConnection connection) {
    this.connection = connection;
  }

  SkipConnection connection() {
    return connection;
  }
}
