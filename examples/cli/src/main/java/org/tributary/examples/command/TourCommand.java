package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tributary.examples.console.Console;
import org.tributary.examples.corpus.CorpusFiles;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.io.OutputFile;
import org.tributary.examples.job.EvaluatedModel;
import org.tributary.examples.job.EvaluationText;
import org.tributary.examples.job.Features;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LabelledFile.Format;
import org.tributary.examples.job.ModelEvaluation;
import org.tributary.examples.job.Program;
import org.tributary.examples.job.Training;
import org.tributary.examples.job.TrainingFiles;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.report.Report;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code tour} command: a demonstration on built-in data. */
@Command(
    name = "tour",
    description = {
      "Run a demonstration on built-in data.",
      "Generates a corpus, trains a tagger on it, evaluates it and writes a report. Takes less than"
          + " a minute."
    },
    footer = {"", "Examples:", "  tributary tour", "  tributary tour --output /tmp/tour"})
final class TourCommand extends AppCommand {
  private static final Columns UPOS = new Columns(Format.CONLLU, new LabelColumnChoice("upos"), 1);

  /** Settings for the built-in corpus: twenty seconds on two cores, close to the best score. */
  private static final LstmTaggerTrainer TRAINER =
      LstmTaggerTrainer.builder()
          .epochs(10)
          .batchSize(16)
          .hiddenSize(100)
          .layers(1)
          .seed(1)
          .build();

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "target/tour",
      description =
          "Output folder for data, model and report; created if absent. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Mixin private RuntimeOptions runtime;

  @Override
  public Integer call() throws IOException {
    runtime.check();
    runtime.apply();
    run(console, output, CorpusGenerator.Sizes.STANDARD, TRAINER);
    return 0;
  }

  /**
   * Runs the demonstration.
   *
   * @param folder output folder for data, model and report; created if absent
   * @param sizes sizes of the generated corpus
   */
  static void run(
      Console console, Path folder, CorpusGenerator.Sizes sizes, LstmTaggerTrainer trainer)
      throws IOException {
    Report report = Report.in(folder);
    OutputFile modelFile = OutputFile.at(folder.resolve("tour.tribuo"));
    CorpusFiles files =
        CorpusFiles.write(
            new CorpusGenerator().generate(sizes, 1), CorpusFiles.Format.CONLLU, folder, "");
    TokenFeatureExtractor extractor = Features.FORMS.extractor();
    LabelledFile test = LabelledFile.read(files.test(), UPOS, extractor);
    TrainingFiles data =
        TrainingFiles.read(files.train(), Optional.of(files.dev()), UPOS, extractor);
    new Training(data, console, model -> model.save(modelFile.path()))
        .score(trainer, "", Optional.empty());
    try (EvaluatedModel model = EvaluatedModel.load(modelFile.path())) {
      ModelEvaluation evaluation = ModelEvaluation.of(model, test);
      report.write(evaluation.contents());
      console.say("test   %s\n", test);
      EvaluationText.lines(evaluation.evaluation()).forEach(line -> console.say("%s", line));
      console.say(
          "\ntagged in %s, %s words/s\n",
          NumberFormats.seconds(evaluation.seconds()),
          NumberFormats.rate(test.tokens(), evaluation.seconds()));
    }
    console.say("report %s", report.html());
    console.say("       %s", report.markdown());
    console.say(
        "model  %s (%s)", modelFile.path(), NumberFormats.bytes(Files.size(modelFile.path())));
    console.say(
        "\nTry it: echo 'Her book was light .' | %s tag --model %s",
        Program.invocation(), folder.resolve("tour.tribuo"));
  }
}
