package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.tributary.examples.console.Console;
import org.tributary.examples.files.OutputFile;
import org.tributary.examples.job.EvaluationResult;
import org.tributary.examples.job.Features;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.ScoreJson;
import org.tributary.examples.job.ScoreReport;
import org.tributary.examples.report.Report;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.LstmTaggerModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a saved tagger on a file. */
@Command(
    name = "evaluate",
    description =
        "Score a saved tagger on labelled sentences. Prints accuracy on all, known and unknown"
            + " words, precision, recall and F1 of every label, those of spans as conlleval counts"
            + " them where all labels are BIO, IOB1 or BIOES, and of up to 500 labels Tribuo's own"
            + " evaluation.",
    footer = {
      "",
      "The JSON has the numbers sentences, tokens, correct, accuracy, knownTokens, knownCorrect,",
      "accuracyKnown, unknownTokens, unknownCorrect, accuracyUnknown, seconds and",
      "tokensPerSecond, and the lists unseenLabels and labels (label, precision, recall, f1,",
      "support, predicted). Accuracies are in 0..1, or null where there are no such words. Where",
      "labels are those of spans, the object spans has precision, recall, f1, support, predicted",
      "and the list types (type and the same five).",
      "",
      "Examples:",
      "  tributary evaluate --model ewt-upos.tagger --test en_ewt-ud-dev.conllu --column upos",
      "  tributary evaluate --model ewt-upos.tagger --test en_ewt-ud-dev.conllu --column upos \\",
      "      --json score.json --report report"
    })
final class EvaluateCommand implements Callable<Integer> {

  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A model that train has saved.")
  private Path model;

  @Option(
      names = "--test",
      required = true,
      paramLabel = "FILE",
      description = "Sentences with gold labels, plain or gzip.")
  private Path test;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the scores as JSON.")
  private Path json;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "Write report.html and report.md into a folder, made where there is none.")
  private Path report;

  @Mixin private DataOptions data;
  @Mixin private RuntimeOptions runtime;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Columns columns = data.columns();
    if (json != null) {
      OtherFile written = new OtherFile(command, "--json", json);
      written.than("--model", model);
      written.than("--test", test);
    }
    runtime.check();
    runtime.apply();
    try (LstmTaggerModel tagger = LstmTaggerModel.load(model)) {
      LabelledFile testFile = LabelledFile.read(test, columns, Features.of(tagger.getProvenance()));
      // outputs only once there is something to write, and before the work
      OutputFile jsonFile = json == null ? null : OutputFile.atFileOrDevice(json);
      Report reportFiles = report == null ? null : Report.in(report);
      EvaluationResult evaluated = EvaluationResult.of(tagger, testFile);
      // files first: the reader of our output may go before its end
      if (jsonFile != null) {
        jsonFile.write(ScoreJson.of(model, test, evaluated));
      }
      if (reportFiles != null) {
        reportFiles.write(ScoreReport.of(model, tagger, testFile, evaluated));
      }
      print(testFile, evaluated);
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

  private void print(LabelledFile testFile, EvaluationResult evaluated) {
    console.say("test    %s", testFile);
    console.say(
        "tagged  in %s, %s words/s\n",
        NumberFormats.seconds(evaluated.seconds()),
        NumberFormats.rate(evaluated.evaluation().all().total(), evaluated.seconds()));
    if (evaluated.evaluation().known().total() == 0) {
      console.say(
          "note    no word of it is one that the model knows; are the words in another column?\n");
    }
    console.say("%s", evaluated.evaluation());
    evaluated.spans().ifPresent(spans -> console.say("spans\n%s", spans));
    if (!evaluated.evaluation().unseenLabels().isEmpty()) {
      console.say("Tribuo's evaluation is left out: it cannot take labels unseen in training.\n");
    } else if (evaluated.tribuo().isEmpty()) {
      console.say(
          "Tribuo's evaluation is left out: it takes too long for more than %,d labels.\n",
          EvaluationResult.MAX_TRIBUO_LABELS);
    } else {
      console.say(
          "Tribuo's evaluation (its f1 column repeats the recall; F1 is in the table above):\n");
      console.say("%s", evaluated.tribuo());
    }
  }
}
