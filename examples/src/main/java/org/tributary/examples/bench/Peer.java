package org.tributary.examples.bench;

import java.util.List;
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
    return ServiceLoader.load(Peer.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(peer -> peer.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "peer: '%s' is not on the class path; build with the profile that brings the"
                            .formatted(name)
                        + " peers: mvn -Ppeers package -DskipTests"));
  }
}
