package org.tributary.examples.evaluate;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.provenance.DataProvenance;
import org.tributary.examples.job.LabelledFile;
import org.tributary.examples.job.ModelFacts;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.job.TrainingFile;
import org.tributary.examples.job.Versions;
import org.tributary.examples.report.FactSheet;
import org.tributary.examples.report.FactSheet.Fact;
import org.tributary.examples.text.NumberFormats;
import org.tributary.examples.text.TextList;
import org.tributary.runtime.TensorFlowRuntime;

/** The provenance of an evaluation for reports. */
final class EvaluationFacts {
  private static final int MAX_LABELS = 40;

  private EvaluationFacts() {}

  /** Returns sheets on each model, the test data, the versions and the machine of this run. */
  static List<FactSheet> sheets(List<ModelInfo> models, LabelledFile test) {
    List<FactSheet> sheets = new ArrayList<>();
    for (ModelInfo model : models) {
      String name = models.size() == 1 ? "" : " " + model.file().getFileName();
      sheets.add(new FactSheet("Model" + name, model(model)));
      sheets.add(new FactSheet("Training" + name, training(model)));
    }
    sheets.add(new FactSheet("Test data", testData(test)));
    List<Fact> run = new ArrayList<>(Versions.current().facts());
    run.addAll(machine());
    sheets.add(new FactSheet("This evaluation", run));
    return sheets;
  }

  private static List<Fact> model(ModelInfo model) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("file", model.file().toString()));
    facts.add(new Fact("kind", model.kind()));
    facts.add(new Fact("file size", NumberFormats.bytes(model.bytes())));
    facts.add(new Fact("labels", labels(model.labels().stream().sorted().toList())));
    model.scheme().ifPresent(scheme -> facts.add(new Fact("tag scheme", scheme.toString())));
    model.inputSizes().ifPresent(inputs -> facts.add(new Fact("inputs", inputs)));
    facts.add(new Fact("network", model.network()));
    facts.add(new Fact("parameters", NumberFormats.count(model.parameters())));
    return facts;
  }

  private static String labels(List<String> labels) {
    return NumberFormats.count(labels.size()) + ": " + TextList.first(labels, MAX_LABELS);
  }

  private static List<Fact> training(ModelInfo model) {
    List<Fact> facts = new ArrayList<>();
    model.training().ifPresent(file -> addFile(facts, "training data", file));
    model.dev().ifPresent(file -> addFile(facts, "dev data", file));
    model.devScore().ifPresent(score -> facts.add(new Fact("dev score", score)));
    model.trainedAt().ifPresent(time -> facts.add(new Fact("trained at", time)));
    model.versions().forEach((name, version) -> facts.add(new Fact(name, version)));
    model.reproduction().ifPresent(command -> facts.add(new Fact("reproduced by", command)));
    model
        .resolvedSettings()
        .forEach(
            (name, value) -> facts.add(new Fact(name.replace('-', ' ') + " of the run", value)));
    model.trainerOptions().forEach((name, value) -> facts.add(new Fact(name, value)));
    return facts;
  }

  private static void addFile(List<Fact> facts, String name, TrainingFile file) {
    facts.add(new Fact(name, file.toString()));
    file.sha256().ifPresent(hash -> facts.add(new Fact(name + ", SHA-256", hash)));
  }

  private static List<Fact> testData(LabelledFile test) {
    DataProvenance source = test.sentences().getSourceProvenance();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("file", test.toString()));
    facts.add(new Fact("size", NumberFormats.bytes(ModelFacts.bytes(source))));
    ModelFacts.hash(source).ifPresent(hash -> facts.add(new Fact("SHA-256", hash)));
    return facts;
  }

  private static List<Fact> machine() {
    return List.of(
        new Fact("system", System.getProperty("os.name") + " " + System.getProperty("os.version")),
        new Fact("processor", System.getProperty("os.arch")),
        new Fact("cores", Integer.toString(Runtime.getRuntime().availableProcessors())),
        new Fact("threads", TensorFlowRuntime.threads().toString()),
        new Fact("memory for Java", NumberFormats.bytes(Runtime.getRuntime().maxMemory())));
  }
}
