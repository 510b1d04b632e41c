package org.tributary.tribuo.internal.storage;

import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;

/**
 * A check that names can be stored as UTF-8. Protobuf replaces an unpaired surrogate by a question
 * mark, so a model would map other features after loading, or fail to load.
 */
public final class Utf8Names {
  private Utf8Names() {}

  /**
   * Checks the names of features and labels before training.
   *
   * @throws IllegalArgumentException if a name contains an unpaired surrogate
   */
  public static void require(ImmutableFeatureMap features, ImmutableOutputInfo<Label> labels) {
    for (VariableInfo feature : features) {
      require("feature", feature.getName());
    }
    for (Label label : labels.getDomain()) {
      require("label", label.getLabel());
    }
  }

  private static void require(String kind, String text) {
    for (int k = 0; k < text.length(); k = text.offsetByCodePoints(k, 1)) {
      int character = text.codePointAt(k);
      if (Character.isBmpCodePoint(character) && Character.isSurrogate((char) character)) {
        throw new IllegalArgumentException(
            "training data: expected complete characters, got %s '%s' with the unpaired surrogate \\u%04x, which a model file cannot store; cut texts by code points (String.offsetByCodePoints), not by chars"
                .formatted(kind, text, character));
      }
    }
  }
}
