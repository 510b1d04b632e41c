package org.tributary.examples.job;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tributary.examples.text.NumberFormats;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerReader;
import org.tributary.tribuo.provenance.RunProvenance;

/**
 * The facts of a saved tagger: what it predicts, its network, and how it was trained.
 *
 * @param file the file
 * @param bytes the size of the file
 * @param labels the labels by index
 * @param scheme the tag scheme that every prediction conforms to, if there is one
 * @param metadata the tagger's description of itself
 */
public record ModelInfo(
    Path file,
    long bytes,
    List<String> labels,
    Optional<TagScheme> scheme,
    TaggerMetadata metadata) {
  private static final int HEAD_BYTES = 1024; // that readers of taggers look at
  private static final String INPUT = "input.";
  private static final String INSTANCE = "instance-values.";
  private static final String TRAINER = "trainer.";
  private static final Set<String> NOT_OPTIONS = Set.of("class-name", "host-short-name");

  /** Copies the list. */
  public ModelInfo {
    labels = List.copyOf(labels);
  }

  /**
   * Returns whether a file is a Tribuo model, by its first bytes; false if there is no such file.
   *
   * @throws IOException if the file cannot be read
   */
  public static boolean isTribuo(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream from = Files.newInputStream(file)) {
      return new LstmTaggerReader().recognizes(from.readNBytes(HEAD_BYTES));
    }
  }

  /**
   * Loads a file of any format and returns its facts.
   *
   * @throws IOException with a one-line reason if the file is no tagger
   */
  public static ModelInfo read(Path file) throws IOException {
    try (Tagger tagger = Tagger.load(file)) {
      return of(file, tagger);
    }
  }

  /**
   * Returns the facts of a loaded file.
   *
   * @throws IOException if the file no longer exists
   */
  public static ModelInfo of(Path file, Tagger tagger) throws IOException {
    return new ModelInfo(
        file, Files.size(file), tagger.labels(), tagger.scheme(), tagger.metadata());
  }

  /** Returns the kind of the file. */
  public String kind() {
    return isTribuo()
        ? "Tribuo model"
        : value("converted.from").isPresent()
            ? "tagger of core, converted from a Tribuo model"
            : "tagger of core";
  }

  /** Returns whether the file is a Tribuo model. */
  public boolean isTribuo() {
    return metadata.format().equals(LstmTaggerModel.class.getName());
  }

  /** Returns the number of entries of each input by name. */
  public Map<String, Long> inputs() {
    return metadata.sizes().entrySet().stream()
        .filter(size -> size.getKey().startsWith(INPUT))
        .collect(
            Collectors.toMap(
                size -> size.getKey().substring(INPUT.length()),
                Map.Entry::getValue,
                (a, b) -> a,
                TreeMap::new));
  }

  /** Returns the inputs with their numbers of entries and sizes in words, if recorded. */
  public Optional<String> inputSizes() {
    return value("instance-values.resolved-inputs");
  }

  /** Returns the values in a Tribuo model's run of settings that may follow from the data. */
  public Map<String, String> resolvedSettings() {
    Map<String, String> settings = new TreeMap<>();
    for (String name : RunProvenance.RESOLVED) {
      value(INSTANCE + name)
          .ifPresent(value -> settings.put(name.substring("resolved-".length()), value));
    }
    return settings;
  }

  /** Returns the vector and gazetteer files of the training. */
  public List<FeatureFile> featureFiles() {
    return FeatureFile.of(TrainingRecord.of(metadata));
  }

  /** Returns the number of parameters. */
  public long parameters() {
    return metadata.sizes().get("parameters");
  }

  /** Returns the encoder and the head in words. */
  public String network() {
    return metadata.definition().get("encoder") + ", head " + metadata.definition().get("head");
  }

  /** Returns the measure on the development data, if there were any. */
  public Optional<String> measure() {
    return value("development.measure");
  }

  /** Returns the score of the best epoch on the development data, if there were any. */
  public Optional<Double> score() {
    return value("development.score").map(Double::valueOf);
  }

  /** Returns the best epoch on the development data, from 1. */
  public Optional<Integer> bestEpoch() {
    return value("epoch.best").map(Integer::valueOf);
  }

  /** Returns measure, score and epoch of the best epoch as text, if there were development data. */
  public Optional<String> devScore() {
    return score()
        .map(
            score ->
                "%s %s%s%s%s%s"
                    .formatted(
                        measure().orElse(""),
                        NumberFormats.percent(score),
                        bestEpoch().map(epoch -> " at epoch " + epoch).orElse(""),
                        epochs().map(number -> " of " + number).orElse(""),
                        stopped() ? "; the training was stopped" : "",
                        outsideBias()
                            .map(shift -> " (bias of O shifted by " + shift + ")")
                            .orElse(""))
                    .strip());
  }

  /** Returns the shift of the bias of the label O, if tuning changed it. */
  private Optional<String> outsideBias() {
    return value("outside.bias")
        .map(Double::valueOf)
        .filter(shift -> shift != 0)
        .map(shift -> String.format(Locale.ROOT, "%+.2f", shift));
  }

  /** Returns whether the training was stopped before its last epoch. */
  public boolean stopped() {
    return value(TaggerMetadata.STOPPED).isPresent();
  }

  /** Returns the number of epochs. */
  public Optional<Integer> epochs() {
    return value("epochs").map(Integer::valueOf);
  }

  /** Returns the training data, if they were read from a file. */
  public Optional<TrainingFile> training() {
    return TrainingFile.of(TrainingRecord.of(metadata), TrainingFile.TRAINING);
  }

  /**
   * Returns the number of training sentences, also if they were not read from a file; empty for an
   * imported tagger.
   */
  public Optional<Long> trainingSentences() {
    return imported().isPresent()
        ? Optional.empty()
        : value("training.sentences").map(Long::valueOf);
  }

  /** Returns the origin of an imported tagger and its file of weights. */
  public Optional<String> imported() {
    return value("imported.from")
        .map(from -> from + value("imported.file").map(file -> ", " + file).orElse(""));
  }

  /** Returns the development data, if they were read from a file. */
  public Optional<TrainingFile> dev() {
    return TrainingFile.of(TrainingRecord.of(metadata), TrainingFile.DEV);
  }

  /**
   * The data files of a training.
   *
   * @param train the training data, if they were read from a file
   * @param dev the development data, if they were read from a file
   */
  public record TrainingData(Optional<TrainingFile> train, Optional<TrainingFile> dev) {}

  /** Returns the files of the training, then those of the base models' trainings. */
  public List<TrainingData> trainings() {
    Map<String, String> record = TrainingRecord.of(metadata);
    List<TrainingData> trainings = new ArrayList<>();
    for (String prefix = "";
        prefix.isEmpty() || hasPrefix(record, prefix);
        prefix += TrainingFile.BASE) {
      trainings.add(
          new TrainingData(
              TrainingFile.of(record, prefix + TrainingFile.TRAINING),
              TrainingFile.of(record, prefix + TrainingFile.DEV)));
    }
    return trainings;
  }

  private static boolean hasPrefix(Map<String, String> record, String prefix) {
    return record.keySet().stream().anyMatch(key -> key.startsWith(prefix));
  }

  /** Returns the versions and the system of the training, by name. */
  public Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    metadata.tributaryVersion().ifPresent(version -> versions.put("Tributary", version));
    value("instance-values.tensorflow-version").ifPresent(v -> versions.put("TensorFlow", v));
    value("tribuo-version").ifPresent(version -> versions.put("Tribuo", version));
    value("java-version").ifPresent(version -> versions.put("Java", version));
    return versions;
  }

  /** Returns the time of the training, if recorded. */
  public Optional<String> trainedAt() {
    return value("trained.at");
  }

  /** Returns whether the training started from a base model. */
  public boolean hasBase() {
    return value("instance-values.base-parameters-sha256").isPresent();
  }

  /** Returns the teachers that the training learned from and the raw sentences, if any. */
  public Optional<String> teachers() {
    long raw = value("teachers.raw.sentences").map(Long::valueOf).orElse(0L);
    return value("teachers")
        .map(
            names ->
                raw == 0
                    ? names
                    : "%s; %s".formatted(names, NumberFormats.count(raw, "raw sentence")));
  }

  /** Returns the command that repeats the training, if the file supports one. */
  public Optional<String> reproduction() {
    if (teachers().isPresent()) {
      return Optional.empty(); // the file does not have their distributions
    }
    boolean hasFiles = training().isPresent() && (measure().isEmpty() || dev().isPresent());
    String path = file.toString().matches("[\\w./:-]+") ? file.toString() : "'" + file + "'";
    return isTribuo() && !TrainingRecord.isOfCore(metadata) && hasFiles
        ? Optional.of(
            "tributary reproduce --model %s%s".formatted(path, hasBase() ? " --from BASE" : ""))
        : Optional.empty();
  }

  /** Returns the options of the trainer by name, if recorded. */
  public Map<String, String> trainerOptions() {
    Map<String, String> options = new TreeMap<>();
    TrainingRecord.of(metadata)
        .forEach(
            (key, value) -> {
              if (key.startsWith(TRAINER) && key.indexOf('.', TRAINER.length()) < 0) {
                String name = key.substring(TRAINER.length());
                if (!NOT_OPTIONS.contains(name)) {
                  options.put(name, value);
                }
              }
            });
    return options;
  }

  private Optional<String> value(String key) {
    return Optional.ofNullable(TrainingRecord.of(metadata).get(key));
  }
}
