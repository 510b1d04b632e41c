package org.tributary.tribuo.input.internal;

import java.util.List;
import org.tributary.feature.Frequencies;
import org.tributary.feature.InputColumn;

/** A reader of one input of the network. */
public interface InputReader {

  /** Returns the vocabulary size, including the unknown entry. */
  int entries();

  /** Returns the vocabulary frequencies in the data of the feature domain. */
  Frequencies frequencies();

  /** Returns the vocabulary frequencies in columns that this reader has read. */
  Frequencies frequencies(List<InputColumn> columns);

  /** Reads the input column of a sequence. */
  InputColumn read(List<StepFeatures> steps);
}
