package org.tributary.tribuo.input;

import java.util.List;
import org.tributary.input.Frequencies;
import org.tributary.input.InputColumn;

/** Reads what one input reads of a sequence. */
sealed interface InputReader permits TableReader, CharacterReader, NumberReader, VectorReader {

  /** How many entries the input has, that for the unknown included. */
  int entries();

  /** How often they came in the training data. */
  Frequencies occurrences();

  /** The column of a sequence. */
  InputColumn read(List<StepFeatures> steps);
}
