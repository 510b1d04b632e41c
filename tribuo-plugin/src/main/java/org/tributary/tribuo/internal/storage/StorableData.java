package org.tributary.tribuo.internal.storage;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;

/** Checks before training and saving that a model can be stored as a protobuf message. */
public final class StorableData {
  private static final Logger LOGGER = System.getLogger(StorableData.class.getName());

  /** Maximum parameters in one protobuf message, with room for the rest of the model. */
  private static final long MAX_PARAMETERS = Integer.MAX_VALUE / Float.BYTES * 7L / 8;

  private StorableData() {}

  /**
   * Checks the number of parameters.
   *
   * @throws IllegalStateException if they exceed the capacity of a protobuf message
   */
  public static void requireSize(long parameters) {
    if (parameters > MAX_PARAMETERS) {
      throw new IllegalStateException(
          ("stored tagger: expected at most %d parameters, which is what a protobuf message holds,"
                  + " got %d; train with fewer features or a smaller embedding size")
              .formatted(MAX_PARAMETERS, parameters));
    }
  }

  /**
   * Checks the names of features and labels. Protobuf replaces an unpaired surrogate by a question
   * mark, so a model would map other features after loading, or fail to load.
   *
   * @throws IllegalArgumentException if a name contains an unpaired surrogate
   */
  public static void requireUtf8(ImmutableFeatureMap features, ImmutableOutputInfo<Label> labels) {
    for (VariableInfo feature : features) {
      requireUtf8("feature", feature.getName());
    }
    for (Label label : labels.getDomain()) {
      requireUtf8("label", label.getLabel());
    }
  }

  private static void requireUtf8(String kind, String text) {
    for (int k = 0; k < text.length(); k = text.offsetByCodePoints(k, 1)) {
      int character = text.codePointAt(k);
      if (Character.isBmpCodePoint(character) && Character.isSurrogate((char) character)) {
        throw new IllegalArgumentException(
            "training data: expected complete characters, got %s '%s' with the unpaired surrogate \\u%04x, which a model file cannot store; cut texts by code points (String.offsetByCodePoints), not by chars"
                .formatted(kind, text, character));
      }
    }
  }

  /**
   * Logs a warning before training if the model could not be stored in the default locale. Tribuo
   * looks up protobuf methods by names that it capitalizes in that locale. In Turkish, i becomes İ,
   * so the lookup for {@code info} fails.
   */
  public static void warnOfLocale() {
    if (!isLocaleSuitable()) {
      LOGGER.log(Level.WARNING, "{0}", localeMessage("before the model is saved"));
    }
  }

  /**
   * Checks the default locale before saving.
   *
   * @throws IllegalStateException if Tribuo can store no model in it
   */
  public static void requireLocale() {
    if (!isLocaleSuitable()) {
      throw new IllegalStateException(localeMessage("and save again"));
    }
  }

  @SuppressWarnings("StringCaseLocaleUsage") // as in Tribuo
  private static boolean isLocaleSuitable() {
    return "i".toUpperCase().equals("I");
  }

  private static String localeMessage(String when) {
    return "locale: expected one that writes i as I in capitals, got %s; Tribuo stores no model in it: call"
            .formatted(Locale.getDefault())
        + " Locale.setDefault(Locale.ROOT) "
        + when;
  }
}
