package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import org.tributary.train.Optimizer;

/**
 * How parameters follow their gradients, with PyTorch's formulas and names. The learning rate is
 * the trainer's. Rows of a table that a step does not touch stay as they are; see {@link
 * Optimizer}.
 */
public sealed interface TaggerOptimizer
    extends Configurable, Provenancable<ConfiguredObjectProvenance>
    permits AdamConstants, SgdOptimizer {

  /** What it is to the core. */
  Optimizer optimizer();
}
