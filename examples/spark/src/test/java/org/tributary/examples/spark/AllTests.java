package org.tributary.examples.spark;

/**
 * The choice between sizes of data that suit every change and those of the largest data that were
 * tested. {@code mvn verify -Dtributary.tests.all=true} runs the largest.
 */
final class AllTests {
  private AllTests() {}

  /** Returns {@code usual}, or {@code largest} if all tests were asked for. */
  static int size(int usual, int largest) {
    return Boolean.getBoolean("tributary.tests.all") ? largest : usual;
  }
}
