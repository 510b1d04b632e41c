/**
 * Definitions, files and predictions of taggers and recurrent layers in plain Java.
 *
 * <p>The packages {@code internal} are exported to the other libraries of this project alone.
 */
@SuppressWarnings("module") // the libraries that see internal packages are built later
module org.tributary.model {
  requires com.fasterxml.jackson.core;

  exports org.tributary;
  exports org.tributary.evaluation;
  exports org.tributary.feature;
  exports org.tributary.head;
  exports org.tributary.layer;
  exports org.tributary.param;
  exports org.tributary.sequence;
  exports org.tributary.span;
  exports org.tributary.tagger;
  exports org.tributary.tagger.definition;
  exports org.tributary.text;
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
