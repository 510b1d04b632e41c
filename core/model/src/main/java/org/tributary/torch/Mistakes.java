package org.tributary.torch;

import java.util.ArrayList;
import java.util.List;

/** A collector of the mistakes of a mapping. Not thread-safe. */
final class Mistakes {
  private final String subject;
  private final List<String> found = new ArrayList<>();

  /**
   * @param subject the files in the report's first line
   */
  Mistakes(String subject) {
    this.subject = subject;
  }

  void add(String mistake) {
    found.add(mistake);
  }

  /** Returns whether no mistake was found so far. */
  boolean isEmpty() {
    return found.isEmpty();
  }

  /**
   * Checks that no mistake was found.
   *
   * @throws TorchMappingException with all mistakes
   */
  void requireNone() throws TorchMappingException {
    if (!found.isEmpty()) {
      throw exception();
    }
  }

  TorchMappingException exception() {
    return new TorchMappingException(subject, found);
  }
}
