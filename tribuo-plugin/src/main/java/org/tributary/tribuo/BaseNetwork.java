package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.feature.CharacterInput;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.Preset;
import org.tributary.tribuo.internal.model.RecordedExtractor;
import org.tributary.tribuo.provenance.RunProvenance;

/**
 * The network of a base model, which training starts from, and checks of a trainer and data against
 * it.
 *
 * @param base the base model
 */
record BaseNetwork(LstmTaggerModel base) {
  /**
   * Checks that each of the trainer's network options has its default or fits the base model: what
   * its network holds, else what the provenance of its first training says.
   *
   * @throws IllegalArgumentException if some do not; the message names each with both values
   */
  void requireMatch(LstmTaggerTrainer trainer) {
    Map<String, Object> network = NetworkSettings.of(base.weights().definition());
    Map<String, Provenance> options = trainer.getProvenance().getConfiguredParameters();
    List<String> differences = new ArrayList<>();
    for (TaggerSetting setting : LstmTaggerTrainer.settings()) {
      String name = setting.name();
      Object value = setting.get(trainer);
      if (!setting.isOfNetwork() || Objects.equals(value, setting.defaultValue().orElse(null))) {
        continue;
      }
      Object ofBase;
      if (name.equals("preset")) {
        ofBase = fits(trainer, trainer.preset) ? value : sizes();
      } else if (network.containsKey(name)) {
        ofBase = network.get(name);
      } else {
        value = String.valueOf(options.get(name));
        ofBase = String.valueOf(original().get(name));
      }
      if (!Objects.equals(value, ofBase)) {
        differences.add(
            "%s %s (base model: %s)".formatted(name, value, Objects.toString(ofBase, "none")));
      }
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "base model: expected a trainer of its network, got %s; leave these options at their defaults, which follow the base model, or train a new model"
              .formatted(String.join(", ", differences)));
    }
  }

  /** Returns whether the base model has what the preset decides and no other option sets. */
  private boolean fits(LstmTaggerTrainer trainer, Preset preset) {
    Recurrent encoder = base.weights().definition().encoder();
    boolean hidden =
        trainer.hiddenSize > 0
            || preset.hiddenSize() == 0
            || preset.hiddenSize() == encoder.hiddenSize();
    boolean layers = trainer.layers > 0 || preset.layers() == encoder.layers();
    // data without words have no characters to read, whatever the preset
    boolean inputs = !trainer.inputs.isEmpty() || preset.readsCharacters() || !readsCharacters();
    return hidden && layers && inputs;
  }

  private String sizes() {
    Recurrent encoder = base.weights().definition().encoder();
    return "%d layers of hidden size %d, %s characters"
        .formatted(encoder.layers(), encoder.hiddenSize(), readsCharacters() ? "with" : "without");
  }

  private boolean readsCharacters() {
    return base.weights().definition().inputs().all().stream()
        .anyMatch(CharacterInput.class::isInstance);
  }

  /** Returns the options that the first training of the base model had, from random weights. */
  private Map<String, Provenance> original() {
    ModelProvenance first = base.getProvenance();
    for (Optional<ModelProvenance> earlier = RunProvenance.base(first);
        earlier.isPresent();
        earlier = RunProvenance.base(first)) {
      first = earlier.get();
    }
    return first.getTrainerProvenance().getConfiguredParameters();
  }

  /**
   * Checks that the base model has every label of the training data.
   *
   * @param sequences the labels of each sequence
   * @throws IllegalArgumentException if it lacks some; the message names all of them
   */
  void requireKnown(List<List<String>> sequences) {
    Set<String> unknown = new TreeSet<>();
    sequences.forEach(unknown::addAll);
    Set<String> known = new TreeSet<>(base.labels());
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "base model: expected its labels %s in the training data, got %s too; leave out the sequences with other labels, or train a new model on all data"
              .formatted(known, unknown));
    }
  }

  /**
   * Checks that the training data's features come from an extractor like the base model's. Data
   * whose source records no extractor pass.
   *
   * @throws IllegalArgumentException if the extractors differ; the message names both
   */
  void requireExtractor(DatasetProvenance data) {
    RecordedExtractor.requireEqual(
        RecordedExtractor.in(base.getProvenance().getDatasetProvenance()),
        RecordedExtractor.in(data),
        "base model: expected training data with features of its extractor %s, got those of %s; read the data with LstmTaggerModel.extractor()");
  }
}
