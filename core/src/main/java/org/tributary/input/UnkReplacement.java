package org.tributary.input;

/** Chooses which features or characters training hides, so that the unknown entry learns. */
public interface UnkReplacement {

  /**
   * Whether to read {@code entry} as unknown where it stands.
   *
   * @param position t·N + n
   */
  boolean hides(int entry, int position);

  /** Whether to read all features at {@code position} as unknown. */
  default boolean hidesAt(int position) {
    return false;
  }

  /** The entry that is read in place of what is hidden. */
  int unknown();

  /** Hides nothing: for prediction. */
  static UnkReplacement none() {
    return new UnkReplacement() {
      @Override
      public boolean hides(int entry, int position) {
        return false;
      }

      @Override
      public int unknown() {
        throw new IllegalStateException("hiding: nothing is hidden");
      }
    };
  }
}
