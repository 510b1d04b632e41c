package org.tributary.tribuo.config;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import org.tributary.train.optimizer.Optimizer;

/**
 * An optimizer as a component of a configuration. The learning rate belongs to the trainer. {@link
 * Optimizer} describes the updates of embedding rows without a gradient and their cost.
 *
 * <p>Implement it for an optimizer of your own. A model's provenance records the class name and the
 * {@code @Config} fields; training from that provenance needs the class on the class path.
 */
public interface TaggerOptimizer extends Configurable, Provenancable<ConfiguredObjectProvenance> {

  /** Returns the core optimizer. */
  Optimizer optimizer();

  /** Returns the values of the fields that OLCUT configures. */
  @Override
  default ConfiguredObjectProvenance getProvenance() {
    return new ConfiguredObjectProvenanceImpl(this, "TaggerOptimizer");
  }
}
