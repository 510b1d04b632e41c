package org.tributary.examples.report;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.examples.io.NumberFormats;

/**
 * A titled list of facts for a report's provenance.
 *
 * @param title the heading
 * @param facts the facts in display order
 */
public record FactSheet(String title, List<Fact> facts) {
  private static final Set<String> NOT_SHOWN = Set.of("class-name", "host-short-name");

  /**
   * A name and its value.
   *
   * @param name the fact's name
   * @param value the fact's value as text
   */
  public record Fact(String name, String value) {}

  /** Makes an immutable copy. */
  public FactSheet {
    facts = List.copyOf(facts);
  }

  /** Returns the provenance of a Tribuo model of any kind and of its test data. */
  static List<FactSheet> of(ModelProvenance model, DataProvenance test) {
    List<Fact> trainer = new ArrayList<>();
    trainer.add(new Fact("class", model.getTrainerProvenance().getClassName()));
    addValues(trainer, model.getTrainerProvenance());
    return List.of(
        new FactSheet(
            "Model",
            List.of(
                new Fact("class", model.getClassName()),
                new Fact("trained at", model.getTrainingTime().toString()),
                new Fact("Tribuo", model.getTribuoVersion()),
                new Fact("Java", model.getJavaVersion()),
                new Fact("system", model.getOS() + ", " + model.getArch()))),
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
    addValues(facts, source);
    return facts;
  }

  private static void addValues(List<Fact> facts, Provenance provenance) {
    ProvenanceValues.of(provenance)
        .forEach(
            (name, value) -> {
              if (!NOT_SHOWN.contains(name)) {
                facts.add(new Fact(name, value));
              }
            });
  }
}
