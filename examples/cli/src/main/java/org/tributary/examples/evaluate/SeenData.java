package org.tributary.examples.evaluate;

import java.util.Optional;
import java.util.stream.Stream;
import org.tribuo.provenance.DataProvenance;
import org.tributary.examples.job.ModelFacts;
import org.tributary.examples.job.ModelInfo;

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
   * Compares the hash of data with those that a file records of its training and of its base
   * models'.
   *
   * @param model the recorded facts
   * @param data the provenance of the data
   * @return the role of the same file in the training; empty if there was none, or without hashes
   */
  static Optional<SeenData> of(ModelInfo model, DataProvenance data) {
    return ModelFacts.hash(data)
        .flatMap(
            hash -> model.trainings().stream().flatMap(training -> of(training, hash)).findFirst());
  }

  private static Stream<SeenData> of(ModelInfo.TrainingData training, String hash) {
    Optional<String> same = Optional.of(hash);
    return Stream.of(
            training.train().filter(file -> file.sha256().equals(same)).map(file -> TRAINING),
            training.dev().filter(file -> file.sha256().equals(same)).map(file -> DEV))
        .flatMap(Optional::stream);
  }
}
