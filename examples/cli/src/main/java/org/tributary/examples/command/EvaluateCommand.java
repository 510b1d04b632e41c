package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.job.EvaluationText;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LoadedTagger;
import org.tributary.examples.job.ModelEvaluation;
import org.tributary.examples.job.TrainedColumns;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.option.ScoreFileOptions;
import org.tributary.examples.option.ScoreFileOptions.ScoreFiles;
import org.tributary.examples.option.TestDataOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The {@code evaluate} command: scores a saved tagger on labelled sentences. */
@Command(
    name = "evaluate",
    customSynopsis = "tributary evaluate --model FILE --test FILE [OPTIONS]",
    description = {
      "Score a saved tagger on labelled sentences.",
      "Prints span F1 where the labels are spans, else accuracy, with 95 %% confidence intervals,"
          + " on all, known and unknown words, and precision, recall and F1 of every span type and"
          + " label. The label column is the one the model was trained on."
    },
    footer = {
      "",
      "The JSON, of --json and in the report, is described by report.schema.json in",
      "the module reports. Intervals are percentiles of 2,000 bootstrap resamples of",
      "the sentences.",
      "",
      "Examples:",
      "  tributary evaluate --model ewt-upos.tribuo --test en_ewt-ud-dev.conllu",
      "  tributary evaluate --model ewt-upos.tribuo --test en_ewt-ud-dev.conllu \\",
      "      --json score.json --report report"
    })
final class EvaluateCommand extends AppCommand implements GroupedOptions {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Tagger file: .tributary or .tribuo.")
  private Path model;

  @Mixin private TestDataOptions data;
  @Mixin private ScoreFileOptions outputs;
  @Mixin private RuntimeOptions runtime;

  @Override
  public Integer call() throws IOException {
    data.check();
    outputs.check();
    runtime.check();
    runtime.apply();
    try (LoadedTagger tagger = LoadedTagger.load(model)) {
      Columns columns = data.columns(TrainedColumns.of(tagger.info().metadata()), model);
      LabelledFile sentences = data.read(columns, model, tagger.extractor());
      ScoreFiles files = outputs.open(); // after all inputs are valid, but before the work
      ModelEvaluation evaluation = ModelEvaluation.of(tagger, sentences);
      // files first: the reader of standard output may close it early
      files.write(evaluation.contents());
      print(evaluation);
      files.print(console);
    }
    return 0;
  }

  @Override
  public List<OptionGroup> commonOptions() {
    return List.of(
        OptionGroup.of("Options", "--model", "--test", "--json", "--report"),
        OptionGroup.COLUMNS,
        OptionGroup.DEVICE,
        OptionGroup.MESSAGES);
  }

  private void print(ModelEvaluation evaluation) {
    console.say("model   %s", evaluation.model().info().origin());
    console.say("test    %s", evaluation.test());
    evaluation.warnings().forEach(warning -> console.say("warning %s", warning));
    console.say(
        "tagged  in %s, %s words/s\n",
        NumberFormats.seconds(evaluation.seconds()),
        NumberFormats.rate(evaluation.test().tokens(), evaluation.seconds()));
    EvaluationText.lines(evaluation.evaluation()).forEach(line -> console.say("%s", line));
    console.say("");
  }
}
