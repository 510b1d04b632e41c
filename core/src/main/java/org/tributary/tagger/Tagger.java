package org.tributary.tagger;

import java.util.List;
import org.tributary.input.FeatureInput;
import org.tributary.input.Inputs;

/**
 * The way in: {@code Tagger.define()} begins the definition of a sequence tagger.
 *
 * <pre>{@code
 * Tagger.define().words(100).encode(e -> e.lstm(200).layers(2).bidirectional()).dropout(0.5)
 * }</pre>
 */
public final class Tagger {
  private Tagger() {}

  /**
   * A definition with the defaults: words of 100, a bidirectional LSTM of 200, no dropout, a
   * softmax.
   */
  public static TaggerDefinition define() {
    return new TaggerDefinition(
        Inputs.of(FeatureInput.of(TaggerDefinition.WORD, 100)),
        EncoderDefinition.defaults(),
        0,
        List.of(new LabelColumn(LabelColumn.MAIN, 1, HeadDefinition.softmax())));
  }
}
