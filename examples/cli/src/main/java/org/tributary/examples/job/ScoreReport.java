package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.tributary.examples.report.ReportModel;
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
  public static ReportModel of(
      Path modelFile, LstmTaggerModel model, LabelledFile test, EvaluationResult evaluated)
      throws IOException {
    return new ReportModel(
        modelFile.getFileName() + " on " + test.path().getFileName(),
        OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS),
        evaluated.evaluation(),
        evaluated.spans(),
        evaluated.seconds(),
        Files.size(modelFile),
        ModelFacts.bytes(test.sentences().getSourceProvenance()),
        model.history(),
        ModelFacts.sheets(model.getProvenance(), test.sentences().getProvenance()));
  }
}
