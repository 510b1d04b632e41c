package org.tributary.train.tagger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tributary.internal.training.AuxiliaryColumn;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The auxiliary tasks of a word tagger's training: columns of the sentences that the network
 * predicts in addition to the labels.
 *
 * @param columns the label column of each task
 * @param keys the name of each task's column in the sentences
 * @param values the distinct values of each task, sorted
 */
record AuxiliaryTasks(List<LabelColumn> columns, List<String> keys, List<List<String>> values) {
  private static final Logger LOGGER = System.getLogger(WordTagger.class.getName());

  /**
   * Returns the tasks of a definition: its own, or if they are automatic, those of {@link
   * TaggedSentence#GRAMMAR} that the training data have. Columns that equal the labels, or have
   * fewer than two or too many distinct values, are no automatic tasks.
   *
   * @throws IllegalArgumentException if no sentence has a value of a task that the definition names
   */
  static AuxiliaryTasks of(TaggerDefinition definition, List<TaggedSentence> train) {
    return definition.automatic().auxiliaryTasks() && definition.columns().size() == 1
        ? automatic(train)
        : named(definition.columns().subList(1, definition.columns().size()), train);
  }

  private static AuxiliaryTasks named(List<LabelColumn> columns, List<TaggedSentence> train) {
    List<String> keys = columns.stream().map(column -> key(column.name(), train)).toList();
    List<List<String>> values = new ArrayList<>();
    for (int k = 0; k < keys.size(); k++) {
      values.add(requireValues(columns.get(k).name(), keys.get(k), train));
    }
    return new AuxiliaryTasks(columns, keys, values);
  }

  /** Returns the column of a task's name, or if no sentence has it, that of CoNLL-U. */
  private static String key(String name, List<TaggedSentence> train) {
    String grammatical = TaggedSentence.CONLLU + name;
    return TaggedSentence.GRAMMAR.contains(grammatical)
            && train.stream().noneMatch(sentence -> sentence.columns().containsKey(name))
        ? grammatical
        : name;
  }

  private static List<String> requireValues(String name, String key, List<TaggedSentence> train) {
    List<String> values = column(key, train).values();
    if (values.isEmpty()) {
      Set<String> present = new TreeSet<>();
      train.forEach(s -> present.addAll(s.columns().keySet()));
      throw new IllegalArgumentException(
          "word tagger: expected values of the auxiliary task %s in the training sentences, got the columns %s; add them by TaggedSentence.withColumn"
              .formatted(name, present));
    }
    return values;
  }

  private static AuxiliaryTasks automatic(List<TaggedSentence> train) {
    Set<String> used = new HashSet<>();
    Map<String, List<String>> found = new LinkedHashMap<>();
    for (String key : TaggedSentence.GRAMMAR) {
      AuxiliaryColumn column = column(key, train);
      if (column.size() > TaggerDefaults.MAX_AUXILIARY_LABELS) {
        LOGGER.log(
            Level.WARNING,
            "auxiliary tasks: skipped %s, since it has %d distinct values in the training data, more than %d"
                .formatted(key, column.size(), TaggerDefaults.MAX_AUXILIARY_LABELS));
      } else if (column.size() > 1 && !column.equalsLabels()) {
        found.put(key, column.values());
      }
    }
    List<LabelColumn> columns = new ArrayList<>();
    for (String key : found.keySet()) {
      columns.add(LabelColumn.auxiliary(AuxiliaryColumn.columnName(key, used)));
    }
    AuxiliaryTasks tasks =
        new AuxiliaryTasks(columns, List.copyOf(found.keySet()), List.copyOf(found.values()));
    if (!found.isEmpty()) {
      LOGGER.log(Level.INFO, "auxiliary tasks: " + tasks.summary());
    }
    return tasks;
  }

  private static AuxiliaryColumn column(String key, List<TaggedSentence> train) {
    AuxiliaryColumn column = new AuxiliaryColumn();
    for (TaggedSentence sentence : train) {
      if (!sentence.countsLabels() && !sentence.columns().containsKey(key)) {
        continue; // a raw sentence says nothing about the column
      }
      for (int token = 0; token < sentence.tokens().size(); token++) {
        column.add(sentence.value(key, token), sentence.labels().get(token));
      }
    }
    return column;
  }

  private String summary() {
    List<String> tasks = new ArrayList<>();
    for (int k = 0; k < keys.size(); k++) {
      tasks.add("%s (%d labels)".formatted(keys.get(k), values.get(k).size()));
    }
    return String.join(", ", tasks);
  }

  /** Returns {@code definition} with these tasks as its auxiliary tasks. */
  TaggerDefinition add(TaggerDefinition definition) {
    TaggerDefinition extended = definition.withoutAuxiliaryTasks();
    for (LabelColumn column : columns) {
      extended = extended.auxiliaryTask(column.name(), column.lossWeight(), column.head());
    }
    return extended;
  }

  /** Returns {@code sequence} with the label ids of each task; unseen values have no label. */
  LabelledSequence add(LabelledSequence sequence, TaggedSentence sentence) {
    LabelledSequence extended = sequence;
    for (int k = 0; k < keys.size(); k++) {
      int[] labels = new int[sequence.steps()];
      for (int token = 0; token < labels.length; token++) {
        Optional<String> value = sentence.value(keys.get(k), token);
        labels[token] = AuxiliaryColumn.label(values.get(k), value);
      }
      extended = extended.withColumn(labels);
    }
    return extended;
  }
}
