package org.tributary.tagger.definition;

import java.util.Objects;
import java.util.regex.Pattern;
import org.tributary.layer.Recurrent;
import org.tributary.sequence.Layout;

/** Checks of a tagger's encoder and its dropout. */
final class EncoderChecks {
  private static final Pattern CELL_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

  private EncoderChecks() {}

  /** Checks that the encoder is sequence-first and its cell's name can prefix parameter names. */
  static void require(Recurrent encoder) {
    Objects.requireNonNull(encoder, "encoder: expected a value, got null");
    if (encoder.layout() == Layout.BATCH_FIRST) {
      throw new IllegalArgumentException(
          "encoder: expected a sequence-first layer, got a batch-first one; a tagger arranges its own batches: leave batchFirst out");
    }
    String name = encoder.cell().name();
    if (!CELL_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "encoder: expected a cell with a name of letters and digits that begins with a letter, got '%s'; it prefixes the names of the encoder's parameters: change Cell.name"
              .formatted(name));
    }
  }

  /** Checks that both dropout probabilities are from 0 to below 1. */
  static void requireProbabilities(double dropout, double lockedDropout) {
    requireProbability("dropout", dropout);
    requireProbability("locked dropout", lockedDropout);
  }

  private static void requireProbability(String what, double probability) {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "tagger: expected a %s probability from 0 to below 1, got %s"
              .formatted(what, probability));
    }
  }
}
