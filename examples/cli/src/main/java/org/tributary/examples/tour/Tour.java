package org.tributary.examples.tour;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tributary.examples.console.Console;
import org.tributary.examples.corpus.CorpusFiles;
import org.tributary.examples.corpus.CorpusGenerator;
import org.tributary.examples.evaluate.EvaluatedModel;
import org.tributary.examples.evaluate.EvaluationText;
import org.tributary.examples.evaluate.ModelEvaluation;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.job.Features;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LabelledFile.Format;
import org.tributary.examples.job.Program;
import org.tributary.examples.job.Training;
import org.tributary.examples.job.TrainingFiles;
import org.tributary.examples.report.Report;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/**
 * The demonstration on built-in data: training, evaluation and report.
 *
 * @param console output of progress and results
 * @param folder output folder for data, model and report; created if absent
 * @param sizes size of the generated corpus
 * @param trainer trainer of the tagger
 */
public record Tour(
    Console console, Path folder, CorpusGenerator.Sizes sizes, LstmTaggerTrainer trainer) {

  private static final Columns UPOS = new Columns(Format.CONLLU, new LabelColumnChoice("upos"), 1);

  /**
   * Runs the tour.
   *
   * @throws IOException if the folder cannot be written
   */
  public void run() throws IOException {
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
