package org.tributary.examples.sensor;

import java.util.List;
import java.util.stream.IntStream;
import org.tributary.feature.NumberColumn;
import org.tributary.param.FloatTensor;
import org.tributary.tagger.TaggedSentence;

/**
 * A recording of several channels with a label at each time step.
 *
 * @param name name of the recording
 * @param values readings, [T, C]
 * @param labels the label of each step: an activity, or a number in decimal notation
 */
public record Recording(String name, FloatTensor values, List<String> labels) {

  /**
   * Copies the labels.
   *
   * @throws IllegalArgumentException if the readings are not [T, C] with one row per label
   */
  public Recording {
    labels = List.copyOf(labels);
    if (values.shape().numDimensions() != 2 || values.shape().get(0) != labels.size()) {
      throw new IllegalArgumentException(
          "recording %s: expected readings of shape [%d, channels], one row per label, got %s"
              .formatted(name, labels.size(), values.shape()));
    }
  }

  /** Returns T, the number of time steps. */
  public int steps() {
    return labels.size();
  }

  /** Returns C, the number of channels. */
  public int channels() {
    return (int) values.shape().get(1);
  }

  /**
   * Returns the labels as numbers, [T].
   *
   * @throws IllegalArgumentException if a label is not a finite number
   */
  public float[] targets() {
    float[] targets = new float[steps()];
    for (int t = 0; t < targets.length; t++) {
      targets[t] = target(t);
    }
    return targets;
  }

  /**
   * Returns the recording for a tagger: one token for each step, named by its number, with the
   * readings as numbers.
   *
   * @param input name of the {@code NumberInput} that reads the readings
   */
  public TaggedSentence sentence(String input) {
    List<String> tokens = IntStream.rangeClosed(1, steps()).mapToObj(Integer::toString).toList();
    return new TaggedSentence(tokens, labels).withNumbers(input, new NumberColumn(values));
  }

  private float target(int step) {
    float target;
    try {
      target = Float.parseFloat(labels.get(step));
    } catch (NumberFormatException e) {
      target = Float.NaN;
    }
    if (!Float.isFinite(target)) {
      throw new IllegalArgumentException(
          "recording %s, step %d: expected a finite number as the target, got '%s'; regression needs numbers"
              .formatted(name, step + 1, labels.get(step)));
    }
    return target;
  }
}
