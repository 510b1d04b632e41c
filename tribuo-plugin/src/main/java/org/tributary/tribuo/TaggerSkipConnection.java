package org.tributary.tribuo;

import org.tributary.layer.SkipConnection;

/** How what a layer of the encoder reads goes past it, from the second layer on. */
public enum TaggerSkipConnection {
  /** Not at all. */
  NONE(SkipConnection.NONE),

  /** It is added to what the layer gives (He et al. 2016). */
  RESIDUAL(SkipConnection.RESIDUAL),

  /** A gate chooses between the two (Srivastava, Greff and Schmidhuber 2015). */
  HIGHWAY(SkipConnection.HIGHWAY);

  private final SkipConnection connection;

  TaggerSkipConnection(SkipConnection connection) {
    this.connection = connection;
  }

  SkipConnection connection() {
    return connection;
  }
}
