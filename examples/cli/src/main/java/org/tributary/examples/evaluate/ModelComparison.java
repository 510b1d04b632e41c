package org.tributary.examples.evaluate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.tributary.examples.analysis.ScoredText;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.job.JobException;
import org.tributary.examples.job.LabelColumnChoice;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.LabelledFile.Columns;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.prediction.PredictionFile;
import org.tributary.examples.report.Candidate;
import org.tributary.examples.report.ComparisonContents;
import org.tributary.text.conllu.ConlluColumn;

/** The comparison of saved taggers, and of predictions of other tools, on one file. */
public final class ModelComparison {
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<ModelInfo> infos = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private LabelledFile test;

  /** Creates a comparison without models. */
  public ModelComparison() {}

  /**
   * Adds a model.
   *
   * @param evaluation its evaluation on the file
   */
  public void add(ModelEvaluation evaluation) {
    test = evaluation.test();
    String name = name(evaluation.model().info().file());
    infos.add(evaluation.model().info());
    evaluation.warnings().forEach(warning -> warnings.add("%s: %s.".formatted(name, warning)));
    candidates.add(
        new Candidate(
            name,
            evaluation.evaluation(),
            OptionalDouble.of(evaluation.seconds()),
            OptionalLong.of(evaluation.model().info().bytes())));
  }

  /**
   * Adds the predictions of another tool.
   *
   * @param file a file with the same sentences
   * @param columns the columns of the test file
   * @throws IOException if the file cannot be read, or has other sentences
   * @throws JobException if no model was added before
   */
  public void add(Path file, Columns columns) throws IOException {
    if (candidates.isEmpty()) {
      throw new JobException("compare: expected a model to compare predictions with, got none");
    }
    ConlluColumn column =
        columns.labels() instanceof LabelColumnChoice.Named named
            ? named.column()
            : ConlluColumn.UPOS;
    ScoredText gold = candidates.get(0).evaluation().text();
    ScoredText predicted = PredictionFile.read(file, column, columns.tokenColumn(), gold);
    candidates.add(
        new Candidate(
            name(file),
            TextEvaluation.of(predicted),
            OptionalDouble.empty(),
            OptionalLong.empty()));
  }

  /** Returns the file's name, or its path if another model has the same name. */
  private String name(Path file) {
    String name = file.getFileName().toString();
    return candidates.stream().anyMatch(candidate -> candidate.name().equals(name))
        ? file.toString()
        : name;
  }

  /** Returns the contents of a report, with the current time. */
  public ComparisonContents contents() {
    Set<String> distinct = new LinkedHashSet<>(warnings);
    return ComparisonContents.of(
        "%d taggers on %s".formatted(candidates.size(), test.path().getFileName()),
        ModelEvaluation.now(),
        candidates,
        List.copyOf(distinct),
        EvaluationFacts.sheets(infos, test));
  }
}
