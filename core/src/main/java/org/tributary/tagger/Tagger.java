package org.tributary.tagger;

import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The entry point: {@code Tagger.define()} starts the definition of a sequence tagger.
 *
 * <pre>{@code
 * Tagger.define()
 *     .words(100)
 *     .encoder(input -> Recurrent.lstm(input).hidden(200).layers(2).bidirectional())
 *     .lockedDropout(0.3)
 * }</pre>
 */
public final class Tagger {
  private Tagger() {}

  /**
   * Returns the default definition: embeddings of words and lower-cased words, a character LSTM,
   * two bidirectional LSTM layers of hidden size 128, or 256 for more than 32 labels, with a
   * residual connection, locked dropout 0.5 and a softmax head. The first input that is set
   * replaces the default ones.
   */
  public static TaggerDefinition define() {
    return TaggerDefaults.definition();
  }
}
