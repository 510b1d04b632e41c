package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import java.io.IOException;
import java.util.function.Predicate;
import org.tributary.feature.WordVectors;

/** A source of pretrained word vectors. */
public interface VectorSource extends Configurable, Provenancable<ConfiguredObjectProvenance> {

  /**
   * Reads the vectors of the words that pass a filter.
   *
   * @param wanted the filter of words
   * @throws IOException if the vectors cannot be read; the message names the place
   */
  WordVectors read(Predicate<String> wanted) throws IOException;
}
