package org.tributary.train.tagger;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tributary.feature.Input;
import org.tributary.head.LabelSet;
import org.tributary.internal.check.NullChecks;
import org.tributary.internal.definition.DefinitionCodec;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordColumns;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/** Checks of the arguments of a word tagger's training. */
final class TrainingChecks {
  /** Settings without effect on what trained parameters predict. */
  private static final Pattern ONLY_TRAINING =
      Pattern.compile(
          "(.*[._])?(dropout|deviation|training|keep|kernel|forget_bias|constrains_training)"
              + "|encoder\\.initializer.*");

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
   * @throws IllegalArgumentException if the definition has other parameters or would compute
   *     something else from them, or the data a label that it lacks
   */
  static void requireContinues(
      WordTagger base, TaggerDefinition definition, List<TaggedSentence> train) {
    requireSameParameters(base, definition);
    requireSameNetwork(base, definition);
    requireKnownLabels(new Vocabulary(base.labels()), train);
  }

  /**
   * Checks that {@code definition} has the parameters of {@code tagger}.
   *
   * @throws IllegalArgumentException if a parameter is missing, unexpected or of another shape
   */
  private static void requireSameParameters(WordTagger tagger, TaggerDefinition definition) {
    try {
      TaggerDefinition main = definition.withoutAuxiliaryTasks();
      tagger.parameters().requireMatch(main.parameters(sizes(tagger)));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "word tagger: expected a definition with the parameters of the base tagger; begin with base.definition() and change dropout and auxiliary tasks alone: %s"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Checks that {@code definition} computes from the parameters what {@code base} does: that it
   * differs in settings of training alone.
   *
   * @throws IllegalArgumentException if it does not; the message names the settings
   */
  private static void requireSameNetwork(WordTagger base, TaggerDefinition definition) {
    for (Input<?> input : definition.inputs().all()) {
      if (!input.pretrained().isEmpty()) {
        throw new IllegalArgumentException(
            "word tagger: expected the vectors of the base tagger, got others in input %s; begin with base.definition(), whose input has them"
                .formatted(input.name()));
      }
    }
    TaggerSizes sizes = sizes(base);
    TaggerDefinition trained = base.definition().withoutAuxiliaryTasks().trained();
    TaggerDefinition given = definition.withoutAuxiliaryTasks().resolved(sizes).trained();
    Map<String, String> expected;
    Map<String, String> actual;
    try {
      expected = network(trained);
      actual = network(given);
    } catch (IllegalArgumentException e) { // a part of the user's own, which is not stored
      expected = parts(trained);
      actual = parts(given);
    }
    Set<String> names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    Map<String, String> before = expected;
    Map<String, String> now = actual;
    names.removeIf(name -> Objects.equals(before.get(name), now.get(name)));
    if (!names.isEmpty()) {
      throw new IllegalArgumentException(
          "word tagger: expected the network of the base tagger, got %s; begin with base.definition() and change dropout and auxiliary tasks alone, or train a new tagger"
              .formatted(
                  names.stream()
                      .map(
                          name ->
                              "%s=%s (base tagger: %s)"
                                  .formatted(
                                      name,
                                      now.getOrDefault(name, "none"),
                                      before.getOrDefault(name, "none")))
                      .collect(Collectors.joining(", "))));
    }
  }

  /**
   * Returns the stored settings that predictions depend on, by name.
   *
   * @throws IllegalArgumentException if a part has no stored form
   */
  private static Map<String, String> network(TaggerDefinition definition) {
    Map<String, String> settings = new TreeMap<>(DefinitionCodec.write(definition));
    settings.keySet().removeIf(name -> ONLY_TRAINING.matcher(name).matches());
    return settings;
  }

  private static Map<String, String> parts(TaggerDefinition definition) {
    Recurrent encoder = definition.encoder();
    return Map.of(
        "cell",
        encoder.cell().toString(),
        "layers",
        encoder.layers() + " " + encoder.directions() + " " + encoder.skipConnection(),
        "inputs",
        definition.inputs().all().toString(),
        "head",
        definition.columns().get(0).head().toString());
  }

  private static TaggerSizes sizes(WordTagger tagger) {
    return new TaggerSizes(
        WordColumns.withVocabularies(tagger.definition().inputs(), tagger.vocabularies())
            .vocabularySizes(),
        List.of(LabelSet.of(tagger.labels())));
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
