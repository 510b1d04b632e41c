package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.tributary.examples.analysis.TextEvaluation;
import org.tributary.examples.prediction.ModelPredictions;
import org.tributary.examples.report.ReportContents;
import org.tributary.tribuo.LstmTaggerModel;

/** A factory of report contents from evaluation results. */
public final class ScoreReport {

  private ScoreReport() {}

  /**
   * Returns the report contents for a model's score.
   *
   * @param modelFile the model file
   * @param model the model
   * @param test the test file
   * @param evaluated the score
   * @return the contents, with the current time
   * @throws IOException if the model file no longer exists
   */
  public static ReportContents of(
      Path modelFile, LstmTaggerModel model, LabelledFile test, EvaluationResult evaluated)
      throws IOException {
    return new ReportContents(
        modelFile.getFileName() + " on " + test.path().getFileName(),
        OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS),
        TextEvaluation.of(ModelPredictions.of(model, test.sentences()).text()),
        evaluated.seen().map(seen -> List.of(seen.warning())).orElse(List.of()),
        OptionalDouble.of(evaluated.seconds()),
        OptionalLong.of(Files.size(modelFile)),
        model.history(),
        ModelFacts.sheets(model.getProvenance(), test.sentences().getProvenance()));
  }
}
