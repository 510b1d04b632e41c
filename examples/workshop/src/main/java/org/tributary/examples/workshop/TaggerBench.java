package org.tributary.examples.workshop;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
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
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.ModelFacts;
import org.tributary.examples.option.DataOptions;
import org.tributary.examples.option.training.InputOptions;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.onnx.OnnxExport;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Benchmarks of tagging, alone or beside other libraries. */
final class TaggerBench {
  /** A strong reference, because an unreferenced logger loses its level when it is collected. */
  private static final Logger TRIBUO = Logger.getLogger(CRFTrainer.class.getName());

  private TaggerBench() {}

  /** Times a saved tagger. */
  @Command(
      name = "tagging",
      description =
          "Time a saved tagger on a text: throughput in words/s for all sentences in one call, with"
              + " empty and with warm caches; and latency in ms of single sentences, median and 99th"
              + " percentile.",
      footer = {
        "",
        "Examples:",
        "  bench tagging --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu",
      })
  static class Tagging extends Bench.Benchmark {

    @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
    Path model;

    @Mixin private Bench.Text text;

    private List<List<String>> sentences;

    @Override
    void check() throws IOException {
      sentences = text.sentences();
    }

    /** Returns the taggers of a model by name; the first one's labels are expected of all. */
    Map<String, AnyTagger> taggers(LstmTaggerModel loaded) {
      return Map.of("Tributary", AnyTagger.of(loaded, loaded.extractor()));
    }

    @Override
    void run() throws IOException {
      try (LstmTaggerModel loaded = LstmTaggerModel.load(model)) {
        time(taggers(loaded));
      }
    }

    /** Times taggers and closes them. */
    private void time(Map<String, AnyTagger> taggers) {
      try {
        List<AnyTagger> all = List.copyOf(taggers.values());
        List<AnyTagger.Speed> speeds = AnyTagger.Speed.of(all, sentences);
        List<String> expected = labels(all.get(0));
        fact("sentences", sentences.size());
        int k = 0;
        for (String name : taggers.keySet()) {
          List<String> found = labels(all.get(k));
          int differ = 0;
          for (int word = 0; word < expected.size(); word++) {
            differ += expected.get(word).equals(found.get(word)) ? 0 : 1;
          }
          AnyTagger.Speed speed = speeds.get(k++);
          row(
              new Row()
                  .withName("tagger", name)
                  .with("wordsPerSecond", speed.fresh())
                  .with("warmWordsPerSecond", speed.cached())
                  .with("sentenceMedianMs", speed.medianMs())
                  .with("sentenceP99Ms", speed.p99Ms())
                  .with("differentLabels", differ));
        }
      } finally {
        taggers.values().forEach(AnyTagger::close);
      }
    }

    private List<String> labels(AnyTagger tagger) {
      return tagger.tag(sentences).stream().flatMap(List::stream).toList();
    }
  }

  /** Times a saved tagger beside its ONNX file. */
  @Command(
      name = "onnx",
      description =
          "Time a saved tagger and its ONNX file in ONNX Runtime on a text, in alternating passes:"
              + " throughput in words/s for all sentences in one call, with empty and with warm"
              + " caches; latency in ms of single sentences; and the number of labels that differ.",
      footer = {
        "",
        "Examples:",
        "  bench onnx --model ewt-upos.tribuo --input en_ewt-ud-dev.conllu",
      })
  static final class Onnx extends Tagging {
    @Override
    Map<String, AnyTagger> taggers(LstmTaggerModel loaded) {
      Map<String, AnyTagger> taggers = new LinkedHashMap<>(super.taggers(loaded));
      try (WordTagger words = loaded.toWordTagger()) {
        taggers.put("ONNX Runtime", new OnnxTagger(OnnxExport.of(words).model().toByteArray()));
      } catch (IllegalArgumentException e) {
        throw new JobException(model + ": " + e.getMessage());
      }
      return taggers;
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
      if (!TaggerScore.areSpans(sentences)) {
        train("OpenNLP perceptron", () -> openNlp(sentences, "PERCEPTRON", 0));
        int cutoff = TrainingParameters.CUTOFF_DEFAULT_VALUE;
        train("OpenNLP maxent", () -> openNlp(sentences, "MAXENT", cutoff));
      }
      train("Tribuo CRF", () -> crf(sentences, crfEpochs));
      if (saved.isEmpty()) {
        TrainingListener silent = TrainingListener.silent();
        train(
            "Tributary LSTM",
            () -> AnyTagger.trained(trainer, trainFile, devFile, silent, inputs.extractor()));
      }
      saved.forEach(
          model -> row(model.file().toString(), model.tagger(), model.heapMegabytes(), null));
    }

    private void load(List<Saved> saved) throws IOException {
      for (Path file : models) {
        double before = heapMegabytes();
        LstmTaggerModel model = LstmTaggerModel.load(file);
        AnyTagger tagger = AnyTagger.of(model, model.extractor());
        saved.add(new Saved(file, tagger, heapMegabytes() - before));
        devFile
            .unseenLabelNote(ModelFacts.labels(model), "the model")
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
      TaggerScore score = TaggerScore.of(tagger, devFile, trainFile);
      double wordsPerSecond = AnyTagger.Speed.of(List.of(tagger), score.words()).get(0).fresh();
      boolean spans = score.spans() != null;
      row(
          new Row()
              .withName("tagger", name)
              .with("accuracy", score.accuracy())
              .with("accuracyUnknown", score.unknownAccuracy())
              .with("precision", spans ? score.spans().precision() : null)
              .with("recall", spans ? score.spans().recall() : null)
              .with("f1", spans ? score.spans().f1() : null)
              .with("trainingSeconds", seconds)
              .with("heapMegabytes", heapMegabytes)
              .with("wordsPerSecond", wordsPerSecond));
    }
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
      throw new JobException("OpenNLP: " + e.getMessage());
    }
  }

  private static String[] array(List<String> texts) {
    return texts.toArray(String[]::new);
  }
}
