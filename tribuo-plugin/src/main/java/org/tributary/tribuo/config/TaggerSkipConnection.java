package org.tributary.tribuo.config;

import org.tributary.layer.SkipConnection;

/** The choices of skip connection around each encoder layer after the first in a configuration. */
public enum TaggerSkipConnection {
  /** No skip connection. */
  NONE,

  /** Residual: adds the layer's input to its output (He et al. 2016). */
  RESIDUAL,

  /** Highway: a gate mixes input and output (Srivastava, Greff and Schmidhuber 2015). */
  HIGHWAY;

  /** Returns the connection. */
  public SkipConnection connection() {
    return switch (this) {
      case NONE -> SkipConnection.none();
      case RESIDUAL -> SkipConnection.residual();
      case HIGHWAY -> SkipConnection.highway();
    };
  }
}
