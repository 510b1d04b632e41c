package org.tributary.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.examples.prediction.ProvenanceValues;
import org.tributary.examples.report.FactSheet.Fact;
import org.tributary.examples.text.NumberFormats;

/** The provenance of a Tribuo model of any kind and of its test data for reports. */
final class ModelFactSheets {
  private static final Set<String> NOT_SHOWN = Set.of("class-name", "host-short-name");

  private ModelFactSheets() {}

  static List<FactSheet> of(ModelProvenance model, DataProvenance test) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("class", model.getClassName()));
    facts.add(new Fact("trained at", model.getTrainingTime().toString()));
    facts.add(new Fact("Tribuo", model.getTribuoVersion()));
    facts.add(new Fact("Java", model.getJavaVersion()));
    facts.add(new Fact("system", model.getOS() + ", " + model.getArch()));
    List<Fact> trainer = new ArrayList<>();
    trainer.add(new Fact("class", model.getTrainerProvenance().getClassName()));
    trainer.addAll(values(ProvenanceValues.of(model.getTrainerProvenance())));
    return List.of(
        new FactSheet("Model", facts),
        new FactSheet("Trainer", trainer),
        new FactSheet("Training data", data(model.getDatasetProvenance())),
        new FactSheet("Test data", data(test)));
  }

  private static List<Fact> data(DataProvenance data) {
    List<Fact> facts = new ArrayList<>();
    DataProvenance source = data;
    if (data instanceof DatasetProvenance dataset) {
      facts.add(new Fact("sentences", NumberFormats.count(dataset.getNumExamples())));
      source = dataset.getSourceProvenance();
    }
    facts.addAll(values(ProvenanceValues.of(source)));
    return facts;
  }

  private static List<Fact> values(Map<String, String> values) {
    return values.entrySet().stream()
        .filter(value -> !NOT_SHOWN.contains(value.getKey()))
        .map(value -> new Fact(value.getKey(), value.getValue()))
        .toList();
  }
}
