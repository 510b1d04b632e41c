package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.tributary.examples.console.Console;
import org.tributary.examples.evaluate.EvaluatedModel;
import org.tributary.examples.evaluate.EvaluationText;
import org.tributary.examples.evaluate.ModelEvaluation;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.job.TrainedColumns;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.OutputOption;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.option.TestDataOptions;
import org.tributary.examples.report.Report;
import org.tributary.examples.report.ReportContents;
import org.tributary.examples.text.NumberFormats;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The {@code evaluate} command: scores a saved tagger on labelled sentences. */
@Command(
    name = "evaluate",
    customSynopsis = "tributary evaluate --model FILE --test FILE [OPTIONS]",
    description = {
      "Score a saved tagger on labelled sentences.",
      "Prints span F1 where the labels are spans, else accuracy, with 95 %% confidence intervals, on"
          + " all, known and unknown words, and precision, recall and F1 of every span type and"
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
final class EvaluateCommand implements Callable<Integer>, GroupedOptions {

  private final Console console;

  @Spec private CommandSpec command;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "Saved model.")
  private Path model;

  @Option(
      names = "--test",
      required = true,
      paramLabel = "FILE",
      description = "Test sentences with gold labels, plain or gzip.")
  private Path test;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Output file for the scores as JSON. Default: none.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Output folder for report.html, report.md and report.json; created if absent. Default: none.")
  private Path report;

  @Option(
      names = "--tribuo",
      description =
          "Tribuo's own evaluation, for up to 500 labels, in addition. Its f1 column repeats the"
              + " recall. Default: off.")
  private boolean tribuo;

  @Mixin private TestDataOptions data;
  @Mixin private RuntimeOptions runtime;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    data.check();
    if (json != null) {
      OutputOption output = new OutputOption(command, "--json", json);
      output.requireDistinctFrom("--model", model);
      output.requireDistinctFrom("--test", test);
    }
    runtime.check();
    runtime.apply();
    try (EvaluatedModel tagger = EvaluatedModel.load(model)) {
      Columns columns = data.columns(TrainedColumns.of(tagger.info().metadata()), model);
      LabelledFile sentences = LabelledFile.read(test, columns, tagger.extractor());
      // outputs after all inputs are valid, but before the work
      OutputFile jsonFile = json == null ? null : OutputFile.atFileOrDevice(json);
      Report reportFiles = report == null ? null : Report.in(report);
      ModelEvaluation evaluation = ModelEvaluation.of(tagger, sentences);
      ReportContents contents = evaluation.contents();
      // files first: the reader of standard output may close it early
      if (jsonFile != null) {
        jsonFile.write(Report.json(contents));
      }
      if (reportFiles != null) {
        reportFiles.write(contents);
      }
      print(evaluation);
      if (tribuo) {
        console.say("%s", tagger.tribuoEvaluation(sentences));
      }
      if (jsonFile != null) {
        console.say("json    %s", json);
      }
      if (reportFiles != null) {
        console.say("report  %s", reportFiles.html());
        console.say("        %s", reportFiles.markdown());
        console.say("        %s", reportFiles.json());
      }
    }
    return 0;
  }

  @Override
  public List<OptionGroup> commonOptions() {
    return List.of(
        OptionGroup.of("Options", "--model", "--test", "--json", "--report", "--tribuo"),
        OptionGroup.of("Columns", "--column", "--token-column", "--format"),
        OptionGroup.of("Device", "--threads", "--device", "--soft-placement"),
        OptionGroup.of("Messages", "--debug", "--help", "--version"));
  }

  private void print(ModelEvaluation evaluation) {
    console.say("model   trained by %s", versions(evaluation.model().info()));
    console.say("test    %s", evaluation.test());
    evaluation.warnings().forEach(warning -> console.say("warning %s", warning));
    console.say(
        "tagged  in %s, %s words/s\n",
        NumberFormats.seconds(evaluation.seconds()),
        NumberFormats.rate(evaluation.test().tokens(), evaluation.seconds()));
    EvaluationText.lines(evaluation.evaluation()).forEach(line -> console.say("%s", line));
    console.say("");
  }

  private static String versions(ModelInfo model) {
    return model.versions().entrySet().stream()
        .map(version -> version.getKey() + " " + version.getValue())
        .collect(Collectors.joining(", "));
  }
}
