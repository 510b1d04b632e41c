package org.tributary.tribuo.input;

import java.util.List;
import java.util.Set;

/** A configured input that resolves itself against a feature domain. */
non-sealed interface ConfiguredInput extends TaggerInput {

  /** Returns the groups whose names the resolved inputs have; by default none. */
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
