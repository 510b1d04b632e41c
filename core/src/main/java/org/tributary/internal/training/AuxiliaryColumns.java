package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The auxiliary tasks of a training: label columns that the network predicts in addition to the
 * labels.
 *
 * @param columns the label column of each task
 * @param keys the key of each task's values in the examples
 * @param values the distinct values of each task, sorted; a value's index is its label id
 * @param reader reads the values of examples
 */
public record AuxiliaryColumns<E>(
    List<LabelColumn> columns, List<String> keys, List<List<String>> values, Reader<E> reader) {
  /** A reader of the values of examples. */
  @FunctionalInterface
  public interface Reader<E> {
    /** Returns the value of a step under a key, if it has one. */
    Optional<String> value(E example, int step, String key);
  }

  /** Returns a task with a softmax for each key, with the values of the keys. */
  public static <E> AuxiliaryColumns<E> of(
      Map<String, List<String>> values, double weight, Reader<E> reader) {
    Set<String> used = new HashSet<>();
    List<LabelColumn> columns = new ArrayList<>();
    for (String key : values.keySet()) {
      String name = AuxiliaryColumn.columnName(key, used);
      columns.add(new LabelColumn(name, weight, Head.softmax()));
    }
    return new AuxiliaryColumns<>(
        columns, List.copyOf(values.keySet()), List.copyOf(values.values()), reader);
  }

  /** Returns the keys with their numbers of labels. */
  public String summary() {
    return IntStream.range(0, keys.size())
        .mapToObj(k -> "%s (%d labels)".formatted(keys.get(k), values.get(k).size()))
        .collect(Collectors.joining(", "));
  }

  /** Returns {@code definition} with these tasks as its auxiliary tasks. */
  public TaggerDefinition add(TaggerDefinition definition) {
    TaggerDefinition extended = definition.withoutAuxiliaryTasks();
    for (LabelColumn column : columns) {
      extended = extended.auxiliaryTask(column.name(), column.lossWeight(), column.head());
    }
    return extended;
  }

  /** Returns {@code labels} with the label set of each task appended. */
  public List<LabelSet> add(List<LabelSet> labels) {
    List<LabelSet> extended = new ArrayList<>(labels);
    values.forEach(names -> extended.add(LabelSet.of(names)));
    return extended;
  }

  /** Returns {@code sequence} with the label ids of each task; unseen values have no label. */
  public LabelledSequence add(LabelledSequence sequence, E example) {
    LabelledSequence extended = sequence;
    for (int k = 0; k < keys.size(); k++) {
      int[] labels = new int[sequence.steps()];
      for (int step = 0; step < labels.length; step++) {
        labels[step] =
            AuxiliaryColumn.label(values.get(k), reader.value(example, step, keys.get(k)));
      }
      extended = extended.withColumn(labels);
    }
    return extended;
  }
}
