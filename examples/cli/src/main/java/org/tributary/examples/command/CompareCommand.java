package org.tributary.examples.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tributary.evaluation.ScoredText;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.job.EvaluationText;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.LoadedTagger;
import org.tributary.examples.job.ModelEvaluation;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.job.TrainedColumns;
import org.tributary.examples.option.GroupedOptions;
import org.tributary.examples.option.OptionGroup;
import org.tributary.examples.option.RuntimeOptions;
import org.tributary.examples.option.ScoreFileOptions;
import org.tributary.examples.option.ScoreFileOptions.ScoreFiles;
import org.tributary.examples.option.TestDataOptions;
import org.tributary.examples.report.ComparisonContents;
import org.tributary.examples.report.PredictionFile;
import org.tributary.examples.report.Report;
import org.tributary.examples.report.ScoredModel;
import org.tributary.text.ConlluColumn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
final class CompareCommand extends AppCommand implements GroupedOptions {
  private final List<ScoredModel> compared = new ArrayList<>();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "Tagger file: .tributary or .tribuo; repeatable.")
  private List<Path> models;

  @Option(
      names = "--predictions",
      paramLabel = "FILE",
      description =
          "Predictions of another tool for the test file; repeatable. CoNLL-U with the labels in"
              + " the test file's label column, or in UPOS for a test file in columns; else one"
              + " token per line with the label in the last column.")
  private List<Path> predictions = List.of();

  @Mixin private TestDataOptions data;
  @Mixin private ScoreFileOptions outputs;
  @Mixin private RuntimeOptions runtime;

  @Override
  public Integer call() throws IOException {
    data.check();
    if (models.size() + predictions.size() < 2) {
      throw wrongUsage("expected two models, or a model and --predictions, got one file");
    }
    outputs.check();
    runtime.check();
    runtime.apply();
    ScoreFiles files = null;
    Columns first = null;
    LabelledFile gold = null;
    Map<String, ModelInfo> infos = new LinkedHashMap<>();
    List<String> warnings = new ArrayList<>();
    for (Path model : models) {
      try (LoadedTagger tagger = LoadedTagger.load(model)) {
        Columns columns = data.columns(TrainedColumns.of(tagger.info().metadata()), model);
        LabelledFile sentences = data.read(columns, model, tagger.extractor());
        first = first == null ? columns : first;
        gold = gold == null ? sentences : gold;
        if (!columns.equals(first) && !sentences.hasLabelsOf(gold)) {
          throw differentColumns(first, model, columns);
        }
        files = files == null ? outputs.open() : files; // a model is valid; before the work
        ModelEvaluation evaluation = ModelEvaluation.of(tagger, sentences);
        ScoredModel scored = evaluation.named(name(model));
        compared.add(scored);
        infos.put(scored.name(), tagger.info());
        evaluation
            .warnings()
            .forEach(each -> warnings.add(scored.name() + ": " + ModelEvaluation.ended(each)));
      }
    }
    ConlluColumn ofConllu =
        LabelledFile.isConllu(data.file(), first) ? first.labels().conllu() : ConlluColumn.UPOS;
    for (Path file : predictions) {
      ScoredText predicted =
          PredictionFile.read(
              file, ofConllu, first.tokenColumn(), compared.get(0).evaluation().text());
      compared.add(
          new ScoredModel(
              name(file),
              TextEvaluation.of(predicted),
              OptionalDouble.empty(),
              OptionalLong.empty()));
    }
    ComparisonContents contents =
        ComparisonContents.of(
            "%d taggers on %s".formatted(compared.size(), data.file().getFileName()),
            Report.now(),
            compared,
            warnings,
            ModelEvaluation.provenance(infos, gold));
    files.write(contents);
    contents.warnings().forEach(warning -> console.say("warning %s", warning));
    EvaluationText.lines(contents).forEach(line -> console.say("%s", line));
    files.print(console);
    return 0;
  }

  /** Returns the file's name, or its path if another file has the same name, numbered if needed. */
  private String name(Path file) {
    Path last = file.getFileName();
    boolean unique =
        Stream.concat(models.stream(), predictions.stream())
                .map(each -> each.toAbsolutePath().normalize())
                .distinct()
                .filter(each -> each.endsWith(last))
                .count()
            == 1;
    String name = (unique ? last : file).toString();
    Set<String> taken = compared.stream().map(ScoredModel::name).collect(Collectors.toSet());
    String distinct = name;
    for (int number = 2; taken.contains(distinct); number++) {
      distinct = name + " (" + number + ")";
    }
    return distinct;
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
        OptionGroup.COLUMNS,
        OptionGroup.DEVICE,
        OptionGroup.MESSAGES);
  }
}
