package org.tributary.layer;

import java.util.List;

/**
 * The name of an implementation of a layer in a graph; {@code Kernels} of the core library has
 * those.
 */
public interface KernelName {
  /** The names of all implementations. */
  List<String> ALL = List.of("block", "scan", "reference");

  /** Returns the name, one of {@link #ALL}. */
  String name();
}
