package org.tributary.tribuo;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/**
 * Tribuo finds protobuf's methods by names whose first letter it capitalises in Java's locale, and
 * where an i becomes an İ, as in Turkish, it finds none for {@code info} and can store no model.
 */
final class TribuoLocale {
  private static final Logger LOGGER = System.getLogger(TribuoLocale.class.getName());

  private TribuoLocale() {}

  /** Says beforehand that what is to be trained could not be stored. */
  static void warn() {
    if (!stores()) {
      LOGGER.log(Level.WARNING, "{0}", explanation("before the model is saved"));
    }
  }

  /**
   * Checks that Tribuo can store a model.
   *
   * @throws IllegalStateException if it cannot in this locale
   */
  static void requireStoring() {
    if (!stores()) {
      throw new IllegalStateException(explanation("and save again"));
    }
  }

  @SuppressWarnings("StringCaseLocaleUsage") // as Tribuo does
  private static boolean stores() {
    return "i".toUpperCase().equals("I");
  }

  private static String explanation(String when) {
    return "locale: expected one that writes i as I in capitals, got %s; Tribuo stores no model in it: call"
            .formatted(Locale.getDefault())
        + " Locale.setDefault(Locale.ROOT) "
        + when;
  }
}
