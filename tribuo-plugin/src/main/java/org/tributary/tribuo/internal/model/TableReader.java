package org.tributary.tribuo.internal.model;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Frequencies;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.WordForm;

/**
 * A reader of the features in one embedding table, indexed in id order and followed by the unknown
 * feature. A step whose features of the group are all unseen reads the unknown feature; a step
 * without any reads none. In the table of features that no other input reads, a step without a
 * known feature reads the unknown one.
 */
final class TableReader implements InputReader {
  private static final int ABSENT = -1;

  /** The groups of which every word has exactly one feature. */
  private static final List<String> OF_EVERY_WORD =
      List.of(EmbeddingInput.WORD, EmbeddingInput.LOWER, "shape");

  private final EmbeddingInput input;
  private final Optional<String> group;
  private final FeatureGroups groups;
  private final List<Integer> ids;
  private final int[] entryOf; // by id
  private final int first;
  private final int last; // skips most other ids: those of a group are usually contiguous

  /**
   * @param group the group; empty for the features that no other input reads
   * @param grouped the ids of the features in the groups of all inputs
   */
  TableReader(EmbeddingInput input, Optional<String> group, FeatureGroups groups, BitSet grouped) {
    this.input = input;
    this.group = group;
    this.groups = groups;
    this.ids = group.map(groups::ids).orElseGet(() -> groups.rest(grouped));
    this.entryOf = new int[groups.size()];
    this.first = ids.isEmpty() ? 0 : ids.get(0);
    this.last = ids.isEmpty() ? -1 : ids.get(ids.size() - 1);
    Arrays.fill(entryOf, ABSENT);
    for (int entry = 0; entry < ids.size(); entry++) {
      entryOf[ids.get(entry)] = entry;
    }
  }

  @Override
  public int entries() {
    return ids.size() + 1;
  }

  @Override
  public Frequencies frequencies(List<InputColumn> columns) {
    return Frequencies.of(counts(columns, entries()), unknown());
  }

  private int unknown() {
    return ids.size();
  }

  @Override
  public List<String> names() {
    return ids.stream().map(groups::name).toList();
  }

  @Override
  public List<String> symbols() {
    return names().stream().map(FeatureGroups::symbol).toList();
  }

  @Override
  public Input<?> ofWords(Optional<Gazetteer> gazetteer) {
    if (gazetteer.isPresent() && group.equals(Optional.of(GazetteerInput.GAZETTEER))) {
      return ofTags(gazetteer.get());
    }
    String form = group.orElseGet(this::onlyForm);
    Input<?> table =
        input.form().map(FeatureGroups::of).equals(Optional.of(form))
            ? input
            : input.named(form).reading(WordForm.named(form));
    if (table.wordReader().isEmpty()) {
      throw InputReader.notOfWords(
          table.name(), "a form of words that a word tagger knows", "the group " + table.name());
    }
    return table;
  }

  /** Returns the input of the tags in a gazetteer, of which the group's features are. */
  private GazetteerInput ofTags(Gazetteer gazetteer) {
    GazetteerInput tags =
        new GazetteerInput(
            GazetteerInput.GAZETTEER, input.size(), input.standardDeviation(), gazetteer);
    if (!tags.embedding().equals(input.named(tags.name()).reading(Optional.empty()))) {
      throw InputReader.notOfWords(
          input.name(), "the tags of a gazetteer, trained and without a projection", "others");
    }
    return tags;
  }

  /** Returns the group of the features that no other input reads, of which each word has one. */
  private String onlyForm() {
    List<String> rest = names().stream().map(FeatureGroups::group).distinct().sorted().toList();
    if (rest.size() != 1 || !OF_EVERY_WORD.contains(rest.get(0))) {
      throw InputReader.notOfWords(
          input.name(), "one of " + OF_EVERY_WORD, "one table of the groups " + rest);
    }
    return rest.get(0);
  }

  @Override
  public InputColumn read(List<StepFeatures> steps) {
    FeatureColumn.Builder builder = FeatureColumn.builder();
    for (StepFeatures step : steps) {
      builder.step();
      boolean any = false;
      for (StepFeatures.Known known : step.known()) {
        int id = known.id();
        if (id >= first && id <= last && entryOf[id] != ABSENT) {
          builder.feature(entryOf[id], known.weight());
          any = true;
        }
      }
      if (!any && group.map(step::hasUnseen).orElse(true)) {
        builder.feature(unknown(), 1f);
      }
    }
    return builder.build();
  }

  /** Returns the number of occurrences of each of {@code entries} features, of any value. */
  static int[] counts(List<InputColumn> columns, int entries) {
    int[] counts = new int[entries];
    for (InputColumn column : columns) {
      FeatureColumn features = (FeatureColumn) column;
      for (int step = 0; step < features.steps(); step++) {
        for (int k = 0; k < features.count(step); k++) {
          counts[features.feature(step, k)]++;
        }
      }
    }
    return counts;
  }
}
