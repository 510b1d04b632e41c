package org.tributary.tribuo.internal.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.training.AuxiliaryColumn;
import org.tributary.internal.training.AuxiliaryColumns;
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
public record MetadataTasks(List<String> keys, double weight, int maxLabels) {
  /** The keys of the default tasks, which Tributary's CoNLL-U source sets. */
  public static final List<String> DEFAULT_KEYS = TokenMetadata.COLUMNS;

  /** Copies the list. */
  public MetadataTasks {
    keys = List.copyOf(keys);
  }

  /**
   * Returns the tasks present in the training data. Keys with fewer than two distinct values, or
   * with the label itself at every step, are skipped, as are default keys with too many values.
   *
   * @throws IllegalArgumentException if a key named by the user has too many distinct values
   */
  public AuxiliaryColumns<SequenceExample<Label>> in(
      Iterable<SequenceExample<Label>> examples, TrainingLog log) {
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
    AuxiliaryColumns<SequenceExample<Label>> found =
        AuxiliaryColumns.of(values, weight, (example, step, key) -> value(example.get(step), key));
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
}
