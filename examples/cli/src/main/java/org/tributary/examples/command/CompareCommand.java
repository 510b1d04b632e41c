package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.tributary.examples.console.Console;
import org.tributary.examples.evaluate.EvaluatedModel;
import org.tributary.examples.evaluate.EvaluationText;
import org.tributary.examples.evaluate.ModelComparison;
import org.tributary.examples.evaluate.ModelEvaluation;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.TrainedColumns;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.option.ScoreFileOptions;
import org.tributary.examples.option.ScoreFileOptions.ScoreFiles;
import org.tributary.examples.option.TestDataOptions;
import org.tributary.examples.report.ComparisonContents;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code compare} command: scores saved taggers side by side. */
@Command(
    name = "compare",
    customSynopsis =
        "tributary compare --model FILE... [--predictions FILE...] --test FILE [OPTIONS]",
    description = {
      "Compare saved taggers on the same labelled sentences, also with predictions of other tools.",
      "Prints scores side by side with 95 %% confidence intervals and the significance of each"
          + " difference; a report lists words that only one of them labels correctly."
    },
    footer = {
      "",
      "A difference is tested by paired approximate randomization of sentences; with",
      "several pairs, p is adjusted by Holm's method.",
      "",
      "Examples:",
      "  tributary compare --model old.tribuo --model new.tribuo --test test.conllu \\",
      "      --report comparison",
      "  tributary compare --model ner.tribuo --predictions other-tool.txt \\",
      "      --test test.conll"
    })
final class CompareCommand implements Callable<Integer>, GroupedOptions {
  private final Console console;

  @Spec private CommandSpec command;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Saved tagger; repeatable.")
  private List<Path> models;

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description =
          "Predictions of another tool for the test file; repeatable. CoNLL-U with the labels in"
              + " the label column, or one token per line with the label in the last column.")
  private List<Path> predictions = List.of();

  @Mixin private TestDataOptions data;
  @Mixin private ScoreFileOptions outputs;
  @Mixin private RuntimeOptions runtime;

  CompareCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    data.check();
    if (models.size() + predictions.size() < 2) {
      throw new ParameterException(
          command.commandLine(), "expected two models, or a model and --predictions, got one file");
    }
    outputs.check(inputs());
    runtime.check();
    runtime.apply();
    ScoreFiles files = outputs.open();
    ModelComparison comparison =
        new ModelComparison(Stream.concat(models.stream(), predictions.stream()).toList());
    Columns first = null;
    LabelledFile gold = null;
    for (Path model : models) {
      try (EvaluatedModel tagger = EvaluatedModel.load(model)) {
        Columns columns = data.columns(TrainedColumns.of(tagger.info().metadata()), model);
        LabelledFile sentences = data.read(columns, model, tagger.extractor());
        first = first == null ? columns : first;
        gold = gold == null ? sentences : gold;
        if (!columns.equals(first) && !sentences.hasLabelsOf(gold)) {
          throw differentColumns(first, model, columns);
        }
        comparison.add(ModelEvaluation.of(tagger, sentences));
      }
    }
    for (Path file : predictions) {
      comparison.add(file, first);
    }
    ComparisonContents contents = comparison.contents();
    files.write(contents);
    contents.warnings().forEach(warning -> console.say("warning %s", warning));
    EvaluationText.lines(contents).forEach(line -> console.say("%s", line));
    files.print(console);
    return 0;
  }

  private JobException differentColumns(Columns first, Path other, Columns columns) {
    return new JobException(
        "%s: expected models trained on the same label column, got %s of column %s and %s of column %s; pass --column to evaluate all models on one column"
            .formatted(data.file(), models.get(0), first.labels(), other, columns.labels()));
  }

  @Override
  public List<OptionGroup> commonOptions() {
    return List.of(
        OptionGroup.of("Options", "--model", "--predictions", "--test", "--json", "--report"),
        OptionGroup.of("Columns", "--column", "--token-column", "--format"),
        OptionGroup.of("Device", "--threads", "--device", "--soft-placement"),
        OptionGroup.of("Messages", "--debug", "--help", "--version"));
  }

  private Map<String, Path> inputs() {
    Map<String, Path> inputs = new LinkedHashMap<>();
    for (Path model : models) {
      inputs.put("--model " + model, model);
    }
    for (Path file : predictions) {
      inputs.put("--predictions " + file, file);
    }
    inputs.put("--test", data.file());
    return inputs;
  }
}
