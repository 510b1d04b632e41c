package org.tributary.examples.job;

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
import org.tributary.examples.report.FactSheet.Fact;
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
 * beside         name and sha256 of the files that must lie beside the tagger
 * network, parameters                   or null
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

  /** The end of the name of a fact that is a file's hash. */
  private static final String SHA256 = ", SHA-256";

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

  private String kind() {
    if (isTribuo()) {
      return "Tribuo model";
    }
    if (!metadata.format().equals("tributary.word_tagger")) {
      return metadata.format(); // of another TaggerReader
    }
    return ".tributary file" + (record().isConverted() ? ", converted from a Tribuo model" : "");
  }

  /** Returns the import of an imported tagger, else the versions that trained, as far as known. */
  public String origin() {
    return record()
        .imported()
        .map("imported from "::concat)
        .orElse(record().versions().isEmpty() ? kind() : "trained by " + versions());
  }

  private boolean isTribuo() {
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

  private Optional<Long> parameters() {
    return Optional.ofNullable(metadata.sizes().get("parameters"));
  }

  /** Returns the encoder and the head in words. */
  private Optional<String> network() {
    return Optional.ofNullable(metadata.definition().get("encoder"))
        .map(encoder -> encoder + ", head " + metadata.definition().get("head"));
  }

  /** Returns measure, score and epoch of the best epoch as text, if there were development data. */
  private Optional<String> devScore() {
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
  private Optional<String> reproduction() {
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

  /** Returns the facts in the order of their display, without the settings of the training. */
  public List<Fact> facts() {
    TrainingRecord record = record();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("file", "%s (%s)".formatted(file, NumberFormats.bytes(bytes))));
    facts.add(new Fact("kind", kind()));
    facts.add(
        new Fact(
            "labels",
            "%s: %s"
                .formatted(
                    NumberFormats.count(labels.size()),
                    TextList.first(labels.stream().sorted().toList(), MAX_LABELS))));
    facts.add(new Fact("scheme", scheme.map(Object::toString).orElse("none")));
    facts.add(new Fact("inputs", record.inputSizes().orElseGet(this::entries)));
    record.featureFiles().forEach(each -> addFile(facts, each.kind(), each));
    for (InputFile each : files) {
      facts.add(new Fact(each.kind(), each.name() + ", beside the model"));
      facts.add(new Fact(each.kind() + SHA256, each.sha256()));
    }
    network().ifPresent(text -> facts.add(new Fact("network", text)));
    parameters().ifPresent(count -> facts.add(new Fact("parameters", NumberFormats.count(count))));
    devScore().ifPresent(score -> facts.add(new Fact("dev score", score)));
    record.training().ifPresent(data -> addFile(facts, "training", data));
    record
        .sentences()
        .filter(count -> record.training().isEmpty())
        .map(count -> NumberFormats.count(count, "sentence") + ", no file")
        .ifPresent(text -> facts.add(new Fact("training", text)));
    record.imported().ifPresent(origin -> facts.add(new Fact("imported", "from " + origin)));
    record.development().ifPresent(data -> addFile(facts, "dev", data));
    teachers().ifPresent(names -> facts.add(new Fact("teachers", names)));
    if (!record.versions().isEmpty()) {
      facts.add(new Fact("versions", versions()));
    }
    record.trainedAt().ifPresent(time -> facts.add(new Fact("trained at", time)));
    reproduction().ifPresent(command -> facts.add(new Fact("reproduce", command)));
    return facts;
  }

  /** Adds path, column and sizes of a data file, and its hash. */
  private static void addFile(List<Fact> facts, String name, DataFile file) {
    StringBuilder text = new StringBuilder(file.path());
    file.labels().ifPresent(column -> text.append(", column ").append(column));
    file.sentences()
        .ifPresent(count -> text.append(", ").append(NumberFormats.count(count, "sentence")));
    file.share().ifPresent(part -> text.append(" (").append(part).append(')'));
    file.bytes().ifPresent(size -> text.append(", ").append(NumberFormats.bytes(size)));
    facts.add(new Fact(name, text.toString()));
    file.sha256().ifPresent(hash -> facts.add(new Fact(name + SHA256, hash)));
  }

  /** Returns the facts, one per line; a hash stands below its file. */
  public List<String> lines() {
    return facts().stream().map(this::line).toList();
  }

  private String line(Fact fact) {
    if (fact.name().endsWith(SHA256)) {
      return String.format(Locale.ROOT, "%-11s SHA-256 %s", "", fact.value());
    }
    boolean more = fact.name().equals("labels") && labels.size() > MAX_LABELS;
    String rest = more ? "; --json lists all" : "";
    return String.format(Locale.ROOT, "%-11s %s%s", fact.name(), fact.value(), rest);
  }

  /** Returns the versions of the software that trained on one line. */
  private String versions() {
    return record().versions().entrySet().stream()
        .map(version -> version.getKey() + " " + version.getValue())
        .collect(Collectors.joining(", "));
  }

  private String entries() {
    return inputs().entrySet().stream()
        .map(input -> "%s (%d entries)".formatted(input.getKey(), input.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** Returns the facts as a pretty-printed JSON object. */
  public String json() {
    TrainingRecord record = record();
    return object()
        .put("file", file.toString())
        .put("bytes", bytes)
        .put("format", metadata.format())
        .put("kind", kind())
        .putPOJO("labels", labels)
        .put("scheme", scheme.map(Object::toString).orElse(null))
        .putPOJO("inputs", inputs())
        .putPOJO(
            "featureFiles", record.featureFiles().stream().map(ModelInfo::featureFile).toList())
        .putPOJO("beside", files.stream().map(ModelInfo::besideFile).toList())
        .put("network", network().orElse(null))
        .put("parameters", parameters().orElse(null))
        .put("measure", record.measure().orElse(null))
        .put("score", record.score().orElse(null))
        .put("bestEpoch", record.bestEpoch().orElse(null))
        .put("epochs", record.epochs().orElse(null))
        .put("stopped", record.isStopped())
        .putPOJO("training", record.training().map(ModelInfo::dataFile).orElse(null))
        .putPOJO("dev", record.development().map(ModelInfo::dataFile).orElse(null))
        .put("imported", record.imported().orElse(null))
        .put("teachers", teachers().orElse(null))
        .putPOJO("versions", record.versions())
        .put("trainedAt", record.trainedAt().orElse(null))
        .put("reproduce", reproduction().orElse(null))
        .putPOJO("provenance", metadata.provenance())
        .toPrettyString();
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static ObjectNode besideFile(InputFile file) {
    return object().put("name", file.name()).put("sha256", file.sha256());
  }

  private static ObjectNode featureFile(DataFile file) {
    return withContent(object().put("kind", file.kind()).put("path", file.path()), file);
  }

  private static ObjectNode dataFile(DataFile file) {
    return withContent(
        object()
            .put("path", file.path())
            .put("column", file.labels().orElse(null))
            .put("sentences", file.sentences().orElse(null)),
        file);
  }

  private static ObjectNode withContent(ObjectNode json, DataFile file) {
    return json.put("bytes", file.bytes().orElse(null)).put("sha256", file.sha256().orElse(null));
  }
}
