package org.tributary.tribuo.internal;

/** A check of an index into a list that the caller passes beside it. */
public final class IndexCheck {
  private IndexCheck() {}

  /**
   * Returns an index of a list.
   *
   * @param argument the name of the index in messages
   * @param elements the elements of the list as a plural noun, for the message
   * @throws IndexOutOfBoundsException if it is none
   */
  public static int require(String argument, int index, int size, String elements) {
    if (index < 0 || index >= size) {
      throw new IndexOutOfBoundsException(
          "%s: expected an index of one of %d %s, from 0, got %d"
              .formatted(argument, size, elements, index));
    }
    return index;
  }
}
