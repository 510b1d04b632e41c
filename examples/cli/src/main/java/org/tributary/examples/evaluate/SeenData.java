package org.tributary.examples.evaluate;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.util.Pair;
import java.util.Optional;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.examples.job.ModelFacts;
import org.tributary.examples.job.ModelInfo;
import org.tributary.examples.job.TrainingFile;
import org.tributary.tribuo.provenance.RunProvenance;

/** The role in a model's training of data that it is scored on. */
public enum SeenData {
  /** The model was trained on the data. */
  TRAINING("the model was trained on this file; its score says nothing about other text"),
  /** The data chose the best epoch. */
  DEV("this file chose the model's best epoch; its score is higher than on other text");

  private final String warning;

  SeenData(String warning) {
    this.warning = warning;
  }

  /**
   * Returns a warning for people.
   *
   * @return one clause about the file
   */
  public String warning() {
    return warning;
  }

  /**
   * Compares the hash of data with those in the provenance of a model and of its base models.
   *
   * @param model the model's provenance
   * @param data the provenance of the data
   * @return the role of the same file in the training; empty if there was none, or without hashes
   */
  public static Optional<SeenData> of(ModelProvenance model, DataProvenance data) {
    Optional<String> hash = ModelFacts.hash(data);
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    if (hash.equals(ModelFacts.hash(model.getDatasetProvenance()))) {
      return Optional.of(TRAINING);
    }
    for (Pair<String, ? extends Provenance> entry : model.getInstanceProvenance()) {
      if (entry.getA().equals(RunProvenance.DEV)
          && entry.getB() instanceof DataProvenance dev
          && hash.equals(ModelFacts.hash(dev))) {
        return Optional.of(DEV);
      }
    }
    return RunProvenance.base(model).flatMap(base -> of(base, data));
  }

  /**
   * Compares the hash of data with those that a file records.
   *
   * @param model the recorded facts
   * @param data the provenance of the data
   * @return the role of the same file in the training; empty if there was none, or without hashes
   */
  static Optional<SeenData> of(ModelInfo model, DataProvenance data) {
    Optional<String> hash = ModelFacts.hash(data);
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    if (hash.equals(model.training().flatMap(TrainingFile::sha256))) {
      return Optional.of(TRAINING);
    }
    return hash.equals(model.dev().flatMap(TrainingFile::sha256))
        ? Optional.of(DEV)
        : Optional.empty();
  }
}
