package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import org.tributary.train.Optimizer;

/**
 * An optimiser with PyTorch's formulas and names. The learning rate belongs to the trainer.
 * Embedding rows without a gradient are updated as {@link Optimizer} describes.
 */
public sealed interface TaggerOptimizer
    extends Configurable, Provenancable<ConfiguredObjectProvenance>
    permits AdamConstants, SgdOptimizer {

  /** Returns the core optimiser. */
  Optimizer optimizer();
}
