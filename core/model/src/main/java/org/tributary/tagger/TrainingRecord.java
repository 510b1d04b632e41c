package org.tributary.tagger;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.internal.Excerpt;

/**
 * The record of a training in a tagger's file: data, versions, scores and settings. It reads the
 * names in {@link TaggerMetadata#provenance}, those of core's taggers and those of Tribuo models. A
 * value that the file lacks is empty. Immutable.
 */
public final class TrainingRecord {
  private static final String INSTANCE = "instance-values.";
  private static final String RESOLVED = INSTANCE + "resolved-";
  private static final String TRAINER = "trainer.";
  private static final String DATA = "dataset.";
  private static final String SOURCE = "datasource.";

  /** Names that mark the record of a core tagger: a trained one and an imported one. */
  private static final List<String> OF_CORE = List.of("training.sentences", "imported.from");

  private static final String LIBRARY_SOURCES = "org.tributary.tribuo.data.";

  /** The data sources of files, whose fields are columns; those of a user's own may be anything. */
  private static final List<String> FILE_SOURCES =
      List.of(
          LIBRARY_SOURCES + "conllu.ConlluDataSource", LIBRARY_SOURCES + "text.ColumnDataSource");

  private static final List<String> SPLITS = List.of(LIBRARY_SOURCES + "split.SplitDataSource");

  /** Names of values that are no settings. */
  private static final List<String> NO_SETTINGS =
      List.of("class-name", "host-short-name", "inputs", "auxiliary-tasks");

  private static final Pattern VECTORS =
      Pattern.compile("(trainer\\.inputs\\.\\d+\\.source\\.)path");
  private static final Pattern GAZETTEER =
      Pattern.compile("(dataset\\.datasource\\.(?:\\w+\\.)*extractor\\.)path");

  private final Map<String, String> texts;
  private final boolean ofCore;

  private TrainingRecord(Map<String, String> texts, boolean ofCore) {
    this.texts = texts;
    this.ofCore = ofCore;
  }

  /**
   * Returns the record in a provenance. That of a Tribuo model that was made of a tagger of core is
   * the tagger's, which is among the values of the model's instance.
   */
  static TrainingRecord of(Map<String, String> provenance) {
    Map<String, String> instance = within(provenance, INSTANCE);
    return OF_CORE.stream().anyMatch(instance::containsKey)
        ? new TrainingRecord(instance, true)
        : new TrainingRecord(provenance, false);
  }

  /** Returns whether the record is that of a core tagger which was imported as a Tribuo model. */
  public boolean isOfCore() {
    return ofCore;
  }

  private static Map<String, String> within(Map<String, String> texts, String prefix) {
    Map<String, String> within = new TreeMap<>();
    texts.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            within.put(name.substring(prefix.length()), text);
          }
        });
    return within;
  }

  /**
   * A file that a training read.
   *
   * @param kind {@code training}, {@code development}, {@code vectors} or {@code gazetteer}
   * @param path the path at the time of training
   * @param bytes the size of the file
   * @param sha256 the SHA-256 of the file, in lower case
   * @param labels the column of the labels, by name in lower case or by number
   * @param tokens the column of the words of a column file, from 1
   * @param sentences the number of sentences
   * @param share the description of a split, such as "held out at share 0.1, seed 1"; empty without
   *     one
   */
  public record DataFile(
      String kind,
      String path,
      Optional<Long> bytes,
      Optional<String> sha256,
      Optional<String> labels,
      Optional<Integer> tokens,
      Optional<Long> sentences,
      Optional<String> share) {}

  private DataFile file(
      String kind, String prefix, String hash, Optional<Long> sentences, Optional<String> share) {
    return new DataFile(
        kind,
        texts.get(prefix + "path"),
        value(prefix + "file-size", Long::valueOf),
        value(prefix + hash, text -> text.toLowerCase(Locale.ROOT)),
        labels(prefix),
        tokens(prefix),
        sentences,
        share);
  }

  private Optional<DataFile> data(String kind, String prefix) {
    String source = source(prefix);
    if (!texts.containsKey(source + "path")) {
      return Optional.empty();
    }
    Optional<Long> sentences = value(prefix + "num-examples", Long::valueOf);
    String split = prefix + SOURCE;
    Optional<String> share =
        text(split + "part").filter(part -> isOf(SPLITS, split)).map(part -> share(part, split));
    return Optional.of(file(kind, source, "resource-hash", sentences, share));
  }

  /** Returns the prefix of the file's data source; for a split, that of the source it divides. */
  private String source(String prefix) {
    String whole = prefix + SOURCE + "source.";
    return texts.containsKey(whole + "path") ? whole : prefix + SOURCE;
  }

  private String share(String part, String split) {
    return "%s at share %s, seed %s"
        .formatted(
            part.equals("HELD_OUT") ? "held out" : "without those held out",
            texts.get(split + "heldOutShare"),
            texts.get(split + "seed"));
  }

  private Optional<String> labels(String source) {
    return text(source + "column")
        .or(() -> text(source + "labelColumn"))
        .filter(column -> isOf(FILE_SOURCES, source))
        .map(column -> column.toLowerCase(Locale.ROOT));
  }

  private Optional<Integer> tokens(String source) {
    return isOf(FILE_SOURCES, source)
        ? value(source + "tokenColumn", Integer::valueOf)
        : Optional.empty();
  }

  /** Returns whether the object with the values of a prefix is of one of the classes. */
  private boolean isOf(List<String> classes, String prefix) {
    return classes.contains(texts.getOrDefault(prefix + "class-name", ""));
  }

  /** Returns the training data; empty if they were not read from a file. */
  public Optional<DataFile> training() {
    return data("training", DATA);
  }

  /** Returns the development data; empty if they were not read from a file. */
  public Optional<DataFile> development() {
    return data("development", INSTANCE + "dev-dataset.");
  }

  /**
   * Returns the label column of the training data, also if their path is not recorded; empty for a
   * data source that is not one of the library's for files.
   */
  public Optional<String> labelColumn() {
    return labels(source(DATA));
  }

  /**
   * Returns the word column of the training data, from 1, also if their path is not recorded; empty
   * as the label column.
   */
  public Optional<Integer> tokenColumn() {
    return tokens(source(DATA));
  }

  /** Returns the files of pretrained vectors and gazetteers, in the order of their names. */
  public List<DataFile> featureFiles() {
    List<DataFile> files = new ArrayList<>();
    for (String name : new TreeMap<>(texts).keySet()) {
      Matcher vectors = VECTORS.matcher(name);
      Matcher gazetteer = GAZETTEER.matcher(name);
      if (vectors.matches()) {
        files.add(featureFile("vectors", vectors.group(1), "resource-hash"));
      } else if (gazetteer.matches() && isGazetteer(gazetteer.group(1))) {
        files.add(featureFile("gazetteer", gazetteer.group(1), "sha256"));
      }
    }
    return files;
  }

  private DataFile featureFile(String kind, String prefix, String hash) {
    return file(kind, prefix, hash, Optional.empty(), Optional.empty());
  }

  private boolean isGazetteer(String extractor) {
    return texts
        .getOrDefault(extractor + "class-name", "")
        .endsWith(".GazetteerFeatureExtractor"); // else another extractor's file
  }

  /** Returns this training and those of the base models that it started from, the latest first. */
  public List<TrainingRecord> trainings() {
    List<TrainingRecord> all = new ArrayList<>(List.of(this));
    Map<String, String> base = within(texts, INSTANCE + "base-model.");
    if (!base.isEmpty()) {
      all.addAll(new TrainingRecord(base, false).trainings());
    }
    return all;
  }

  /** Returns whether the training started from a base model. */
  public boolean hasBase() {
    return texts.containsKey(INSTANCE + "base-parameters-sha256");
  }

  /** Returns the number of training sentences; empty for an imported tagger. */
  public Optional<Long> sentences() {
    return imported().isPresent() ? Optional.empty() : value("training.sentences", Long::valueOf);
  }

  /** Returns the origin of an imported tagger and its file of weights. */
  public Optional<String> imported() {
    return text("imported.from")
        .map(from -> from + text("imported.file").map(f -> ", " + f).orElse(""));
  }

  /** Returns whether the tagger was converted from a Tribuo model. */
  public boolean isConverted() {
    return texts.containsKey("converted.from");
  }

  /** Returns the number of finished epochs. */
  public Optional<Integer> epochs() {
    return value("epochs", Integer::valueOf);
  }

  /** Returns the best epoch on the development data, from 1. */
  public Optional<Integer> bestEpoch() {
    return value("epoch.best", Integer::valueOf);
  }

  /** Returns whether a listener ended the training before its last epoch. */
  public boolean isStopped() {
    return texts.containsKey(TaggerMetadata.STOPPED);
  }

  /** Returns the measure on the development data. */
  public Optional<String> measure() {
    return text("development.measure");
  }

  /** Returns the score of the tagger on the development data, from 0 to 1. */
  public Optional<Double> score() {
    return value("development.score", Double::valueOf);
  }

  /** Returns the shift of the bias of the label O that was tuned for that score. */
  public Optional<Double> outsideBias() {
    return value("outside.bias", Double::valueOf);
  }

  /** Returns the names and hashes of the teachers. */
  public Optional<String> teachers() {
    return text("teachers");
  }

  /** Returns the number of raw sentences, which the teachers labelled. */
  public long rawSentences() {
    return value("teachers.raw.sentences", Long::valueOf).orElse(0L);
  }

  /** Returns the time of the training in ISO 8601. */
  public Optional<String> trainedAt() {
    return text("trained.at");
  }

  /** Returns the versions of the software that trained, by its name. */
  public Map<String, String> versions() {
    Map<String, String> versions = new LinkedHashMap<>();
    text(TaggerMetadata.VERSION).ifPresent(version -> versions.put("Tributary", version));
    text("tensorflow.version")
        .or(() -> text(INSTANCE + "tensorflow-version"))
        .ifPresent(version -> versions.put("TensorFlow", version));
    text("tribuo-version").ifPresent(version -> versions.put("Tribuo", version));
    text("java-version").ifPresent(version -> versions.put("Java", version));
    return versions;
  }

  /** Returns the settings of the trainer by name, of a Tribuo model. */
  public Map<String, String> settings() {
    Map<String, String> settings = within(texts, TRAINER);
    settings.keySet().removeIf(name -> name.contains(".") || NO_SETTINGS.contains(name));
    return settings;
  }

  /**
   * Returns the values of settings that followed from the data or the labels, of a Tribuo model.
   */
  public Map<String, String> resolvedSettings() {
    Map<String, String> settings = within(texts, RESOLVED);
    settings.keySet().removeAll(NO_SETTINGS);
    return settings;
  }

  /** Returns the inputs with their numbers of entries and sizes in words, of a Tribuo model. */
  public Optional<String> inputSizes() {
    return text(RESOLVED + "inputs");
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(texts.get(name));
  }

  private <T> Optional<T> value(String name, Function<String, T> type) {
    String text = texts.get(name);
    try {
      return Optional.ofNullable(text).map(type);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "training record: expected a number as %s, got %s; was the file changed since it was written?"
              .formatted(name, Excerpt.of(text)),
          e);
    }
  }
}
