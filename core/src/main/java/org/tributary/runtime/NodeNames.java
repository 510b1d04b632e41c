package org.tributary.runtime;

import java.util.Locale;

/**
 * A check for node names. TensorFlow Java numbers the nodes of a graph by {@code String.format}
 * without a locale, and TensorFlow rejects names with digits other than 0 to 9.
 */
final class NodeNames {
  private NodeNames() {}

  /**
   * Checks that numbered names are valid in Java's default locale.
   *
   * @throws IllegalStateException if Java's locale writes other digits
   */
  static void requireDigits() {
    Locale locale = Locale.getDefault(Locale.Category.FORMAT);
    String zero = String.format(locale, "%d", 0);
    if (!zero.equals("0")) {
      throw new IllegalStateException(
          "locale: expected one that writes 0 as 0, got %s, which writes %s; TensorFlow Java numbers"
                  .formatted(locale, zero)
              + " operations in the locale's digits and TensorFlow refuses such names: call"
              + " Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT) first, or start Java with"
              + " -Duser.language.format=en");
    }
  }
}
