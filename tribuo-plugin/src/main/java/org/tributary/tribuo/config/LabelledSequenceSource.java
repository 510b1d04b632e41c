package org.tributary.tribuo.config;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataSource;

/**
 * A data source of labelled sequences that a configuration can name: the counterpart of Tribuo's
 * {@code ConfigurableDataSource} for sequences.
 */
public interface LabelledSequenceSource extends Configurable, SequenceDataSource<Label> {}
