package org.tributary.tribuo.input;

import java.util.List;
import org.tributary.input.InputColumn;
import org.tributary.input.Occurrences;

/** Reads what one input reads of a sequence. */
sealed interface ColumnReader permits TableReader, LetterReader, NumberReader, VectorReader {

  /** How many entries the input has, that for the unknown included. */
  int entries();

  /** How often they came in the training data. */
  Occurrences occurrences();

  /** The column of a sequence. */
  InputColumn read(List<StepFeatures> steps);
}
