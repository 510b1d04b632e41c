package org.tributary.examples.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.prediction.PredictionFile;
import org.tributary.examples.report.ComparedModel;
import org.tributary.examples.report.ComparisonContents;
import org.tributary.text.conllu.ConlluColumn;
import org.tributary.tribuo.evaluation.ScoredText;
import org.tributary.tribuo.evaluation.TextEvaluation;

/** The comparison of saved taggers, and of predictions of other tools, on one file. */
public final class ModelComparison {
  private final List<ComparedModel> models = new ArrayList<>();
  private final List<ModelInfo> infos = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<Path> files;
  private LabelledFile test;

  /**
   * Creates a comparison without models.
   *
   * @param files the files of all models and predictions that will be added
   */
  public ModelComparison(List<Path> files) {
    this.files = List.copyOf(files);
  }

  /**
   * Adds a model.
   *
   * @param evaluation its evaluation on the file
   */
  public void add(ModelEvaluation evaluation) {
    test = evaluation.test();
    String name = name(evaluation.model().info().file());
    infos.add(evaluation.model().info());
    evaluation
        .warnings()
        .forEach(warning -> warnings.add(name + ": " + ModelEvaluation.ended(warning)));
    models.add(
        new ComparedModel(
            name,
            evaluation.evaluation(),
            OptionalDouble.of(evaluation.seconds()),
            OptionalLong.of(evaluation.model().info().bytes())));
  }

  /**
   * Adds the predictions of another tool, after at least one model.
   *
   * @param file a file with the same sentences
   * @param columns the columns of the test file
   * @throws IOException if the file cannot be read, or has other sentences
   */
  public void add(Path file, Columns columns) throws IOException {
    ConlluColumn column = conlluColumn(columns);
    ScoredText gold = models.get(0).evaluation().text();
    ScoredText predicted = PredictionFile.read(file, column, columns.tokenColumn(), gold);
    models.add(
        new ComparedModel(
            name(file),
            TextEvaluation.of(predicted),
            OptionalDouble.empty(),
            OptionalLong.empty()));
  }

  private static ConlluColumn conlluColumn(Columns columns) {
    if (columns.labels() instanceof LabelColumnChoice.Named named) {
      return named.column();
    }
    int number = ((LabelColumnChoice.Numbered) columns.labels()).number();
    boolean exists = number <= ConlluColumn.values().length;
    return exists ? ConlluColumn.parse(Integer.toString(number)) : ConlluColumn.UPOS;
  }

  /** Returns the file's name, or its path if another file has the same name, numbered if needed. */
  private String name(Path file) {
    Path last = file.getFileName();
    boolean unique =
        files.stream()
                .map(each -> each.toAbsolutePath().normalize())
                .distinct()
                .filter(each -> each.endsWith(last))
                .count()
            == 1;
    String name = (unique ? last : file).toString();
    String distinct = name;
    for (int number = 2; isTaken(distinct); number++) {
      distinct = name + " (" + number + ")";
    }
    return distinct;
  }

  private boolean isTaken(String name) {
    return models.stream().anyMatch(compared -> compared.name().equals(name));
  }

  /** Returns the contents of a report, with the current time. */
  public ComparisonContents contents() {
    return ComparisonContents.of(
        "%d taggers on %s".formatted(models.size(), test.path().getFileName()),
        ModelEvaluation.now(),
        models,
        warnings,
        ModelEvaluation.provenance(infos, test));
  }
}
