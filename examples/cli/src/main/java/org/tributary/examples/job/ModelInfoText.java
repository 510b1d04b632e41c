package org.tributary.examples.job;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tributary.examples.text.NumberFormats;
import org.tributary.examples.text.TextList;

/**
 * The facts of a saved tagger as lines of text, or as JSON:
 *
 * <pre>
 * file, bytes, format, kind
 * labels         list of the labels by index
 * scheme         BIO, IOB1, BIOES or null
 * inputs         number of entries of each input, 0 for an input without a table
 * featureFiles   kind (vectors or gazetteer), path, bytes, sha256
 * network, parameters
 * measure, score, bestEpoch, epochs     of the development data, or null
 * training, dev  path, column, sentences, bytes, sha256; null if the data were not from a file
 * versions       of Tributary, TensorFlow, Tribuo and Java that trained
 * imported       origin of an imported tagger and its file of weights, or null
 * teachers       names with hashes and the number of raw sentences, or null
 * trainedAt, reproduce                  or null
 * provenance     all recorded values by name
 * </pre>
 */
public final class ModelInfoText {
  private static final int MAX_LABELS = 60;

  private ModelInfoText() {}

  /** Returns the facts, one per line. */
  public static List<String> lines(ModelInfo info) {
    List<String> lines = new ArrayList<>();
    add(lines, "file", "%s (%s)".formatted(info.file(), NumberFormats.bytes(info.bytes())));
    add(lines, "kind", info.kind());
    add(lines, "labels", labels(info.labels().stream().sorted().toList()));
    add(lines, "scheme", info.scheme().map(Object::toString).orElse("none"));
    add(lines, "inputs", info.inputSizes().orElseGet(() -> entries(info)));
    for (FeatureFile file : info.featureFiles()) {
      add(lines, file.kind(), file.toString());
      addHash(lines, file.sha256());
    }
    add(lines, "network", info.network());
    add(lines, "parameters", NumberFormats.count(info.parameters()));
    info.devScore().ifPresent(score -> add(lines, "dev score", score));
    addFile(lines, "training", info.training());
    if (info.training().isEmpty()) {
      info.trainingSentences()
          .ifPresent(
              count ->
                  add(lines, "training", NumberFormats.count(count, "sentence") + ", no file"));
    }
    info.imported().ifPresent(origin -> add(lines, "imported", "from " + origin));
    addFile(lines, "dev", info.dev());
    info.teachers().ifPresent(teachers -> add(lines, "teachers", teachers));
    if (!info.versions().isEmpty()) {
      add(
          lines,
          "versions",
          info.versions().entrySet().stream()
              .map(version -> version.getKey() + " " + version.getValue())
              .collect(Collectors.joining(", ")));
    }
    info.trainedAt().ifPresent(time -> add(lines, "trained at", time));
    info.reproduction().ifPresent(command -> add(lines, "reproduce", command));
    return lines;
  }

  private static void add(List<String> lines, String name, String text) {
    lines.add(String.format(Locale.ROOT, "%-11s %s", name, text));
  }

  private static void addFile(List<String> lines, String name, Optional<TrainingFile> file) {
    file.ifPresent(
        data -> {
          add(lines, name, data.toString());
          addHash(lines, data.sha256());
        });
  }

  private static void addHash(List<String> lines, Optional<String> sha256) {
    sha256.ifPresent(hash -> add(lines, "", "SHA-256 " + hash));
  }

  private static String entries(ModelInfo info) {
    return info.inputs().entrySet().stream()
        .map(input -> "%s (%d entries)".formatted(input.getKey(), input.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String labels(List<String> labels) {
    return "%s: %s%s"
        .formatted(
            NumberFormats.count(labels.size()),
            TextList.first(labels, MAX_LABELS),
            labels.size() > MAX_LABELS ? "; --json lists all" : "");
  }

  /** Returns the facts as a pretty-printed JSON object. */
  public static String json(ModelInfo info) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("file", info.file().toString());
    json.put("bytes", info.bytes());
    json.put("format", info.metadata().format());
    json.put("kind", info.kind());
    info.labels().forEach(json.putArray("labels")::add);
    json.put("scheme", info.scheme().map(Object::toString).orElse(null));
    ObjectNode inputs = json.putObject("inputs");
    info.inputs().forEach(inputs::put);
    ArrayNode files = json.putArray("featureFiles");
    for (FeatureFile file : info.featureFiles()) {
      files
          .addObject()
          .put("kind", file.kind())
          .put("path", file.path())
          .put("bytes", file.bytes().orElse(null))
          .put("sha256", file.sha256().orElse(null));
    }
    json.put("network", info.network());
    json.put("parameters", info.parameters());
    json.put("measure", info.measure().orElse(null));
    json.put("score", info.score().orElse(null));
    json.put("bestEpoch", info.bestEpoch().orElse(null));
    json.put("epochs", info.epochs().orElse(null));
    json.put("stopped", info.stopped());
    json.set("training", file(info.training()));
    json.set("dev", file(info.dev()));
    json.put("imported", info.imported().orElse(null));
    json.put("teachers", info.teachers().orElse(null));
    ObjectNode versions = json.putObject("versions");
    info.versions().forEach(versions::put);
    json.put("trainedAt", info.trainedAt().orElse(null));
    json.put("reproduce", info.reproduction().orElse(null));
    ObjectNode provenance = json.putObject("provenance");
    info.metadata().provenance().forEach(provenance::put);
    return json.toPrettyString();
  }

  private static ObjectNode file(Optional<TrainingFile> file) {
    return file.map(
            data ->
                JsonNodeFactory.instance
                    .objectNode()
                    .put("path", data.path())
                    .put("column", data.column().orElse(null))
                    .put("sentences", data.sentences().orElse(null))
                    .put("bytes", data.bytes().orElse(null))
                    .put("sha256", data.sha256().orElse(null)))
        .orElse(null);
  }
}
