package org.tributary.examples.workshop;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Another library that runs the same layers, discovered by {@link ServiceLoader}. */
public interface Peer {

  /** A layer to time. It owns its resources. */
  interface Layer extends Runnable, AutoCloseable {
    /** Runs the layer once and waits until it finishes. */
    @Override
    void run();

    @Override
    void close();
  }

  /** Returns the peer's name on the command line. */
  String name();

  /** Prepares all {@code cases}; called once. */
  void prepare(List<LayerCase> cases);

  /** Opens the layer of a case. */
  Layer open(LayerCase layer);

  /**
   * Returns the peer with the given name.
   *
   * @throws IllegalArgumentException if it is not on the class path
   */
  static Peer named(String name) {
    ServiceConfigurationError stale = null;
    try {
      for (Peer peer : ServiceLoader.load(Peer.class)) {
        if (peer.name().equals(name)) {
          return peer;
        }
      }
    } catch (ServiceConfigurationError e) {
      stale = e; // an entry of an earlier build with the profile
    }
    throw new IllegalArgumentException(
        "'%s' is not on the class path; the available peer is libtorch, added by building with mvn -Pbenchmarks,peers package -DskipTests"
            .formatted(name),
        stale);
  }
}
