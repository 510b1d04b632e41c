package org.tributary.tribuo.internal.storage;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/**
 * A check of the default locale. Tribuo looks up protobuf methods by names that it capitalizes in
 * the default locale. In Turkish, i becomes İ, so the lookup for {@code info} fails and no model
 * can be stored.
 */
public final class TribuoLocale {
  private static final Logger LOGGER = System.getLogger(TribuoLocale.class.getName());

  private TribuoLocale() {}

  /** Logs a warning before training if the model could not be stored. */
  public static void warnIfUnsuitable() {
    if (!isSuitable()) {
      LOGGER.log(Level.WARNING, "{0}", message("before the model is saved"));
    }
  }

  /**
   * Checks that Tribuo can store a model in the default locale.
   *
   * @throws IllegalStateException if it cannot
   */
  public static void requireSuitable() {
    if (!isSuitable()) {
      throw new IllegalStateException(message("and save again"));
    }
  }

  @SuppressWarnings("StringCaseLocaleUsage") // as in Tribuo
  private static boolean isSuitable() {
    return "i".toUpperCase().equals("I");
  }

  private static String message(String when) {
    return "locale: expected one that writes i as I in capitals, got %s; Tribuo stores no model in it: call"
            .formatted(Locale.getDefault())
        + " Locale.setDefault(Locale.ROOT) "
        + when;
  }
}
