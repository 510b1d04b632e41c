package org.tributary.tribuo.input;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import java.io.IOException;
import java.util.function.Predicate;

/** Where pretrained vectors of words come from. */
public interface VectorSource extends Configurable, Provenancable<ConfiguredObjectProvenance> {

  /**
   * Reads the vectors of the words that are wanted.
   *
   * @throws IOException saying what is wrong and where
   */
  WordVectors read(Predicate<String> wanted) throws IOException;
}
