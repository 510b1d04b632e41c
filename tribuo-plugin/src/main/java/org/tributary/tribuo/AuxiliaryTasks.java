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
import org.tributary.tagger.LabelSet;
import org.tributary.tagger.LabelledSequence;
import org.tributary.tagger.TaggerDefinition;

/**
 * What training predicts beside the labels: values of the examples' metadata. They help the encoder
 * and are gone afterwards; the model predicts labels only.
 *
 * @param keys of the metadata
 * @param weight of each column's loss beside the labels'
 */
record AuxiliaryTasks(List<String> keys, double weight) {

  /** Copies the list. */
  AuxiliaryTasks {
    keys = List.copyOf(keys);
  }

  /**
   * The values that the keys have in the training data, without keys that have but one value, or
   * the label's at every step.
   */
  Found in(Iterable<SequenceExample<Label>> examples) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String key : keys) {
      TreeSet<String> distinct = new TreeSet<>();
      boolean labelsThemselves = true;
      for (SequenceExample<Label> example : examples) {
        for (Example<Label> step : example) {
          Optional<String> value = value(step, key);
          value.ifPresent(distinct::add);
          labelsThemselves &= value.equals(Optional.of(step.getOutput().getLabel()));
        }
      }
      if (distinct.size() > 1 && !labelsThemselves) {
        values.put(key, List.copyOf(distinct));
      }
    }
    return new Found(weight, values);
  }

  private static Optional<String> value(Example<Label> step, String key) {
    return step.getMetadataValue(key).map(Object::toString);
  }

  /**
   * The columns that there are.
   *
   * @param values of each key, by index and so in order
   */
  record Found(double weight, Map<String, List<String>> values) {

    /** {@code definition} with a column more for each key. */
    TaggerDefinition add(TaggerDefinition definition) {
      TaggerDefinition more = definition;
      for (String key : values.keySet()) {
        more = more.auxiliaryTask(key, weight);
      }
      return more;
    }

    /** {@code columns} with the labels of each key. */
    List<LabelSet> add(List<LabelSet> columns) {
      List<LabelSet> more = new ArrayList<>(columns);
      values.values().forEach(names -> more.add(LabelSet.of(names)));
      return more;
    }

    /** {@code sequence} with the values of {@code example}'s metadata; one unknown has no label. */
    LabelledSequence add(LabelledSequence sequence, SequenceExample<Label> example) {
      LabelledSequence more = sequence;
      for (Map.Entry<String, List<String>> column : values.entrySet()) {
        int[] labels = new int[sequence.steps()];
        for (int step = 0; step < labels.length; step++) {
          labels[step] =
              value(example.get(step), column.getKey())
                  .map(label -> Collections.binarySearch(column.getValue(), label))
                  .filter(index -> index >= 0)
                  .orElse(LabelledSequence.NONE);
        }
        more = more.and(labels);
      }
      return more;
    }
  }
}
