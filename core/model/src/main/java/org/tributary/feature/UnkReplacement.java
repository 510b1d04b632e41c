package org.tributary.feature;

/**
 * UNK replacement of single entries by frequency, and word dropout, which replaces all features of
 * a word. Both train the UNK embedding.
 */
public interface UnkReplacement {

  /**
   * Returns whether {@code entry} is replaced at {@code position}.
   *
   * @param position t·N + n
   */
  boolean replaces(int entry, int position);

  /** Returns whether all features at {@code position} are replaced. */
  default boolean replacesAll(int position) {
    return false;
  }

  /** Returns the index of UNK. */
  int unknown();

  /** Returns no replacement, for prediction. */
  static UnkReplacement none() {
    return new UnkReplacement() {
      @Override
      public boolean replaces(int entry, int position) {
        return false;
      }

      @Override
      public int unknown() {
        throw new IllegalStateException(
            "replacement: expected an unknown entry, got none; this one replaces nothing");
      }
    };
  }
}
