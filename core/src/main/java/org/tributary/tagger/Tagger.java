package org.tributary.tagger;

import java.util.List;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Inputs;
import org.tributary.head.Head;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The entry point: {@code Tagger.define()} starts the definition of a sequence tagger.
 *
 * <pre>{@code
 * Tagger.define()
 *     .words(100)
 *     .encoder(input -> Recurrent.lstm(input).hidden(200).layers(2).bidirectional())
 *     .dropout(0.5)
 * }</pre>
 */
public final class Tagger {
  private Tagger() {}

  /**
   * Returns the default definition: word embeddings of size 100, one bidirectional LSTM layer of
   * hidden size 200, no dropout and a softmax head.
   */
  public static TaggerDefinition define() {
    Inputs inputs = Inputs.of(EmbeddingInput.of(TaggerDefinition.WORD, 100));
    return new TaggerDefinition(
        inputs,
        Recurrent.lstm(inputs.outputSize()).hidden(200).bidirectional(),
        0,
        0,
        List.of(new LabelColumn(LabelColumn.MAIN, 1, Head.softmax())));
  }
}
