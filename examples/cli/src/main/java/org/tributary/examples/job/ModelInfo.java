package org.tributary.examples.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tributary.examples.io.NumberFormats;
import org.tributary.examples.io.TextList;
import org.tributary.feature.InputFile;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tagger.TrainingRecord;
import org.tributary.tagger.TrainingRecord.DataFile;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerReader;

/**
 * The facts of a saved tagger: what it predicts, its network, and how it was trained; as lines of
 * text, or as JSON:
 *
 * <pre>
 * file, bytes, format, kind
 * labels         list of the labels by index
 * scheme         BIO, IOB1, BIOES or null
 * inputs         number of entries of each input, 0 for an input without a table
 * featureFiles   kind (vectors or gazetteer), path, bytes, sha256
 * files          name and sha256 of the files that must lie beside the tagger
 * network, parameters
 * measure, score, bestEpoch, epochs     of the development data, or null
 * stopped        whether a listener, such as for Ctrl-C, ended the training early
 * training, dev  path, column, sentences, bytes, sha256; null if the data were not from a file
 * versions       of Tributary, TensorFlow, Tribuo and Java that trained
 * imported       origin of an imported tagger and its file of weights, or null
 * teachers       names with hashes and the number of raw sentences, or null
 * trainedAt, reproduce                  or null
 * provenance     all recorded values by name
 * </pre>
 *
 * @param file the file
 * @param bytes the size of the file
 * @param labels the labels by index
 * @param scheme the tag scheme that every prediction conforms to, if there is one
 * @param files the files beside the tagger, such as an encoder of token vectors
 * @param metadata the tagger's description of itself
 */
public record ModelInfo(
    Path file,
    long bytes,
    List<String> labels,
    Optional<TagScheme> scheme,
    List<InputFile> files,
    TaggerMetadata metadata) {
  private static final int HEAD_BYTES = 1024; // that readers of taggers look at
  private static final int MAX_LABELS = 60;
  private static final String INPUT = "input.";

  /** Copies the lists. */
  public ModelInfo {
    labels = List.copyOf(labels);
    files = List.copyOf(files);
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
        file,
        Files.size(file),
        tagger.labels(),
        tagger.scheme(),
        tagger.files(),
        tagger.metadata());
  }

  /** Returns the record of the training. */
  public TrainingRecord record() {
    return metadata.training();
  }

  /** Returns the kind of the file. */
  public String kind() {
    return isTribuo()
        ? "Tribuo model"
        : record().isConverted()
            ? "tagger of core, converted from a Tribuo model"
            : "tagger of core";
  }

  /** Returns whether the file is a Tribuo model. */
  public boolean isTribuo() {
    return metadata.format().equals(LstmTaggerModel.class.getName());
  }

  private Map<String, Long> inputs() {
    Map<String, Long> inputs = new TreeMap<>();
    metadata
        .sizes()
        .forEach(
            (name, size) -> {
              if (name.startsWith(INPUT)) {
                inputs.put(name.substring(INPUT.length()), size);
              }
            });
    return inputs;
  }

  /** Returns the number of parameters. */
  public long parameters() {
    return metadata.sizes().get("parameters");
  }

  /** Returns the encoder and the head in words. */
  public String network() {
    return metadata.definition().get("encoder") + ", head " + metadata.definition().get("head");
  }

  /** Returns measure, score and epoch of the best epoch as text, if there were development data. */
  public Optional<String> devScore() {
    TrainingRecord record = record();
    return record
        .score()
        .map(
            score ->
                "%s %s%s%s%s%s"
                    .formatted(
                        record.measure().orElse(""),
                        NumberFormats.percent(score),
                        record.bestEpoch().map(epoch -> " at epoch " + epoch).orElse(""),
                        record.epochs().map(number -> " of " + number).orElse(""),
                        record.isStopped() ? "; the training was stopped" : "",
                        record
                            .outsideBias()
                            .filter(shift -> shift != 0)
                            .map(
                                shift ->
                                    String.format(
                                        Locale.ROOT, " (bias of O shifted by %+.2f)", shift))
                            .orElse(""))
                    .strip());
  }

  private Optional<String> teachers() {
    long raw = record().rawSentences();
    return record()
        .teachers()
        .map(
            names ->
                raw == 0
                    ? names
                    : "%s; %s".formatted(names, NumberFormats.count(raw, "raw sentence")));
  }

  /** Returns the command that repeats the training, if the file supports one. */
  public Optional<String> reproduction() {
    TrainingRecord record = record();
    if (!isTribuo()
        || record.isOfCore()
        || record.teachers().isPresent() // the file does not have their distributions
        || record.training().isEmpty()
        || (record.measure().isPresent() && record.development().isEmpty())) {
      return Optional.empty();
    }
    String path = file.toString().matches("[\\w./:-]+") ? file.toString() : "'" + file + "'";
    return Optional.of(
        "tributary reproduce --model %s%s".formatted(path, record.hasBase() ? " --from BASE" : ""));
  }

  /** Returns path, column and sizes of a data file on one line. */
  public static String text(DataFile file) {
    StringBuilder text = new StringBuilder(file.path());
    file.labels().ifPresent(name -> text.append(", column ").append(name));
    file.sentences()
        .ifPresent(count -> text.append(", ").append(NumberFormats.count(count, "sentence")));
    file.share().ifPresent(part -> text.append(" (").append(part).append(')'));
    file.bytes().ifPresent(size -> text.append(", ").append(NumberFormats.bytes(size)));
    return text.toString();
  }

  /** Returns the facts, one per line. */
  public List<String> lines() {
    TrainingRecord record = record();
    List<String> lines = new ArrayList<>();
    add(lines, "file", "%s (%s)".formatted(file, NumberFormats.bytes(bytes)));
    add(lines, "kind", kind());
    add(
        lines,
        "labels",
        "%s: %s%s"
            .formatted(
                NumberFormats.count(labels.size()),
                TextList.first(labels.stream().sorted().toList(), MAX_LABELS),
                labels.size() > MAX_LABELS ? "; --json lists all" : ""));
    add(lines, "scheme", scheme.map(Object::toString).orElse("none"));
    add(lines, "inputs", record.inputSizes().orElseGet(this::entries));
    record.featureFiles().forEach(each -> addFile(lines, each.kind(), each));
    for (InputFile each : files) {
      add(lines, each.kind(), each.name() + ", beside the model");
      add(lines, "", "SHA-256 " + each.sha256());
    }
    add(lines, "network", network());
    add(lines, "parameters", NumberFormats.count(parameters()));
    devScore().ifPresent(score -> add(lines, "dev score", score));
    record.training().ifPresent(data -> addFile(lines, "training", data));
    if (record.training().isEmpty()) {
      record
          .sentences()
          .ifPresent(
              count ->
                  add(lines, "training", NumberFormats.count(count, "sentence") + ", no file"));
    }
    record.imported().ifPresent(origin -> add(lines, "imported", "from " + origin));
    record.development().ifPresent(data -> addFile(lines, "dev", data));
    teachers().ifPresent(names -> add(lines, "teachers", names));
    if (!record.versions().isEmpty()) {
      add(lines, "versions", versions());
    }
    record.trainedAt().ifPresent(time -> add(lines, "trained at", time));
    reproduction().ifPresent(command -> add(lines, "reproduce", command));
    return lines;
  }

  /** Returns the versions of the software that trained on one line. */
  public String versions() {
    return record().versions().entrySet().stream()
        .map(version -> version.getKey() + " " + version.getValue())
        .collect(Collectors.joining(", "));
  }

  private String entries() {
    return inputs().entrySet().stream()
        .map(input -> "%s (%d entries)".formatted(input.getKey(), input.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static void add(List<String> lines, String name, String text) {
    lines.add(String.format(Locale.ROOT, "%-11s %s", name, text));
  }

  private static void addFile(List<String> lines, String name, DataFile file) {
    add(lines, name, text(file));
    file.sha256().ifPresent(hash -> add(lines, "", "SHA-256 " + hash));
  }

  /** Returns the facts as a pretty-printed JSON object. */
  public String json() {
    TrainingRecord record = record();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", file.toString());
    json.put("bytes", bytes);
    json.put("format", metadata.format());
    json.put("kind", kind());
    labels.forEach(json.putArray("labels")::add);
    json.put("scheme", scheme.map(Object::toString).orElse(null));
    ObjectNode inputs = json.putObject("inputs");
    inputs().forEach(inputs::put);
    ArrayNode files = json.putArray("featureFiles");
    for (DataFile each : record.featureFiles()) {
      files
          .addObject()
          .put("kind", each.kind())
          .put("path", each.path())
          .put("bytes", each.bytes().orElse(null))
          .put("sha256", each.sha256().orElse(null));
    }
    ArrayNode beside = json.putArray("files");
    this.files.forEach(
        each -> beside.addObject().put("name", each.name()).put("sha256", each.sha256()));
    json.put("network", network());
    json.put("parameters", parameters());
    json.put("measure", record.measure().orElse(null));
    json.put("score", record.score().orElse(null));
    json.put("bestEpoch", record.bestEpoch().orElse(null));
    json.put("epochs", record.epochs().orElse(null));
    json.put("stopped", record.isStopped());
    json.set("training", json(record.training()));
    json.set("dev", json(record.development()));
    json.put("imported", record.imported().orElse(null));
    json.put("teachers", teachers().orElse(null));
    ObjectNode versions = json.putObject("versions");
    record.versions().forEach(versions::put);
    json.put("trainedAt", record.trainedAt().orElse(null));
    json.put("reproduce", reproduction().orElse(null));
    ObjectNode provenance = json.putObject("provenance");
    metadata.provenance().forEach(provenance::put);
    return json.toPrettyString();
  }

  private static ObjectNode json(Optional<DataFile> file) {
    return file.map(
            data ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("path", data.path())
                    .put("column", data.labels().orElse(null))
                    .put("sentences", data.sentences().orElse(null))
                    .put("bytes", data.bytes().orElse(null))
                    .put("sha256", data.sha256().orElse(null)))
        .orElse(null);
  }
}
