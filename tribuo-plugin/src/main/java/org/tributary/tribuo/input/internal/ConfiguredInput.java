package org.tributary.tribuo.input.internal;

import java.util.List;
import java.util.Set;

/** A configured input that resolves itself against a feature domain. */
public interface ConfiguredInput {

  /** Returns the feature groups whose names this input's resolved inputs take; by default none. */
  default Set<String> groupNames(FeatureGroups groups) {
    return Set.of();
  }

  /**
   * Resolves this input.
   *
   * @throws IllegalArgumentException if the domain does not match this input
   */
  List<ResolvedInput> resolve(InputResolution resolution);
}
