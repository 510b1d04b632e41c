package org.tributary.examples.workshop;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSSample;
import opennlp.tools.postag.POSTagFormat;
import opennlp.tools.postag.POSTaggerFactory;
import opennlp.tools.postag.POSTaggerME;
import opennlp.tools.util.CollectionObjectStream;
import opennlp.tools.util.TrainingParameters;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.crf.CRFTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceModel;
import org.tributary.evaluation.LabelScore;
import org.tributary.evaluation.ScoredText;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.option.DataOptions;
import org.tributary.examples.option.training.InputOptions;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.examples.tagging.SentenceReader;
import org.tributary.span.SpanLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TrainingRequest;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmarks of tagging. */
final class TaggerBench {
  /** A strong reference, because an unreferenced logger loses its level when it is collected. */
  private static final Logger TRIBUO = Logger.getLogger(CRFTrainer.class.getName());

  private TaggerBench() {}

  /** Times a saved tagger. */
  @Command(
      name = "tagging",
      description =
          "Time a saved tagger on a text: throughput in words/s for all sentences in one call, with"
              + " empty and with warm caches; latency in ms of single sentences, median and 99th"
              + " percentile.",
      footer = {
        "",
        "Example:",
        "  bench tagging --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu",
      })
  static final class Tagging extends Bench.Benchmark {
    @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
    private Path model;

    @Option(
        names = "--input",
        required = true,
        paramLabel = "FILE",
        description =
            "Input text, plain or gzip: CoNLL-U or columns by the file's name, as in tag, else one"
                + " sentence per line.")
    private Path input;

    private List<List<String>> sentences;

    @Override
    void check() throws IOException {
      sentences = SentenceReader.words(input);
    }

    @Override
    void run() throws IOException {
      fact("sentences", sentences.size());
      try (LstmTaggerModel loaded = LstmTaggerModel.load(model);
          AnyTagger tagger = AnyTagger.of(loaded)) {
        AnyTagger.Speed speed = AnyTagger.Speed.of(tagger, sentences);
        row(
            new Row()
                .withName("tagger", "Tributary")
                .with("wordsPerSecond", speed.fresh())
                .with("warmWordsPerSecond", speed.cached())
                .with("sentenceMedianMs", speed.medianMs())
                .with("sentenceP99Ms", speed.p99Ms()));
      }
    }
  }

  /** Compares taggers of several libraries. */
  @Command(
      name = "taggers",
      description =
          "Train Tributary's tagger, Tribuo's CRF and OpenNLP's taggers (perceptron and maxent) on the"
              + " same training file and score them on the same dev file, or saved taggers of"
              + " Tributary. Span labels omit OpenNLP.",
      footer = {
        "",
        "The CRF's features are a word, its prefixes, suffixes and shape, and its neighbours; OpenNLP",
        "has its own. Tributary trains as the train command does. Times are from words to labels;",
        "heapMegabytes is the Java heap that a tagger holds before it tags, without native memory.",
        "",
        "Examples:",
        "  bench taggers --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu \\",
        "      --column upos --json taggers.json",
        "  bench taggers --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu \\",
        "      --column upos --model fast.tribuo,default.tribuo",
        "  bench taggers --train wnut17train.conll --dev emerging.dev.conll --column 2"
      })
  static final class Taggers extends Bench.Benchmark {

    @Option(
        names = "--train",
        required = true,
        paramLabel = "FILE",
        description = "Training sentences, plain or gzip.")
    private Path train;

    @Option(
        names = "--dev",
        required = true,
        paramLabel = "FILE",
        description = "Development sentences to score on, plain or gzip.")
    private Path dev;

    @Option(
        names = "--crf-epochs",
        paramLabel = "N",
        defaultValue = "5",
        description = "Passes of the CRF over the training file. Default: ${DEFAULT-VALUE}.")
    private int crfEpochs;

    @Option(
        names = "--model",
        paramLabel = "FILE",
        split = ",",
        description =
            "Saved Tribuo models of Tributary's tagger, separated by commas, to score instead of"
                + " training one; the options of its training have no effect. Default: none.")
    private List<Path> models = new ArrayList<>();

    @Mixin private DataOptions data;
    @Mixin private InputOptions inputs;
    @Mixin private TrainerOptions training;

    private LstmTaggerTrainer trainer;
    private LabelledFile trainFile;
    private LabelledFile devFile;

    @Override
    void check() throws IOException {
      LabelledFile.Columns columns = data.columns();
      trainer = training.trainer(inputs.inputs(training), training.seed());
      requirePositive("--crf-epochs", crfEpochs);
      trainFile = LabelledFile.read(train, columns, inputs.extractor());
      devFile = LabelledFile.read(dev, columns, inputs.extractor());
    }

    @Override
    void run() throws IOException {
      say("train  " + trainFile);
      say("dev    " + devFile);
      if (models.isEmpty()) {
        say("ours   %s, %s".formatted(training, inputs.text(training)));
      }
      List<Saved> saved = new ArrayList<>();
      try {
        load(saved); // before the others are trained
        compare(saved);
      } finally {
        saved.forEach(model -> model.tagger().close());
      }
    }

    private record Saved(Path file, AnyTagger tagger, double heapMegabytes) {}

    private void compare(List<Saved> saved) {
      List<TaggedSentence> sentences = trainFile.taggedSentences();
      fact("trainSentences", sentences.size());
      fact("devSentences", devFile.sentences().size());
      if (!SpanLabels.encodeSpans(trainFile.labels())) {
        train("OpenNLP perceptron", () -> openNlp(sentences, "PERCEPTRON", 0));
        int cutoff = TrainingParameters.CUTOFF_DEFAULT_VALUE;
        train("OpenNLP maxent", () -> openNlp(sentences, "MAXENT", cutoff));
      }
      train("Tribuo CRF", () -> crf(sentences, crfEpochs));
      if (saved.isEmpty()) {
        TrainingRequest request =
            TrainingRequest.on(trainFile.sentences())
                .dev(devFile.sentences())
                .listener(TrainingListener.silent());
        train("Tributary LSTM", () -> AnyTagger.of(trainer.train(request)));
      }
      saved.forEach(
          model -> row(model.file().toString(), model.tagger(), model.heapMegabytes(), null));
    }

    private void load(List<Saved> saved) throws IOException {
      for (Path file : models) {
        double before = heapMegabytes();
        LstmTaggerModel model = LstmTaggerModel.load(file);
        AnyTagger tagger = AnyTagger.of(model);
        saved.add(new Saved(file, tagger, heapMegabytes() - before));
        devFile
            .unseenLabelNote(Set.copyOf(model.labels()), "the model")
            .ifPresent(note -> say("note   " + note));
      }
    }

    /** Times the training of a tagger, scores it and closes it. */
    private void train(String name, Supplier<AnyTagger> library) {
      double before = heapMegabytes();
      long start = System.nanoTime();
      try (AnyTagger tagger = library.get()) {
        double seconds = (System.nanoTime() - start) / 1e9;
        row(name, tagger, heapMegabytes() - before, seconds);
      }
    }

    /** Returns the size of the objects on the heap that are in use. */
    private static double heapMegabytes() {
      System.gc();
      return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    /**
     * Scores a tagger.
     *
     * @param seconds the seconds of its training; null for a saved tagger
     */
    private void row(String name, AnyTagger tagger, double heapMegabytes, Double seconds) {
      List<TaggedSentence> gold = devFile.taggedSentences();
      List<List<String>> words = gold.stream().map(TaggedSentence::tokens).toList();
      TextEvaluation score = evaluation(gold, tagger.tag(words), trainFile.taggedSentences());
      double wordsPerSecond = AnyTagger.Speed.of(tagger, words).fresh();
      Optional<LabelScore> spans = score.spans().map(TextEvaluation.Spans::total);
      row(
          new Row()
              .withName("tagger", name)
              .with("accuracy", score.accuracy().value())
              .with("accuracyUnknown", score.unknown().map(g -> g.accuracy().value()).orElse(null))
              .with("precision", spans.map(LabelScore::precision).orElse(null))
              .with("recall", spans.map(LabelScore::recall).orElse(null))
              .with("f1", spans.map(LabelScore::f1).orElse(null))
              .with("trainingSeconds", seconds)
              .with("heapMegabytes", heapMegabytes)
              .with("wordsPerSecond", wordsPerSecond));
    }
  }

  /**
   * Evaluates predicted labels in the same way for every library.
   *
   * @param train the training sentences, whose words are the known ones
   */
  static TextEvaluation evaluation(
      List<TaggedSentence> gold, List<List<String>> predicted, List<TaggedSentence> train) {
    Set<String> known =
        train.stream().flatMap(s -> s.tokens().stream()).collect(Collectors.toSet());
    List<ScoredText.Sentence> sentences = new ArrayList<>();
    for (int n = 0; n < gold.size(); n++) {
      List<ScoredText.Token> tokens = new ArrayList<>();
      for (int t = 0; t < predicted.get(n).size(); t++) {
        String word = gold.get(n).tokens().get(t);
        tokens.add(
            new ScoredText.Token(
                word,
                gold.get(n).labels().get(t),
                predicted.get(n).get(t),
                OptionalDouble.empty(),
                Optional.of(known.contains(word)),
                OptionalInt.empty()));
      }
      sentences.add(new ScoredText.Sentence(tokens));
    }
    return TextEvaluation.of(new ScoredText(sentences));
  }

  /** Trains Tribuo's linear-chain CRF with {@link ContextFeatureExtractor}'s features. */
  private static AnyTagger crf(List<TaggedSentence> train, int epochs) {
    TRIBUO.setLevel(Level.WARNING);
    ContextFeatureExtractor extractor = new ContextFeatureExtractor();
    SequenceModel<Label> model =
        new CRFTrainer(new AdaGrad(0.5), epochs, -1, 1, 1)
            .train(
                new MutableSequenceDataset<>(new TokenListDataSource("train", train, extractor)));
    return sentences ->
        model
            .predict(Bench.onAllThreads(sentences, words -> TokenSequences.of(words, extractor)))
            .stream()
            .map(labels -> labels.stream().map(p -> p.getOutput().getLabel()).toList())
            .toList();
  }

  /**
   * Trains OpenNLP's part-of-speech tagger with its default features and iterations.
   *
   * @param cutoff 0 for the averaged perceptron, which scores slightly better without one
   */
  private static AnyTagger openNlp(List<TaggedSentence> train, String algorithm, int cutoff) {
    TrainingParameters parameters = new TrainingParameters();
    parameters.put(TrainingParameters.ALGORITHM_PARAM, algorithm);
    parameters.put(
        TrainingParameters.ITERATIONS_PARAM, TrainingParameters.ITERATIONS_DEFAULT_VALUE);
    parameters.put(TrainingParameters.CUTOFF_PARAM, cutoff);
    List<POSSample> samples =
        train.stream().map(s -> new POSSample(array(s.tokens()), array(s.labels()))).toList();
    try {
      POSModel model =
          POSTaggerME.train(
              "x-unspecified",
              new CollectionObjectStream<>(samples),
              parameters,
              new POSTaggerFactory());
      // CUSTOM: predict the training labels unchanged, for any tag set
      POSTaggerME tagger = new POSTaggerME(model, POSTagFormat.CUSTOM);
      return sentences -> sentences.stream().map(s -> List.of(tagger.tag(array(s)))).toList();
    } catch (IOException e) {
      throw new JobException("OpenNLP: " + e.getMessage(), e);
    }
  }

  private static String[] array(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}
