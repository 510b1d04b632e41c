package org.tributary.examples.browser;

/**
 * The choice between all combinations of settings and a part in which each setting occurs. {@code
 * mvn verify -Dtributary.tests.all=true} runs all.
 */
public final class AllTests {
  private AllTests() {}

  /** Returns whether all combinations were asked for. */
  public static boolean requested() {
    return Boolean.getBoolean("tributary.tests.all");
  }
}
