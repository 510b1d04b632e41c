package org.tributary.tribuo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.head.LabelSet;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * Auxiliary tasks of multi-task training: values of the examples' metadata that the network
 * predicts in addition to the labels. They improve the encoder; the trained model predicts labels
 * only.
 *
 * @param keys the metadata keys
 * @param weight the loss weight of each task relative to the labels' loss
 */
record AuxiliaryTasks(List<String> keys, double weight) {

  /** Copies the list. */
  AuxiliaryTasks {
    keys = List.copyOf(keys);
  }

  /**
   * Returns the tasks present in the training data. Keys with fewer than two distinct values, or
   * with the label itself at every step, are skipped.
   */
  Found in(Iterable<SequenceExample<Label>> examples) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String key : keys) {
      TreeSet<String> distinct = new TreeSet<>();
      boolean copiesLabels = true;
      for (SequenceExample<Label> example : examples) {
        for (Example<Label> step : example) {
          Optional<String> value = value(step, key);
          value.ifPresent(distinct::add);
          copiesLabels &= value.equals(Optional.of(step.getOutput().getLabel()));
        }
      }
      if (distinct.size() > 1 && !copiesLabels) {
        values.put(key, List.copyOf(distinct));
      }
    }
    return new Found(weight, values);
  }

  private static Optional<String> value(Example<Label> step, String key) {
    return step.getMetadataValue(key).map(Object::toString);
  }

  /**
   * The tasks present in the training data.
   *
   * @param values the distinct values of each key, sorted; a value's index is its label id
   */
  record Found(double weight, Map<String, List<String>> values) {

    /** Returns {@code definition} with one more label column per task. */
    TaggerDefinition add(TaggerDefinition definition) {
      TaggerDefinition extended = definition;
      for (String key : values.keySet()) {
        extended = extended.auxiliaryTask(key, weight);
      }
      return extended;
    }

    /** Returns {@code columns} with the label set of each task appended. */
    List<LabelSet> add(List<LabelSet> columns) {
      List<LabelSet> extended = new ArrayList<>(columns);
      values.values().forEach(names -> extended.add(LabelSet.of(names)));
      return extended;
    }

    /** Returns {@code sequence} with the label ids of each task; unseen values have no label. */
    LabelledSequence add(LabelledSequence sequence, SequenceExample<Label> example) {
      LabelledSequence extended = sequence;
      for (Map.Entry<String, List<String>> column : values.entrySet()) {
        int[] labels = new int[sequence.steps()];
        for (int step = 0; step < labels.length; step++) {
          labels[step] =
              value(example.get(step), column.getKey())
                  .map(label -> Collections.binarySearch(column.getValue(), label))
                  .filter(index -> index >= 0)
                  .orElse(LabelledSequence.NONE);
        }
        extended = extended.withColumn(labels);
      }
      return extended;
    }
  }
}
