package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import org.tributary.examples.console.Console;
import org.tributary.examples.console.Interruption;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LoadedTagger;
import org.tributary.examples.job.SeedScores;
import org.tributary.examples.job.SentenceProgress;
import org.tributary.examples.job.StoppedTraining;
import org.tributary.examples.job.TaggerFormat;
import org.tributary.examples.job.Training;
import org.tributary.examples.job.TrainingFiles;
import org.tributary.examples.option.CheckpointOption;
import org.tributary.examples.option.DataOptions;
import org.tributary.examples.option.DevOptions;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.QuietOption;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.option.SeedsOption;
import org.tributary.examples.option.VectorStorageOption;
import org.tributary.examples.option.training.BaseModelOption;
import org.tributary.examples.option.training.InputOptions;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.tagger.WordTagger;
import org.tributary.train.Checkpoints;
import org.tributary.train.SeedStudy;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code train} command: trains a tagger and saves it. */
@Command(
    name = "train",
    customSynopsis = {
      "tributary train --train FILE [--dev FILE] --column COLUMN --model FILE",
      "                       [OPTIONS]"
    },
    description = {
      "Train a tagger on labelled sentences and save it.",
      "Each epoch is scored on the dev file, by span F1 for span labels, else by accuracy; the"
          + " weights of the best epoch are saved. The model file is written atomically. Ctrl-C"
          + " ends training and saves the best epoch so far, or with --dev-share 0 the last one."
    },
    exitCodeList = {
      "0:success",
      "1:failure; one line states the cause",
      "2:wrong usage",
      "130:stopped by Ctrl-C; the best epoch so far is saved, with --dev-share 0 the last"
    },
    footer = {
      "",
      "Examples:",
      "  tributary train --train en_ewt-ud-train.conllu --column upos \\",
      "      --dev en_ewt-ud-dev.conllu --model ewt-upos.tribuo",
      "  tributary train --train wnut17train.conll --dev emerging.dev.conll \\",
      "      --column 2 --model wnut.tribuo --seeds 5",
      "  tributary train --from ewt-upos.tribuo --train mine.conllu --column upos \\",
      "      --model mine-upos.tribuo --lr 0.0005 --epochs 10",
      "  tributary train --train en_ewt-ud-train.conllu --column upos --preset fast \\",
      "      --teacher first.tribuo,second.tribuo --raw text.txt --model small.tribuo"
    })
final class TrainCommand extends AppCommand implements GroupedOptions {

  /** The exit code of a process that Ctrl-C ended. */
  private static final int STOPPED = 130;

  private Console progress;

  @Option(
      names = "--train",
      required = true,
      paramLabel = "FILE",
      description = "Training sentences, plain or gzip.")
  private Path train;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description =
          "Output model: a .tributary file by that ending, for programs without Tribuo, else a"
              + " Tribuo model. It is written atomically; its folder must exist.")
  private Path model;

  @Mixin private SeedsOption seeds;
  @Mixin private CheckpointOption checkpoint;
  @Mixin private DevOptions dev;
  @Mixin private BaseModelOption from;
  @Mixin private TeacherOptions teachers;
  @Mixin private InputOptions inputs;
  @Mixin private VectorStorageOption storage;
  @Mixin private DataOptions data;
  @Mixin private TrainerOptions training;
  @Mixin private RuntimeOptions runtime;
  @Mixin private QuietOption quiet;

  @Override
  public List<OptionGroup> commonOptions() {
    return TrainHelp.COMMON;
  }

  @Override
  public List<OptionGroup> advancedOptions() {
    return TrainHelp.ADVANCED;
  }

  @Override
  public Integer call() throws IOException {
    progress = quiet.progress(console);
    try (Interruption stop = new Interruption()) {
      inputs.progress(new SentenceProgress(progress, stop, "encode", "encoded")::report);
      return run(stop);
    }
  }

  /** Checks the options, reads the files, trains, and returns the exit code. */
  private int run(Interruption stop) throws IOException {
    from.check();
    dev.check(seeds.isSeveral());
    teachers.check();
    storage.check(inputs.vectors().isPresent() || from.file().isPresent());
    TaggerFormat format = format();
    Columns columns = data.columns();
    List<Long> seedValues = seeds.from(training.seed());
    LongFunction<LstmTaggerTrainer> trainers = trainers(seedValues.get(0));
    runtime.check();
    requireDistinctFiles(seedValues);
    OutputFile output = OutputFile.at(model);
    Optional<LstmTaggerModel> base = from.load();
    try (TeacherOptions.Open open = teachers.open()) {
      TokenFeatureExtractor extractor = extractor(base);
      TrainingFiles files =
          new TrainingFiles.Choice(columns, dev.share(), training.seed())
              .read(train, dev.file(), extractor);
      if (base.isEmpty()) {
        files.requireSharedLabel();
      }
      inputs.requirePhrasesIn(files.train());
      describe();
      runtime.apply();
      Training run =
          new Training(files, progress, stop, tagger -> save(tagger, format, output.path()));
      base.ifPresent(run::startFrom);
      if (format == TaggerFormat.TRIBUTARY) {
        run.requireWords();
      }
      open.teach(run, extractor, columns.tokenColumn(), progress);
      List<String> notes = new ArrayList<>(files.notes(columns, base));
      notes.addAll(
          open.notes(base.map(b -> Set.copyOf(b.labels())).orElseGet(files.train()::labels)));
      notes.forEach(note -> console.say("note   %s", note));
      stop.listen(); // there is nothing to save before
      return train(run, trainers, seedValues, output);
    } finally {
      base.ifPresent(LstmTaggerModel::close);
    }
  }

  /** Returns the format of the model, which its name says. */
  private TaggerFormat format() {
    TaggerFormat format = TaggerFormat.ofName(model).orElse(TaggerFormat.TRIBUO);
    if (format == TaggerFormat.ONNX) {
      throw wrongUsage(
          "--model: expected a name that ends in .tribuo or .tributary, got %s; train a .tribuo file and convert it: tributary convert --to onnx"
              .formatted(model));
    }
    if (format == TaggerFormat.TRIBUTARY && inputs.files().containsKey("--gazetteer")) {
      throw wrongUsage(
          "--gazetteer: expected a --model whose name ends in .tribuo, got %s; a .tributary file reads words alone"
              .formatted(model));
    }
    return format;
  }

  private void save(LstmTaggerModel tagger, TaggerFormat format, Path file) throws IOException {
    if (format == TaggerFormat.TRIBUO) {
      tagger.save(file, storage.place());
      return;
    }
    try (WordTagger words = tagger.toWordTagger()) {
      words.save(file, storage.place());
    }
  }

  /** Returns the trainer by seed; its options have been checked. */
  private LongFunction<LstmTaggerTrainer> trainers(long firstSeed) {
    List<TaggerInput> own = from.file().isPresent() ? List.of() : inputs.inputs(training);
    training.trainer(own, firstSeed); // a check, before the files are read
    return seed -> training.trainer(own, seed);
  }

  /** Trains and returns the exit code. */
  private int train(
      Training run,
      LongFunction<LstmTaggerTrainer> trainers,
      List<Long> seedValues,
      OutputFile output)
      throws IOException {
    try {
      SeedStudy study = SeedStudy.of(seedValues, seed -> score(run, trainers, seed));
      if (seeds.isSeveral()) {
        progress.say("dev    %s", SeedScores.format(study));
      }
    } catch (StoppedTraining e) {
      console.say(
          run.hasSavedModel()
              ? "stopped; the %s epoch so far is saved in %s"
                  .formatted(dev.isEmpty() ? "last" : "best", model)
              : "stopped before the end of the first epoch; no model is saved");
      return STOPPED;
    }
    String size = NumberFormats.bytes(Files.size(output.path()));
    String best = run.best().isEmpty() ? "" : ", " + run.best();
    progress.say("saved  %s (%s%s)%s", model, size, best, inputs.savedBeside());
    return 0;
  }

  private TokenFeatureExtractor extractor(Optional<LstmTaggerModel> base) {
    return base.map(b -> LoadedTagger.extractor(from.file().orElseThrow(), b))
        .orElseGet(inputs::extractor);
  }

  private void describe() {
    from.file().ifPresent(file -> progress.say("from   %s", file));
    String options = from.file().isPresent() ? "" : "; " + inputs.text(training);
    progress.say("config %s", training + options);
  }

  /**
   * Checks that the output files differ from the input files and from each other, and that the
   * checkpoints can be written.
   */
  private void requireDistinctFiles(List<Long> seedValues) throws IOException {
    for (long seed : seedValues) {
      Optional<Path> file = checkpoint.file(seeds.text(".seed", seed));
      if (file.isPresent()) {
        requireOwnFile("--checkpoint", file.get());
        inputs.requireUnread("--checkpoint", file.get());
        Checkpoints.in(file.get()).requireWritable();
      }
    }
    requireOwnFile("--model", model);
    inputs.requireUnread("--model", model);
  }

  private double score(Training run, LongFunction<LstmTaggerTrainer> trainers, long seed) {
    if (seeds.isSeveral()) {
      progress.say("seed   %d", seed);
    }
    return run.score(
        trainers.apply(seed), seeds.text("seed ", seed), checkpoint.of(seeds.text(".seed", seed)));
  }
}
