package org.tributary.examples.bench;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** Another library that runs the same layers; found on the class path. */
public interface Peer {

  /** The name by which the command line asks for it. */
  String name();

  /** Makes ready everything that {@code cases} need, once for all of them. */
  void prepare(List<LayerCase> cases);

  /** Opens a layer. */
  Timed open(LayerCase layer);

  /**
   * The peer of that name.
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
      throw absent(name, e); // an earlier build with the profile left its entry behind
    }
    throw absent(name, null);
  }

  private static IllegalArgumentException absent(String name, Throwable cause) {
    return new IllegalArgumentException(
        "peer: '%s' is not on the class path; libtorch is the one there is, brought by a profile of the build: mvn"
                .formatted(name)
            + " -Ppeers package -DskipTests",
        cause);
  }
}
