package org.tributary.examples.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.tributary.examples.report.ReportModel;
import org.tributary.tribuo.LstmTaggerModel;

/** Gathers what a report shows. */
public final class ScoreReport {

  private ScoreReport() {}

  /**
   * A report on a model's score.
   *
   * @param modelFile where the model is
   * @param model the model
   * @param test the file it was scored on
   * @param evaluated the score
   * @return the report's contents, as of now
   * @throws IOException where the model's file has gone
   */
  public static ReportModel of(
      Path modelFile, LstmTaggerModel model, LabelledFile test, Evaluated evaluated)
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
