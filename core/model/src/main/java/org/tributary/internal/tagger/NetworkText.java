package org.tributary.internal.tagger;

import java.util.Locale;
import org.tributary.head.Head;
import org.tributary.layer.Bias;
import org.tributary.layer.Cell;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;

/** Descriptions of a network's parts for metadata, in words. */
public final class NetworkText {
  private NetworkText() {}

  /**
   * Returns a description of recurrent layers, such as {@code 2 × LSTM of hidden size 128,
   * bidirectional, skip connection residual}.
   */
  public static String of(Recurrent layers) {
    Cell cell = layers.cell();
    String projection =
        cell.projection().isPresent() ? ", projection " + cell.projection().getAsInt() : "";
    return "%d × %s of hidden size %d, %s, skip connection %s%s%s"
        .formatted(
            layers.layers(),
            cell.name(),
            layers.hiddenSize(),
            layers.directions() == Directions.BOTH ? "bidirectional" : "unidirectional",
            layers.skipConnection().name(),
            projection,
            cell.bias() == Bias.ABSENT ? ", without bias" : "");
  }

  /** Returns a description of a head, such as {@code crf of bio}. */
  public static String of(Head head) {
    return head.scheme()
        .map(scheme -> "%s of %s".formatted(head.name(), scheme.name().toLowerCase(Locale.ROOT)))
        .orElse(head.name());
  }
}
