package org.tributary.tagger;

import java.util.List;
import java.util.Optional;
import org.tributary.internal.check.NullChecks;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.tagger.sequence.SequenceTagger;

/** Checks of the arguments of a word tagger's training. */
final class TrainingChecks {
  private TrainingChecks() {}

  /**
   * Checks the sentences.
   *
   * @throws IllegalArgumentException if there is no training sentence
   */
  static void require(List<TaggedSentence> train, List<TaggedSentence> dev) {
    NullChecks.requireElements("training sentences", "sentence", train);
    NullChecks.requireElements("development sentences", "sentence", dev);
    if (train.isEmpty()) {
      throw new IllegalArgumentException(
          "word tagger: expected at least one sentence to train on, got none");
    }
  }

  /**
   * Returns an argument that must not be null.
   *
   * @throws NullPointerException if it is null
   */
  static <T> Optional<T> required(String argument, T value) {
    return Optional.of(NullChecks.require(argument, "one; leave the argument out for none", value));
  }

  /**
   * Checks that training can start from the weights of {@code base}.
   *
   * @throws IllegalArgumentException if the definition has other parameters, or the data a label
   *     that it lacks
   */
  static void requireContinues(
      WordTagger base, TaggerDefinition definition, List<TaggedSentence> train) {
    requireSameParameters(base.network(), definition);
    requireKnownLabels(base.vocabulary(), train);
  }

  /**
   * Checks that {@code definition} has the parameters of {@code tagger}.
   *
   * @throws IllegalArgumentException if a parameter is missing, unexpected or of another shape
   */
  private static void requireSameParameters(SequenceTagger tagger, TaggerDefinition definition) {
    try {
      TaggerDefinition main = definition.withoutAuxiliaryTasks();
      tagger.parameters().requireMatch(main.parameters(tagger.sizes()));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "word tagger: expected a definition with the parameters of the base tagger; begin with base.definition() and change dropout and auxiliary tasks alone: %s"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Checks that {@code labels} has every label of the training data.
   *
   * @throws IllegalArgumentException if it lacks one; the message names all of them
   */
  private static void requireKnownLabels(Vocabulary labels, List<TaggedSentence> train) {
    List<String> unknown =
        train.stream()
            .filter(TaggedSentence::countsLabels)
            .flatMap(s -> s.labels().stream())
            .distinct()
            .filter(label -> labels.index(label).isEmpty())
            .sorted()
            .toList();
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "word tagger: expected labels of the base tagger %s, got %s too; leave out the sentences with other labels, or train a new tagger on all data"
              .formatted(labels.entries(), unknown));
    }
  }
}
