package org.tributary.tribuo;

import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;

/**
 * Whether names can be stored. Protobuf writes UTF-8, which has no half of a surrogate pair, and
 * puts a question mark in its place: a model would read other features after loading, or could not
 * be loaded at all.
 */
final class Utf8Names {
  private Utf8Names() {}

  /**
   * Checks what a model would store, before one is trained.
   *
   * @throws IllegalArgumentException naming the feature or label that holds half of a pair
   */
  static void require(ImmutableFeatureMap features, ImmutableOutputInfo<Label> labels) {
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
            "training data: expected whole characters, got %s '%s' with half of one, \\u%04x; no model that knows it can be stored: cut texts by code points, as String.offsetByCodePoints counts them, not by chars"
                .formatted(kind, text, character));
      }
    }
  }
}
