package org.tributary.examples.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tributary.examples.bench.tagger.PeerScript;
import org.tributary.examples.bench.tagger.TaggersBench;
import org.tributary.examples.console.Console;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.option.DataOptions;
import org.tributary.examples.option.Numbers;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.option.training.InputOptions;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.examples.taggers.CrfLibrary;
import org.tributary.examples.taggers.LabelledSentences;
import org.tributary.examples.taggers.OpenNlpLibrary;
import org.tributary.examples.taggers.SavedTagger;
import org.tributary.examples.taggers.TaggerLibrary;
import org.tributary.examples.taggers.TaggerScore;
import org.tributary.examples.taggers.TributaryLibrary;
import org.tributary.tagger.TaggedSentence;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.LstmTaggerTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code taggers} command: compares taggers of several libraries. */
@Command(
    name = "taggers",
    description =
        "Train Tributary's tagger, Tribuo's CRF and OpenNLP's taggers (perceptron and maxent) on the"
            + " same training file and score them on the same dev file, with saved taggers of"
            + " Tributary and a peer script's tagger, if given. Span labels omit OpenNLP.",
    footer = {
      "",
      "The CRF's features are a word, its prefixes, suffixes and shape, and its neighbours; OpenNLP",
      "has its own. Tributary trains as the train command does. Times are from words to labels.",
      "The script, as in bench tagger, scores and times itself; it runs first.",
      "",
      "Examples:",
      "  bench taggers --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu \\",
      "      --column upos --json taggers.json --figure taggers.png",
      "  bench taggers --train en_ewt-ud-train.conllu --dev en_ewt-ud-dev.conllu \\",
      "      --column upos --model fast.tribuo,default.tribuo",
      "  bench taggers --train wnut17train.conll --dev emerging.dev.conll --column 2"
    })
final class BenchTaggersCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

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

  @Option(
      names = "--peer-epochs",
      paramLabel = "N",
      defaultValue = "12",
      description = "Passes of the peer script over the training file. Default: ${DEFAULT-VALUE}.")
  private int peerEpochs;

  @Mixin private PeerOptions peer;
  @Mixin private DataOptions data;
  @Mixin private InputOptions inputs;
  @Mixin private TrainerOptions training;
  @Mixin private ResultFiles files;
  @Mixin private RuntimeOptions runtime;

  BenchTaggersCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Columns columns = data.columns();
    LstmTaggerTrainer trainer = training.trainer(inputs.inputs(training), training.seed());
    new Numbers(command).requirePositive("--crf-epochs", crfEpochs);
    new Numbers(command).requirePositive("--peer-epochs", peerEpochs);
    Optional<PeerScript> script = peer.script();
    runtime.check();
    files.check();
    LabelledFile trainFile = LabelledFile.read(train, columns, inputs.extractor());
    LabelledFile devFile = LabelledFile.read(dev, columns, inputs.extractor());
    runtime.apply();
    console.say("train  %s", trainFile);
    console.say("dev    %s", devFile);
    if (models.isEmpty()) {
      console.say("ours   %s, %s", training, inputs.text(training));
    }
    List<SavedTagger> saved = saved(devFile);
    List<TaggedSentence> sentences = LabelledSentences.of(trainFile);
    TaggersBench bench = new TaggersBench(trainFile, devFile);
    files.write(
        bench.run(
            script.map(s -> new TaggersBench.Peer(s, peerEpochs)),
            libraries(trainer, saved, TaggerScore.areSpans(sentences)),
            line -> console.say("%s", line)));
    return 0;
  }

  /** Opens the saved taggers, before the others are trained. */
  private List<SavedTagger> saved(LabelledFile devFile) throws IOException {
    List<SavedTagger> saved = new ArrayList<>();
    for (Path file : models) {
      SavedTagger tagger = SavedTagger.open(file);
      saved.add(tagger);
      devFile
          .unseenLabelNote(tagger.labels(), "the model")
          .ifPresent(note -> console.say("note   %s", note));
    }
    return saved;
  }

  private List<TaggerLibrary> libraries(
      LstmTaggerTrainer trainer, List<SavedTagger> saved, boolean spans) {
    List<TaggerLibrary> libraries = new ArrayList<>();
    if (!spans) {
      for (OpenNlpLibrary.Algorithm algorithm : OpenNlpLibrary.Algorithm.values()) {
        libraries.add(new OpenNlpLibrary(algorithm));
      }
    }
    libraries.add(new CrfLibrary(crfEpochs));
    if (models.isEmpty()) {
      libraries.add(new TributaryLibrary(trainer, inputs.extractor(), TrainingListener.silent()));
    }
    libraries.addAll(saved);
    return libraries;
  }
}
