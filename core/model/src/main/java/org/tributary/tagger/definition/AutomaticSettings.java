package org.tributary.tagger.definition;

import org.tributary.layer.Recurrent;

/**
 * Flags for the settings of a tagger definition that are still automatic: chosen by defaults or
 * from the training data.
 *
 * @param inputs whether the inputs are those of {@code Tagger.define()}; the first input that is
 *     set replaces them
 * @param hiddenSize whether the encoder's hidden size follows from the labels; see {@link
 *     TaggerDefinition#resolved}
 * @param head whether a word tagger chooses the main column's output layer by its labels: a CRF of
 *     their tag scheme for span labels, else a softmax
 * @param auxiliaryTasks whether a word tagger learns the grammatical columns of the training
 *     sentences as auxiliary tasks
 */
public record AutomaticSettings(
    boolean inputs, boolean hiddenSize, boolean head, boolean auxiliaryTasks) {
  static final AutomaticSettings ALL = new AutomaticSettings(true, true, true, true);
  static final AutomaticSettings NONE = new AutomaticSettings(false, false, false, false);

  AutomaticSettings withoutInputs() {
    return new AutomaticSettings(false, hiddenSize, head, auxiliaryTasks);
  }

  AutomaticSettings withoutHiddenSize() {
    return new AutomaticSettings(inputs, false, head, auxiliaryTasks);
  }

  AutomaticSettings withoutHead() {
    return new AutomaticSettings(inputs, hiddenSize, false, auxiliaryTasks);
  }

  AutomaticSettings withoutAuxiliaryTasks() {
    return new AutomaticSettings(inputs, hiddenSize, head, false);
  }

  /** Returns the encoder for data of {@code sizes}. */
  Recurrent encoder(TaggerDefinition definition, TaggerSizes sizes) {
    return hiddenSize
        ? TaggerDefaults.encoder(
            definition.inputs().outputSize(), TaggerDefaults.hiddenSize(sizes.columns().get(0)))
        : definition.encoder();
  }
}
