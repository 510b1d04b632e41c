package org.tributary.tagger;

import java.util.List;
import org.tributary.input.FeatureInput;
import org.tributary.input.Inputs;

/**
 * The entry point: {@code Tagger.define()} starts the definition of a sequence tagger.
 *
 * <pre>{@code
 * Tagger.define().words(100).encode(e -> e.lstm(200).layers(2).bidirectional()).dropout(0.5)
 * }</pre>
 */
public final class Tagger {
  private Tagger() {}

  /**
   * Returns the default definition: word embeddings of size 100, one bidirectional LSTM layer of
   * hidden size 200, no dropout and a softmax head.
   */
  public static TaggerDefinition define() {
    return new TaggerDefinition(
        Inputs.of(FeatureInput.of(TaggerDefinition.WORD, 100)),
        EncoderDefinition.defaults(),
        0,
        List.of(new LabelColumn(LabelColumn.MAIN, 1, HeadDefinition.softmax())));
  }
}
