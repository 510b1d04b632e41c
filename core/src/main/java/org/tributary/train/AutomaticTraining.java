package org.tributary.train;

import org.tributary.head.LabelSet;
import org.tributary.tagger.definition.TaggerDefaults;

/**
 * Flags for the training options that are still automatic: their values follow from the labels; see
 * {@link TrainingOptions#resolved}.
 *
 * @param epochs whether the number of epochs follows from the labels
 * @param batchSize whether the batch size follows from them
 * @param unknownRate whether the rate of UNK replacement follows from them
 * @param wordDropout whether the probability of word dropout follows from them
 * @param minSteps whether the minimum number of steps is that of the defaults, unless epochs or
 *     batch size are set
 */
public record AutomaticTraining(
    boolean epochs, boolean batchSize, boolean unknownRate, boolean wordDropout, boolean minSteps) {
  static final AutomaticTraining ALL = new AutomaticTraining(true, true, true, true, true);
  static final AutomaticTraining NONE = new AutomaticTraining(false, false, false, false, false);

  AutomaticTraining withoutEpochs() {
    return new AutomaticTraining(false, batchSize, unknownRate, wordDropout, minSteps);
  }

  AutomaticTraining withoutBatchSize() {
    return new AutomaticTraining(epochs, false, unknownRate, wordDropout, minSteps);
  }

  AutomaticTraining withoutUnknownRate() {
    return new AutomaticTraining(epochs, batchSize, false, wordDropout, minSteps);
  }

  AutomaticTraining withoutWordDropout() {
    return new AutomaticTraining(epochs, batchSize, unknownRate, false, minSteps);
  }

  AutomaticTraining withoutMinSteps() {
    return new AutomaticTraining(epochs, batchSize, unknownRate, wordDropout, false);
  }

  /** Returns {@code options} with the values for {@code labels}, all fixed. */
  TrainingOptions forLabels(TrainingOptions options, LabelSet labels) {
    boolean spans = TaggerDefaults.areSpans(labels);
    return options.with(
        draft -> {
          draft.automatic = NONE;
          if (spans && epochs) {
            draft.loop = loopOfSpans(options.loop());
          }
          if (spans && batchSize) {
            draft.batchSize = BatchSize.sequences(TaggerDefaults.SPAN_BATCH_SIZE);
          }
          if (spans && unknownRate) {
            draft.unknownRate = TaggerDefaults.SPAN_UNKNOWN_RATE;
          }
          if (spans && wordDropout) {
            draft.wordDropout = TaggerDefaults.SPAN_WORD_DROPOUT;
          }
        });
  }

  private static LoopOptions loopOfSpans(LoopOptions loop) {
    return new LoopOptions(TaggerDefaults.SPAN_EPOCHS, loop.schedule(), loop.patience());
  }
}
