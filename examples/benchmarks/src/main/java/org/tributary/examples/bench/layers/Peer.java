package org.tributary.examples.bench.layers;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.tributary.examples.bench.measurement.Timed;

/** Another library that runs the same layers, discovered by {@link ServiceLoader}. */
public interface Peer {

  /** Returns the peer's name on the command line. */
  String name();

  /** Prepares all {@code cases}; called once. */
  void prepare(List<LayerCase> cases);

  /** Opens the layer of a case. */
  Timed open(LayerCase layer);

  /**
   * Returns the peer with the given name.
   *
   * @throws IllegalArgumentException if it is not on the class path
   */
  static Peer named(String name) {
    try {
      for (Peer peer : ServiceLoader.load(Peer.class)) {
        if (peer.name().equals(name)) {
          return peer;
        }
      }
    } catch (ServiceConfigurationError e) {
      throw absent(name, e); // a stale entry of an earlier build with the profile
    }
    throw absent(name, null);
  }

  private static IllegalArgumentException absent(String name, Throwable cause) {
    return new IllegalArgumentException(
        "peer: '%s' is not on the class path; the available peer is libtorch, added by building with mvn"
                .formatted(name)
            + " -Ppeers package -DskipTests",
        cause);
  }
}
