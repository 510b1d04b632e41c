package org.tributary.examples.option.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tributary.examples.io.NumberFormats;
import org.tributary.head.LabelSet;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.definition.TaggerDefaults;

/** Notes on the settings of a training that follow from its data. */
public record TrainingNotes(TrainerOptions options) {

  /**
   * Returns the notes.
   *
   * @param labels the distinct labels of the training file
   * @param sentences the number of training sentences, raw ones included
   * @param newModel whether the output layer and the sizes are those of the options
   */
  public List<String> on(Set<String> labels, long sentences, boolean newModel) {
    List<String> notes = new ArrayList<>();
    if (labels.size() == 1) {
      notes.add(
          "every word has the label %s; is --column the column of the labels?"
              .formatted(labels.iterator().next()));
    }
    fewSteps(sentences, labels).ifPresent(notes::add);
    List<String> chosen = spanDefaults(labels, newModel);
    if (!chosen.isEmpty()) {
      notes.add("defaults for span labels: " + String.join(", ", chosen));
    }
    return notes;
  }

  /**
   * Returns a note if {@code --epochs} results in fewer than half of the minimum number of training
   * steps of the defaults.
   */
  private Optional<String> fewSteps(long sentences, Set<String> labels) {
    int epochs = options.count("epochs");
    if (epochs == 0 || options.count("batchWords") > 0) {
      return Optional.empty();
    }
    int automatic =
        SpanLabels.encodeSpans(labels) ? TaggerDefaults.SPAN_BATCH_SIZE : TaggerDefaults.BATCH_SIZE;
    int size = options.count("batchSize") > 0 ? options.count("batchSize") : automatic;
    long steps = epochs * ((sentences + size - 1) / size);
    return steps >= TaggerDefaults.MIN_STEPS / 2
        ? Optional.empty()
        : Optional.of(
            "--epochs %d gives %s of up to %s; without --epochs%s there are at least %s"
                .formatted(
                    epochs,
                    NumberFormats.count(steps, "training step"),
                    NumberFormats.count(size, "sentence"),
                    options.count("batchSize") > 0 ? " and --batch-size" : "",
                    NumberFormats.count(TaggerDefaults.MIN_STEPS)));
  }

  /**
   * Returns the settings that follow from span labels, since no option sets them; none for other
   * labels.
   */
  private List<String> spanDefaults(Set<String> labels, boolean newModel) {
    if (!SpanLabels.encodeSpans(labels)) {
      return List.of();
    }
    List<String> chosen = new ArrayList<>();
    if (newModel && options.hasAutomaticHead()) {
      chosen.add("a CRF of their tag scheme (--softmax: no CRF)");
    }
    if (newModel && options.count("hiddenSize") == 0 && options.preset().hiddenSize() == 0) {
      chosen.add("hidden size " + TaggerDefaults.hiddenSize(LabelSet.of(List.copyOf(labels))));
    }
    if (options.count("batchSize") == 0 && options.count("batchWords") == 0) {
      chosen.add("batches of up to " + TaggerDefaults.SPAN_BATCH_SIZE);
    }
    if (options.count("epochs") == 0) {
      chosen.add("at least %d epochs".formatted(TaggerDefaults.SPAN_EPOCHS));
    }
    if (options.number("wordDropout") == TaggerDefaults.BY_LABELS) {
      chosen.add("word dropout " + TaggerDefaults.SPAN_WORD_DROPOUT);
    }
    if (options.number("unknownRate") == TaggerDefaults.BY_LABELS) {
      chosen.add("UNK rate " + TaggerDefaults.SPAN_UNKNOWN_RATE);
    }
    return chosen;
  }
}
