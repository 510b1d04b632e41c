package org.tributary.train.tagger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tributary.internal.training.AuxiliaryColumn;
import org.tributary.internal.training.AuxiliaryColumns;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefaults;
import org.tributary.tagger.definition.TaggerDefinition;

/**
 * The auxiliary tasks of a word tagger's training: columns of the sentences that the network
 * predicts in addition to the labels.
 */
final class AuxiliaryTasks {
  private static final Logger LOGGER = System.getLogger(WordTagger.class.getName());

  private AuxiliaryTasks() {}

  /**
   * Returns the tasks of a definition: its own, or if they are automatic, those of {@link
   * TaggedSentence#GRAMMAR} that the training data have. Columns that equal the labels, or have
   * fewer than two or too many distinct values, are no automatic tasks.
   *
   * @throws IllegalArgumentException if no sentence has a value of a task that the definition names
   */
  static AuxiliaryColumns<TaggedSentence> of(
      TaggerDefinition definition, List<TaggedSentence> train) {
    return definition.automatic().auxiliaryTasks() && definition.columns().size() == 1
        ? automatic(train)
        : named(definition.columns().subList(1, definition.columns().size()), train);
  }

  private static AuxiliaryColumns<TaggedSentence> named(
      List<LabelColumn> columns, List<TaggedSentence> train) {
    List<String> keys = columns.stream().map(column -> key(column.name(), train)).toList();
    List<List<String>> values = new ArrayList<>();
    for (int k = 0; k < keys.size(); k++) {
      values.add(requireValues(columns.get(k).name(), keys.get(k), train));
    }
    return new AuxiliaryColumns<>(columns, keys, values, AuxiliaryTasks::value);
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

  private static AuxiliaryColumns<TaggedSentence> automatic(List<TaggedSentence> train) {
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
    AuxiliaryColumns<TaggedSentence> tasks =
        AuxiliaryColumns.of(found, TaggerDefaults.AUXILIARY_WEIGHT, AuxiliaryTasks::value);
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

  private static Optional<String> value(TaggedSentence sentence, int token, String key) {
    return sentence.value(key, token);
  }
}
