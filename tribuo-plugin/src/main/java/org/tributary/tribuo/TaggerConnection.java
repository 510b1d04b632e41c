package org.tributary.tribuo;

import org.tributary.layer.LayerConnection;

/** How what a layer of the encoder reads goes past it, from the second layer on. */
public enum TaggerConnection {
  /** Not at all. */
  NONE(LayerConnection.NONE),

  /** It is added to what the layer gives (He et al. 2016). */
  RESIDUAL(LayerConnection.RESIDUAL),

  /** A gate chooses between the two (Srivastava, Greff and Schmidhuber 2015). */
  HIGHWAY(LayerConnection.HIGHWAY);

  private final LayerConnection connection;

  TaggerConnection(LayerConnection connection) {
    this.connection = connection;
  }

  LayerConnection connection() {
    return connection;
  }
}
