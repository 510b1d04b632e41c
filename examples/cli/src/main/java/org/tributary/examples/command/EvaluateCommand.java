package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.job.EvaluationResult;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.ModelFacts;
import org.tributary.examples.job.ScoreJson;
import org.tributary.examples.job.ScoreReport;
import org.tributary.examples.job.TrainedColumns;
import org.tributary.examples.job.Versions;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.OutputOption;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.option.TestDataOptions;
import org.tributary.examples.report.Report;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.LstmTaggerModel;
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
      "Prints accuracy on all, known and unknown words and precision, recall and F1 per label. For"
          + " BIO, IOB1 or BIOES labels it adds conlleval's span scores. The label column is the one"
          + " the model was trained on."
    },
    footer = {
      "",
      "The JSON contains the numbers sentences, tokens, correct, accuracy,",
      "knownTokens, knownCorrect, accuracyKnown, unknownTokens, unknownCorrect,",
      "accuracyUnknown, seconds and tokensPerSecond, and the lists unseenLabels and",
      "labels (label, precision, recall, f1, support, predicted). Accuracies are",
      "from 0 to 1, or null without such words. For span labels, the object spans",
      "contains precision, recall, f1, support, predicted and the list types (type",
      "and the same five). seenAs is \"training\" or \"dev\" if the test file is that",
      "file of the model's training, otherwise null.",
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
          "Output folder for report.html and report.md; created if absent. Default: none.")
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
    try (LstmTaggerModel tagger = LstmTaggerModel.load(model)) {
      Columns columns = data.columns(trainedColumns(tagger), model);
      LabelledFile testFile = LabelledFile.read(test, columns, ModelFacts.extractor(model, tagger));
      // outputs after all inputs are valid, but before the work
      OutputFile jsonFile = json == null ? null : OutputFile.atFileOrDevice(json);
      Report reportFiles = report == null ? null : Report.in(report);
      EvaluationResult evaluated = EvaluationResult.of(tagger, testFile);
      // files first: the reader of standard output may close it early
      if (jsonFile != null) {
        jsonFile.write(ScoreJson.of(model, test, evaluated));
      }
      if (reportFiles != null) {
        reportFiles.write(ScoreReport.of(model, tagger, testFile, evaluated));
      }
      print(tagger, testFile, evaluated);
      if (jsonFile != null) {
        console.say("json    %s", json);
      }
      if (reportFiles != null) {
        console.say("report  %s", reportFiles.html());
        console.say("        %s", reportFiles.markdown());
      }
    }
    return 0;
  }

  private static TrainedColumns trainedColumns(LstmTaggerModel model) {
    Optional<LabelColumnChoice> labels =
        ModelFacts.labelColumn(model.getProvenance()).map(LabelColumnChoice::parse);
    return new TrainedColumns(labels, ModelFacts.tokenColumn(model.getProvenance()));
  }

  @Override
  public List<OptionGroup> commonOptions() {
    return List.of(
        OptionGroup.of("Options", "--model", "--test", "--json", "--report", "--tribuo"),
        OptionGroup.of("Columns", "--column", "--token-column", "--format"),
        OptionGroup.of("Device", "--threads", "--device", "--soft-placement"),
        OptionGroup.of("Messages", "--debug", "--help", "--version"));
  }

  private void print(LstmTaggerModel tagger, LabelledFile testFile, EvaluationResult evaluated) {
    console.say("model   trained by %s", Versions.training(tagger.getProvenance()));
    console.say("test    %s", testFile);
    evaluated.seen().ifPresent(seen -> console.say("warning %s", seen.warning()));
    console.say(
        "tagged  in %s, %s words/s\n",
        NumberFormats.seconds(evaluated.seconds()),
        NumberFormats.rate(evaluated.evaluation().all().total(), evaluated.seconds()));
    if (evaluated.evaluation().known().total() == 0) {
      console.say("note    every word is unknown to the model; are the words in another column?\n");
    }
    console.say("%s", evaluated.evaluation());
    evaluated.spans().ifPresent(spans -> console.say("spans\n%s", spans));
    if (tribuo) {
      printTribuo(evaluated);
    }
  }

  private void printTribuo(EvaluationResult evaluated) {
    if (!evaluated.evaluation().unseenLabels().isEmpty()) {
      console.say(
          "Tribuo's evaluation is omitted: it does not support labels unseen in training.\n");
    } else if (evaluated.tribuo().isEmpty()) {
      console.say(
          "Tribuo's evaluation is omitted: it is too slow for more than %,d labels.\n",
          EvaluationResult.MAX_TRIBUO_LABELS);
    } else {
      console.say(
          "Tribuo's evaluation (its f1 column repeats the recall; see the table above for F1):\n");
      console.say("%s", evaluated.tribuo());
    }
  }
}
