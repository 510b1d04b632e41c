package org.tributary;

/** Build probe. */
public final class Placeholder {
  private Placeholder() {}
}
