package org.tributary.examples.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.tributary.evaluation.TextEvaluation;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.io.TextList;
import org.tributary.examples.report.FactSheet;
import org.tributary.examples.report.FactSheet.Fact;
import org.tributary.examples.report.ModelPredictions;
import org.tributary.examples.report.ProvenanceValues;
import org.tributary.examples.report.Report;
import org.tributary.examples.report.ReportContents;
import org.tributary.examples.report.ScoredModel;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.TrainingRecord;
import org.tributary.tagger.TrainingRecord.DataFile;
import org.tributary.train.tagger.TaggerTrainer;

/**
 * The evaluation of a saved tagger on a file.
 *
 * @param model the model, which may be closed
 * @param test the file
 * @param evaluation the scores and errors
 * @param seconds the tagging time
 */
public record ModelEvaluation(
    LoadedTagger model, LabelledFile test, TextEvaluation evaluation, double seconds) {
  private static final int FEW_SENTENCES = 30;

  /**
   * Tags a file and scores the predictions.
   *
   * @throws JobException if the labels are not the model's, by {@link TaggerTrainer#checkLabels}
   */
  public static ModelEvaluation of(LoadedTagger model, LabelledFile test) {
    requireKnownLabels(model, test);
    ModelPredictions predictions = model.predict(test);
    return new ModelEvaluation(
        model, test, TextEvaluation.of(predictions.text()), predictions.seconds());
  }

  private static void requireKnownLabels(LoadedTagger model, LabelledFile file) {
    try {
      TaggerTrainer.checkLabels(file.path().toString(), model.labels(), file.gold());
    } catch (IllegalArgumentException e) {
      throw new JobException(
          e.getMessage()
              + TrainedColumns.of(model.info().metadata())
                  .labels()
                  .map("; the model was trained on --column %s"::formatted)
                  .orElse(""),
          e);
    }
  }

  /** Returns warnings on the validity of the scores, such as test data seen in training. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    seen().ifPresent(warnings::add);
    Set<String> unseen = evaluation.text().unseenLabels(model.labels());
    if (!unseen.isEmpty()) {
      long tokens =
          evaluation.text().tokens().filter(token -> unseen.contains(token.gold())).count();
      warnings.add(
          "%s %s a label that the model never predicts, since its training data have none: %s"
              .formatted(
                  NumberFormats.count(tokens),
                  tokens == 1 ? "word has" : "words have",
                  TextList.first(unseen, 10)));
    }
    if (evaluation.unknown().isPresent() && evaluation.known().isEmpty()) {
      warnings.add("every word is unknown to the model; are the words in another column?");
    }
    if (test.sentences().size() < FEW_SENTENCES) {
      warnings.add(
          "the test data have few sentences (%d), for which the intervals are not reliable"
              .formatted(test.sentences().size()));
    }
    return warnings;
  }

  /**
   * Compares the hash of the test file with those that the model records of its training and of its
   * base models'.
   */
  private Optional<String> seen() {
    Optional<String> hash = hash(values(test));
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    for (TrainingRecord training : model.info().record().trainings()) {
      if (training.training().flatMap(DataFile::sha256).equals(hash)) {
        return Optional.of(
            "the model was trained on this file; its score says nothing about other text");
      }
      if (training.development().flatMap(DataFile::sha256).equals(hash)) {
        return Optional.of(
            "this file chose the model's best epoch; its score is higher than on other text");
      }
    }
    return Optional.empty();
  }

  /** Returns the values that the source of a file records. */
  private static Map<String, String> values(LabelledFile file) {
    return ProvenanceValues.of(file.sentences().getSourceProvenance());
  }

  private static Optional<String> hash(Map<String, String> source) {
    return Optional.ofNullable(source.get("resource-hash"))
        .map(hash -> hash.toLowerCase(Locale.ROOT));
  }

  /** Returns the scores under a name. */
  public ScoredModel named(String name) {
    return new ScoredModel(
        name, evaluation, OptionalDouble.of(seconds), OptionalLong.of(model.info().bytes()));
  }

  /** Returns the contents of a report, with the current time. */
  public ReportContents contents() {
    return new ReportContents(
        Report.now(),
        named(model.info().file().getFileName() + " on " + test.path().getFileName()),
        warnings().stream().map(ModelEvaluation::sentence).toList(),
        model.history(),
        provenance(Map.of("", model.info()), test));
  }

  private static String sentence(String clause) {
    return ended(clause.substring(0, 1).toUpperCase(Locale.ROOT) + clause.substring(1));
  }

  /** Returns a clause with a full stop, unless it is a question. */
  public static String ended(String clause) {
    return clause.endsWith("?") ? clause : clause + ".";
  }

  /**
   * Returns sheets on each model, the test data, the versions and the machine of this run.
   *
   * @param models the models by their names in the titles of the sheets
   */
  public static List<FactSheet> provenance(Map<String, ModelInfo> models, LabelledFile test) {
    List<FactSheet> sheets = new ArrayList<>();
    models.forEach(
        (name, model) -> {
          sheets.add(new FactSheet(("Model " + name).strip(), model.facts()));
          List<Fact> settings = settings(model.record());
          if (!settings.isEmpty()) { // those of a Tribuo model
            sheets.add(new FactSheet(("Training " + name).strip(), settings));
          }
        });
    Map<String, String> source = values(test);
    List<Fact> data = new ArrayList<>();
    data.add(new Fact("file", test.toString()));
    data.add(
        new Fact(
            "size", NumberFormats.bytes(Long.parseLong(source.getOrDefault("file-size", "0")))));
    hash(source).ifPresent(hash -> data.add(new Fact("SHA-256", hash)));
    sheets.add(new FactSheet("Test data", data));
    List<Fact> run = new ArrayList<>(Program.versions());
    Runtime java = Runtime.getRuntime();
    run.add(
        new Fact("system", System.getProperty("os.name") + " " + System.getProperty("os.version")));
    run.add(new Fact("processor", System.getProperty("os.arch")));
    run.add(new Fact("cores", Integer.toString(java.availableProcessors())));
    run.add(new Fact("threads", TensorFlowRuntime.threads().toString()));
    run.add(new Fact("memory for Java", NumberFormats.bytes(java.maxMemory())));
    sheets.add(new FactSheet("This evaluation", run));
    return sheets;
  }

  private static List<Fact> settings(TrainingRecord record) {
    List<Fact> facts = new ArrayList<>();
    record
        .resolvedSettings()
        .forEach(
            (name, value) -> facts.add(new Fact(name.replace('-', ' ') + " of the run", value)));
    record.settings().forEach((name, value) -> facts.add(new Fact(name, value)));
    return facts;
  }
}
