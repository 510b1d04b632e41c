package org.tributary.tagger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.head.LabelSet;
import org.tributary.internal.fitting.SchemeValidator;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.TrainingOptions;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingListener;

/**
 * The training of a word tagger: sentences as indices, by the vocabularies of the training data.
 */
final class WordTaggerTraining {
  private final TaggerDefinition definition;
  private final List<TaggedSentence> train;
  private final Optional<WordTagger> base;
  private final List<String> tokens;
  private final WordColumns words;
  private final List<Vocabulary> labels; // of each column

  /**
   * Collects the vocabularies.
   *
   * @throws IllegalArgumentException if an input cannot be derived from the words, an auxiliary
   *     task has no values, or the labels do not conform to the tag scheme
   */
  WordTaggerTraining(TaggerDefinition definition, List<TaggedSentence> train) {
    this.train = train;
    this.base = Optional.empty();
    this.tokens = train.stream().flatMap(s -> s.tokens().stream()).toList();
    this.definition = fitted(definition, new TreeSet<>(tokens));
    this.words = WordColumns.of(this.definition.inputs(), tokens);
    this.labels = definition.columns().stream().map(this::vocabulary).toList();
    requireScheme();
  }

  private void requireScheme() {
    main()
        .head()
        .scheme()
        .ifPresent(
            scheme ->
                SchemeValidator.require(
                    scheme, train.stream().map(TaggedSentence::labels).toList()));
  }

  /** Takes the vocabularies of {@code base}, whose weights training starts from. */
  WordTaggerTraining(TaggerDefinition definition, List<TaggedSentence> train, WordTagger base) {
    this.train = train;
    this.base = Optional.of(base);
    this.tokens = train.stream().flatMap(s -> s.tokens().stream()).toList();
    this.definition = definition;
    this.words = WordColumns.withVocabularies(definition.inputs(), base.words().vocabularies());
    this.labels =
        definition.columns().stream()
            .map(column -> column.equals(main()) ? base.vocabulary() : vocabulary(column))
            .toList();
    requireScheme();
  }

  private static TaggerDefinition fitted(TaggerDefinition definition, Set<String> words) {
    List<Input<?>> fitted = new ArrayList<>();
    definition.inputs().all().forEach(input -> input.fittedTo(words).ifPresent(fitted::add));
    if (fitted.isEmpty()) {
      throw new IllegalArgumentException(
          "word tagger: expected an input that reads some word of the training data, got %s, for which every word is too short; add words or characters"
              .formatted(definition.inputs().all().stream().map(Input::name).toList()));
    }
    return definition.inputs(new Inputs(fitted));
  }

  private Vocabulary vocabulary(LabelColumn column) {
    if (column.equals(main())) {
      return LabelOrder.of(train.stream().flatMap(s -> s.labels().stream()).toList());
    }
    TreeSet<String> values = new TreeSet<>();
    train.forEach(s -> values.addAll(s.columns().getOrDefault(column.name(), List.of())));
    if (values.isEmpty()) {
      Set<String> present = new TreeSet<>();
      train.forEach(s -> present.addAll(s.columns().keySet()));
      throw new IllegalArgumentException(
          "word tagger: expected values of the auxiliary task %s in the training sentences, got the columns %s; add them by TaggedSentence.withColumn"
              .formatted(column.name(), present));
    }
    return new Vocabulary(values);
  }

  private LabelColumn main() {
    return definition.columns().get(0);
  }

  /**
   * A trained tagger.
   *
   * @param labels the vocabulary of the main column
   * @param information what its file holds about its training
   */
  record Trained(
      WordColumns words,
      Vocabulary labels,
      SequenceTagger tagger,
      Map<String, String> information) {}

  /** Trains, and keeps what the main column needs. */
  Trained run(
      List<TaggedSentence> dev,
      TrainingOptions options,
      Optional<Checkpoints> checkpoints,
      TrainingListener listener) {
    List<String> names = labels.get(0).entries();
    TaggerSizes sizes =
        new TaggerSizes(
            words.vocabularySizes(), labels.stream().map(l -> LabelSet.of(l.entries())).toList());
    DevScore devScore = DevScore.ofLabels(names, dev.stream().map(TaggedSentence::labels).toList());
    TaggerFitter fitter =
        new TaggerFitter(definition, sizes, options, words.frequencies(tokens))
            .withDevScore(devScore);
    TaggerFitter.Trained trained =
        checkpoints
            .map(fitter::checkpoints)
            .orElse(fitter)
            .train(initial(fitter), encode(train), encode(dev), listener);
    TaggerDefinition kept = definition.withoutAuxiliaryTasks();
    TaggerSizes keptSizes = new TaggerSizes(sizes.vocabularySizes(), sizes.columns().subList(0, 1));
    return new Trained(
        words,
        labels.get(0),
        new SequenceTagger(kept, keptSizes, trained.parameters().only(kept.parameters(keptSizes))),
        TrainingInformation.of(base, train, dev, devScore, trained.history()));
  }

  /** Returns the initial weights: those of the base, and drawn ones of auxiliary tasks. */
  private ParameterValues initial(TaggerFitter fitter) {
    ParameterValues initial = fitter.initial();
    if (base.isPresent()) {
      ParameterValues weights = base.get().parameters();
      for (String name : weights.names()) {
        initial = initial.with(name, weights.tensor(name));
      }
    }
    return initial;
  }

  private List<LabelledSequence> encode(List<TaggedSentence> sentences) {
    return sentences.stream().map(this::encode).toList();
  }

  private LabelledSequence encode(TaggedSentence sentence) {
    LabelledSequence encoded =
        new LabelledSequence(
            words.read(sentence.sentence()),
            indices(sentence.labels(), labels.get(0), LabelledSequence.UNSEEN));
    for (int k = 1; k < labels.size(); k++) {
      List<String> values = sentence.columns().get(definition.columns().get(k).name());
      encoded =
          encoded.withColumn(
              values == null
                  ? unlabelled(sentence.tokens().size())
                  : indices(values, labels.get(k), LabelledSequence.NONE));
    }
    return encoded;
  }

  private static int[] indices(List<String> labels, Vocabulary vocabulary, int absent) {
    return labels.stream().mapToInt(label -> vocabulary.index(label).orElse(absent)).toArray();
  }

  private static int[] unlabelled(int steps) {
    int[] none = new int[steps];
    Arrays.fill(none, LabelledSequence.NONE);
    return none;
  }
}
