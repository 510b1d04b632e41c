package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Path;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.report.Report;
import org.tributary.examples.report.ReportContents;
import org.tributary.tribuo.LstmTaggerModel;

/** The evaluation report of a trained tagger. */
final class ModelReport {

  private ModelReport() {}

  /**
   * Saves a model, evaluates it on test data and writes {@code report.html}, {@code report.md} and
   * {@code report.json} beside it.
   */
  static void write(
      String title, LstmTaggerModel model, SequenceDataset<Label> test, Path modelFile)
      throws IOException {
    Report report = Report.in(modelFile.toAbsolutePath().getParent());
    model.save(modelFile);
    ReportContents contents = ReportContents.of(title, model, test);
    report.write(contents);
    TextEvaluation evaluation = contents.evaluation();
    System.out.printf("%s %.2f %%", evaluation.measure(), 100 * evaluation.headline().value());
    evaluation
        .headline()
        .interval()
        .ifPresent(
            interval ->
                System.out.printf(
                    ", 95 %% confidence interval %.2f to %.2f",
                    100 * interval.low(), 100 * interval.high()));
    System.out.println();
    System.out.println("model " + modelFile);
    System.out.println("report " + report.html());
  }
}
