package org.tributary.examples;

/** Build probe. */
public final class Main {
  private Main() {}
}
