package org.tributary.examples.job;

import java.util.Optional;

/** Which Tributary this is. */
public final class Versions {

  private Versions() {}

  /**
   * The version in the jar's manifest.
   *
   * @return such as {@code 0.1.0}, or {@code (not packaged)} where the classes stand in a folder
   */
  public static String tributary() {
    return Optional.ofNullable(Versions.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
