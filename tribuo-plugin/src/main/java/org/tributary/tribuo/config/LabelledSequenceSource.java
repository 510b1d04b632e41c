package org.tributary.tribuo.config;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.sequence.SequenceDataSource;

/**
 * A data source of labelled sequences that a configuration can name: the counterpart of Tribuo's
 * {@code ConfigurableDataSource} for sequences.
 */
public interface LabelledSequenceSource extends Configurable, SequenceDataSource<Label> {
  @Override
  default OutputFactory<Label> getOutputFactory() {
    return new LabelFactory();
  }
}
