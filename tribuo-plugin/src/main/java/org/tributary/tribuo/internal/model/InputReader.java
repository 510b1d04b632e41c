package org.tributary.tribuo.internal.model;

import java.util.List;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.Frequencies;
import org.tributary.feature.InputColumn;

/** A reader of one input of the network. */
public interface InputReader extends AutoCloseable {

  /** Returns the vocabulary size, including the unknown entry. */
  int entries();

  /**
   * Returns the vocabulary frequencies in columns that this reader has read; by default those of
   * entries that are never replaced.
   */
  default Frequencies frequencies(List<InputColumn> columns) {
    return Frequencies.neverReplaced();
  }

  /** Reads the input column of a sequence. */
  InputColumn read(List<StepFeatures> steps);

  /**
   * Reads the input columns of sequences at once, if a step's column depends on the other steps of
   * its sequence; none, the default, if {@link #read} reads each.
   */
  default List<? extends InputColumn> readTogether(List<SequenceExample<Label>> examples) {
    return List.of();
  }

  /** Frees native memory, after the calls that run; by default there is none. */
  @Override
  default void close() {}
}
