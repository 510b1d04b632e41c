/**
 * Definitions, files and predictions of taggers and recurrent layers in plain Java.
 *
 * <p>The packages {@code internal} are exported to the other libraries of this project alone.
 */
@SuppressWarnings("module") // the libraries that see internal packages are built later
module org.tributary.model {
  requires com.fasterxml.jackson.core;

  exports org.tributary.cell;
  exports org.tributary.concurrent;
  exports org.tributary.feature;
  exports org.tributary.feature.character;
  exports org.tributary.head;
  exports org.tributary.inference;
  exports org.tributary.layer;
  exports org.tributary.param;
  exports org.tributary.random;
  exports org.tributary.sequence;
  exports org.tributary.serve;
  exports org.tributary.span;
  exports org.tributary.tagger;
  exports org.tributary.tagger.definition;
  exports org.tributary.text;
  exports org.tributary.text.column;
  exports org.tributary.text.conllu;
  exports org.tributary.torch;
  exports org.tributary.internal to
      org.tributary.core,
      org.tributary.tribuo;
  exports org.tributary.internal.input to
      org.tributary.core,
      org.tributary.tribuo;
  exports org.tributary.internal.tagger to
      org.tributary.core,
      org.tributary.tribuo;

  uses org.tributary.internal.tagger.InputCodec.Format;
  uses org.tributary.internal.tagger.SequencePredictor.Provider;
  uses org.tributary.tagger.TaggerReader;
}
