package org.tributary.tribuo.internal.model;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.head.LabelSet;
import org.tributary.internal.training.AuxiliaryColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.data.TokenMetadata;

/**
 * Auxiliary tasks of multi-task training: values of the examples' metadata that the network
 * predicts in addition to the labels. They improve the encoder; the trained model predicts labels
 * only. The value {@code _} of a CoNLL-U column is no label.
 *
 * @param keys the metadata keys
 * @param weight the loss weight of each task relative to the labels' loss
 * @param maxLabels the maximum number of distinct values of a task
 */
public record AuxiliaryTasks(List<String> keys, double weight, int maxLabels) {
  /** The keys of the default tasks, which Tributary's CoNLL-U source sets. */
  public static final List<String> DEFAULT_KEYS = TokenMetadata.COLUMNS;

  /** Copies the list. */
  public AuxiliaryTasks {
    keys = List.copyOf(keys);
  }

  /**
   * Returns the tasks present in the training data. Keys with fewer than two distinct values, or
   * with the label itself at every step, are skipped, as are default keys with too many values.
   *
   * @throws IllegalArgumentException if a key named by the user has too many distinct values
   */
  public Found in(Iterable<SequenceExample<Label>> examples, TrainingLog log) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String key : keys) {
      AuxiliaryColumn column = new AuxiliaryColumn();
      for (SequenceExample<Label> example : examples) {
        for (Example<Label> step : example) {
          column.add(value(step, key), step.getOutput().getLabel());
        }
      }
      if (!column.equalsLabels() && isTask(key, column.size(), log)) {
        values.put(key, column.values());
      }
    }
    Found found = new Found(weight, values);
    if (!values.isEmpty()) {
      log.info("Auxiliary tasks: " + found.summary());
    }
    return found;
  }

  private boolean isTask(String key, int labels, TrainingLog log) {
    boolean named = !keys.equals(DEFAULT_KEYS);
    if (labels > maxLabels) {
      if (named) {
        throw new IllegalArgumentException(
            "auxiliaryTasks: expected at most %d distinct values of '%s' in the training data, got %d; leave the key out, or raise maxAuxiliaryLabels"
                .formatted(maxLabels, key, labels));
      }
      log.warning(
          "auxiliaryTasks: skipped '%s', since it has %d distinct values in the training data and maxAuxiliaryLabels is %d"
              .formatted(key, labels, maxLabels));
      return false;
    }
    if (labels < 2 && named) {
      log.warning(
          "auxiliaryTasks: skipped '%s', since a task needs at least 2 distinct values and the training data's metadata have %d under this key"
              .formatted(key, labels));
    }
    return labels > 1;
  }

  private static Optional<String> value(Example<Label> step, String key) {
    return step.getMetadataValue(key)
        .map(Object::toString)
        .filter(
            value ->
                !(key.startsWith(TokenMetadata.CONLLU) && value.equals(AuxiliaryColumn.EMPTY)));
  }

  /**
   * The tasks present in the training data.
   *
   * @param values the distinct values of each key, sorted; a value's index is its label id
   */
  public record Found(double weight, Map<String, List<String>> values) {

    /** Returns the keys with their numbers of labels. */
    public String summary() {
      return String.join(
          ", ",
          values.entrySet().stream()
              .map(task -> "%s (%d labels)".formatted(task.getKey(), task.getValue().size()))
              .toList());
    }

    /** Returns {@code definition} with one more label column per task. */
    public TaggerDefinition add(TaggerDefinition definition) {
      TaggerDefinition extended = definition;
      Set<String> used = new HashSet<>();
      for (String key : values.keySet()) {
        extended = extended.auxiliaryTask(AuxiliaryColumn.columnName(key, used), weight);
      }
      return extended;
    }

    /** Returns {@code columns} with the label set of each task appended. */
    public List<LabelSet> add(List<LabelSet> columns) {
      List<LabelSet> extended = new ArrayList<>(columns);
      values.values().forEach(names -> extended.add(LabelSet.of(names)));
      return extended;
    }

    /** Returns {@code sequence} with the label ids of each task; unseen values have no label. */
    public LabelledSequence add(LabelledSequence sequence, SequenceExample<Label> example) {
      LabelledSequence extended = sequence;
      for (Map.Entry<String, List<String>> column : values.entrySet()) {
        int[] labels = new int[sequence.steps()];
        for (int step = 0; step < labels.length; step++) {
          labels[step] =
              AuxiliaryColumn.label(column.getValue(), value(example.get(step), column.getKey()));
        }
        extended = extended.withColumn(labels);
      }
      return extended;
    }
  }
}
