package org.tributary.train.tagger;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.head.LabelSet;
import org.tributary.internal.Excerpt;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.TensorFlowClasses;
import org.tributary.internal.tagger.DefinitionCodec;
import org.tributary.internal.tagger.TablePrecision;
import org.tributary.internal.training.AuxiliaryColumns;
import org.tributary.internal.training.DevLabels;
import org.tributary.internal.training.SchemeValidator;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordColumns;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;

/**
 * The training of a word tagger: sentences as indices, by the vocabularies of the training data.
 */
public final class TaggerTrainer {
  private static final Logger LOGGER = System.getLogger(WordTagger.class.getName());

  /** Settings without effect on what trained parameters predict. */
  private static final Pattern ONLY_TRAINING =
      Pattern.compile(
          "(.*[._])?(dropout|deviation|training|keep|kernel|forget_bias|constrains_training)"
              + "|encoder\\.initializer.*");

  private final TaggerDefinition definition;
  private final List<TaggedSentence> train;
  private final Optional<WordTagger> base;
  private final List<List<String>> tokens;
  private final WordColumns words;
  private final Vocabulary labels;
  private final AuxiliaryColumns<TaggedSentence> auxiliary;

  /**
   * Collects the vocabularies, or takes those of {@code base}, whose weights training starts from.
   *
   * @throws IllegalArgumentException if an input cannot be derived from the words, an auxiliary
   *     task has no values, the labels do not conform to the tag scheme, or {@code base} has other
   *     parameters or lacks a label
   */
  private TaggerTrainer(
      TaggerDefinition definition, List<TaggedSentence> train, Optional<WordTagger> base) {
    TensorFlowClasses.require();
    base.ifPresent(tagger -> requireContinues(tagger, definition, train));
    this.train = train;
    this.base = base;
    this.tokens = train.stream().map(TaggedSentence::tokens).toList();
    this.auxiliary = AuxiliaryTasks.of(definition, train);
    this.definition =
        auxiliary.add(
            base.map(tagger -> continued(definition, tagger))
                .orElseGet(() -> fitted(withHead(definition), distinct(tokens))));
    this.labels =
        base.map(tagger -> new Vocabulary(tagger.labels()))
            .orElseGet(
                () -> inDomainOrder(train.stream().flatMap(s -> s.labels().stream()).toList()));
    SchemeValidator.require(this.definition.columns().get(0).head(), learnedLabels());
    this.words = // last, since its readers are to be closed
        base.map(b -> WordColumns.withVocabularies(definition.inputs(), b.vocabularies()))
            .orElseGet(() -> WordColumns.of(this.definition.inputs(), tokens));
  }

  private static Set<String> distinct(List<List<String>> sentences) {
    Set<String> words = new TreeSet<>();
    sentences.forEach(words::addAll);
    return words;
  }

  private TaggerDefinition withHead(TaggerDefinition definition) {
    return definition.automatic().head()
        ? definition.head(
            SchemeValidator.automaticHead(
                train.stream().flatMap(s -> s.labels().stream()).distinct().toList(),
                learnedLabels()))
        : definition;
  }

  /** Returns the definition with the base's precision of tables, unless it has its own. */
  private static TaggerDefinition continued(TaggerDefinition definition, WordTagger base) {
    return definition.tablePrecision().isPresent()
        ? definition
        : definition.tablePrecision(TablePrecision.of(base.definition(), base.parameters()));
  }

  /**
   * Returns the labels of each sentence whose labels the loss counts; those of all sentences if it
   * counts none.
   */
  private List<List<String>> learnedLabels() {
    List<List<String>> learned =
        train.stream().filter(TaggedSentence::countsLabels).map(TaggedSentence::labels).toList();
    return learned.isEmpty() ? train.stream().map(TaggedSentence::labels).toList() : learned;
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

  /**
   * Trains a tagger without development data or a listener.
   *
   * @throws IllegalArgumentException as the method with both, or if early stopping or the schedule
   *     requires development data
   */
  public static WordTagger train(
      TaggerDefinition definition, List<TaggedSentence> train, TrainingOptions options) {
    return train(definition, train, List.of(), options, TrainingListener.silent());
  }

  /**
   * Trains a tagger.
   *
   * @param definition the tagger. Each auxiliary task learns the column of its name in the
   *     sentences; without one, {@code Tagger.define()} learns those of {@link
   *     TaggedSentence#GRAMMAR} that the training data have. The trained tagger predicts the labels
   *     only.
   * @param dev the development data, scored after each epoch to keep the best one, by the F1 of
   *     spans if all labels are span labels, otherwise by accuracy; may be empty. A label absent
   *     from the training data counts as an error.
   * @throws org.tributary.train.TrainingException if the loss diverges or the thread is interrupted
   * @throws IllegalArgumentException if there is no training sentence, no sentence has the column
   *     of an auxiliary task, the labels do not conform to the tag scheme, or an input cannot be
   *     derived from plain words
   */
  public static WordTagger train(
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TrainingOptions options,
      TrainingListener listener) {
    return run(Optional.empty(), definition, train, dev, options, Optional.empty(), listener);
  }

  /**
   * Trains a tagger with checkpoints; resumes from an existing checkpoint.
   *
   * @param dev the development data, scored after each epoch to keep the best one; may be empty
   * @throws org.tributary.train.TrainingException if the checkpoint is of another training run
   */
  public static WordTagger train(
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TrainingOptions options,
      Checkpoints checkpoints,
      TrainingListener listener) {
    Optional<Checkpoints> file = required("checkpoints", checkpoints);
    return run(Optional.empty(), definition, train, dev, options, file, listener);
  }

  /**
   * Trains a tagger that starts from the weights of another one, with its vocabularies and labels:
   * fine-tuning on new data. Words that {@code base} has not seen stay unknown to their embeddings;
   * an input of characters reads them.
   *
   * @param base the tagger to start from, open or closed; it does not change
   * @param definition the definition of {@code base}, which may have other dropout; a loaded tagger
   *     has that of its training
   * @param dev the development data, scored after each epoch to keep the best one; may be empty
   * @throws IllegalArgumentException also if the definition has other parameters than {@code base},
   *     or a training sentence has a label that it lacks
   */
  public static WordTagger train(
      WordTagger base,
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TrainingOptions options,
      TrainingListener listener) {
    Optional<WordTagger> start = required("base", base);
    return run(start, definition, train, dev, options, Optional.empty(), listener);
  }

  /**
   * Trains a tagger that starts from the weights of another one, with checkpoints; resumes from an
   * existing checkpoint.
   *
   * @throws org.tributary.train.TrainingException if the checkpoint is of another run or base
   */
  public static WordTagger train(
      WordTagger base,
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TrainingOptions options,
      Checkpoints checkpoints,
      TrainingListener listener) {
    Optional<WordTagger> start = required("base", base);
    Optional<Checkpoints> file = required("checkpoints", checkpoints);
    return run(start, definition, train, dev, options, file, listener);
  }

  /**
   * Checks that gold labels are of a tagger's label column, tag set and scheme, as training checks
   * those of development data. Where the labels encode spans, O is not counted.
   *
   * @param data the name of the labels' data, for messages
   * @param known the labels that the tagger can predict
   * @param gold the labels of each sentence
   * @return a warning if more than a tenth of the labels are others
   * @throws IllegalArgumentException if fewer than a tenth of 10 or more labels are known, or none
   *     of any number
   */
  public static Optional<String> checkLabels(
      String data, Collection<String> known, List<List<String>> gold) {
    NullChecks.require("data", "a name", data);
    NullChecks.requireElements("known", "label", known);
    NullChecks.requireElements("gold", "list of labels", gold);
    return DevLabels.check(data, known, gold);
  }

  private static WordTagger run(
      Optional<WordTagger> base,
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      TrainingOptions options,
      Optional<Checkpoints> checkpoints,
      TrainingListener listener) {
    NullChecks.require("definition", "a tagger's", definition);
    NullChecks.require("options", "those of a training run", options);
    NullChecks.require("listener", "one; TrainingListener.silent() ignores all", listener);
    NullChecks.requireElements("training sentences", "sentence", train);
    NullChecks.requireElements("development sentences", "sentence", dev);
    if (train.isEmpty()) {
      throw new IllegalArgumentException(
          "word tagger: expected at least one sentence to train on, got none");
    }
    TaggerTrainer training = new TaggerTrainer(definition, train, base);
    try (training.words) {
      return training.run(dev, options, checkpoints, listener);
    }
  }

  /** Trains, and keeps what the main column needs. */
  private WordTagger run(
      List<TaggedSentence> dev,
      TrainingOptions options,
      Optional<Checkpoints> checkpoints,
      TrainingListener listener) {
    TaggerSizes sizes =
        new TaggerSizes(
            words.vocabularySizes(), auxiliary.add(List.of(LabelSet.of(labels.symbols()))));
    DevScore devScore = devScore(dev);
    TaggerFitter fitter =
        new TaggerFitter(definition, sizes, options, words.frequencies(tokens))
            .withDevScore(devScore);
    Map<String, String> information = // before the training, lest a failure costs it
        TrainingInformation.before(base, definition, train, dev, devScore);
    TaggerFitter.Trained trained =
        checkpoints
            .map(fitter::checkpoints)
            .orElse(fitter)
            .train(initial(fitter), encode(train), encode(dev), listener);
    TaggerDefinition kept = definition.withoutAuxiliaryTasks();
    TaggerSizes keptSizes = new TaggerSizes(sizes.vocabularySizes(), sizes.columns().subList(0, 1));
    Map<String, String> complete = TrainingInformation.after(information, trained);
    return WordTagger.of(
        kept.trained(),
        words.vocabularies(),
        labels,
        trained.parameters().only(kept.parameters(keptSizes)),
        complete);
  }

  private DevScore devScore(List<TaggedSentence> dev) {
    List<List<String>> gold = dev.stream().map(TaggedSentence::labels).toList();
    DevLabels.check("development sentences", labels.symbols(), gold)
        .ifPresent(warning -> LOGGER.log(Level.WARNING, warning));
    if (!gold.isEmpty()) {
      DevLabels.spanObstacle(labels.symbols(), gold)
          .ifPresent(
              reason ->
                  LOGGER.log(
                      Level.WARNING,
                      "word tagger: the best epoch is that of the highest accuracy instead of span F1, since "
                          + reason));
    }
    return DevScore.ofLabels(labels.symbols(), gold);
  }

  /** Returns the initial weights: those of the base, and drawn ones of auxiliary tasks. */
  private ParameterValues initial(TaggerFitter fitter) {
    return base.isEmpty() ? fitter.initial() : fitter.initial(base.get().parameters().tensors());
  }

  private List<LabelledSequence> encode(List<TaggedSentence> sentences) {
    List<FeatureSequence> features =
        words.read(sentences.stream().map(TaggedSentence::sentence).toList());
    return IntStream.range(0, sentences.size())
        .mapToObj(k -> encode(sentences.get(k), features.get(k)))
        .toList();
  }

  private LabelledSequence encode(TaggedSentence sentence, FeatureSequence features) {
    int[] ids =
        sentence.labels().stream()
            .mapToInt(label -> labels.index(label).orElse(LabelledSequence.UNSEEN))
            .toArray();
    LabelledSequence labelled = new LabelledSequence(features, ids);
    return auxiliary.add(
        sentence
            .softLabels()
            .map(soft -> labelled.withSoftTargets(soft.over(labels.symbols()), soft.weight()))
            .orElse(labelled),
        sentence);
  }

  /**
   * Returns the distinct labels in the order that they have in the network. It is that of a label
   * domain of Tribuo, the iteration order of a hash map, so that core and Tribuo training give
   * bit-identical parameters.
   *
   * @param labels the labels of the training data, in their order
   */
  private static Vocabulary inDomainOrder(Iterable<String> labels) {
    Map<String, Boolean> observed = new HashMap<>();
    // Tribuo calls computeIfAbsent, then put; they order labels of one bucket differently
    labels.forEach(label -> observed.computeIfAbsent(label, unseen -> true));
    Map<String, Boolean> copy = new HashMap<>(); // the immutable domain copies the mutable one
    observed.forEach(copy::put);
    return new Vocabulary(new ArrayList<>(copy.keySet()));
  }

  /**
   * Returns an argument that must not be null.
   *
   * @throws NullPointerException if it is null
   */
  private static <T> Optional<T> required(String argument, T value) {
    return Optional.of(NullChecks.require(argument, "one; leave the argument out for none", value));
  }

  /**
   * Checks that training can start from the weights of {@code base}.
   *
   * @throws IllegalArgumentException if the definition has other parameters or would compute
   *     something else from them, or the data a label that it lacks
   */
  private static void requireContinues(
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
      tagger.parameters().requireMatch(main.parameters(tagger.sizes()));
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
    TaggerDefinition trained = base.definition().withoutAuxiliaryTasks().trained();
    TaggerDefinition given = definition.withoutAuxiliaryTasks().resolved(base.sizes()).trained();
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
                                      Excerpt.of(now.getOrDefault(name, "none")),
                                      Excerpt.of(before.getOrDefault(name, "none"))))
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
              .formatted(labels.symbols(), unknown));
    }
  }
}
