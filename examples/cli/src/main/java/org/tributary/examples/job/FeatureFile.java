package org.tributary.examples.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.examples.text.NumberFormats;

/**
 * A file of pretrained vectors or a gazetteer of a tagger, as its metadata record it.
 *
 * @param kind {@code vectors} or {@code gazetteer}
 * @param path the path at the time of training
 * @param bytes the size of the file, if recorded
 * @param sha256 the SHA-256 of the file, if recorded
 */
public record FeatureFile(String kind, String path, Optional<Long> bytes, Optional<String> sha256) {
  private static final Pattern VECTORS =
      Pattern.compile("(trainer\\.inputs\\.\\d+\\.source\\.)path");
  private static final Pattern GAZETTEER =
      Pattern.compile("(dataset\\.datasource\\.(?:\\w+\\.)*extractor\\.)path");

  /** Returns the files that a record of a training names, in the order of their keys. */
  static List<FeatureFile> of(Map<String, String> provenance) {
    List<FeatureFile> files = new ArrayList<>();
    new TreeMap<>(provenance)
        .forEach(
            (key, path) -> {
              file("vectors", VECTORS.matcher(key), path, "resource-hash", provenance)
                  .ifPresent(files::add);
              file("gazetteer", GAZETTEER.matcher(key), path, "sha256", provenance)
                  .ifPresent(files::add);
            });
    return files;
  }

  private static Optional<FeatureFile> file(
      String kind, Matcher key, String path, String hash, Map<String, String> provenance) {
    if (!key.matches()) {
      return Optional.empty();
    }
    String prefix = key.group(1);
    String reader = provenance.getOrDefault(prefix + "class-name", "");
    if (kind.equals("gazetteer") && !reader.endsWith(".GazetteerFeatureExtractor")) {
      return Optional.empty(); // another extractor's file
    }
    return Optional.of(
        new FeatureFile(
            kind,
            path,
            Optional.ofNullable(provenance.get(prefix + "file-size")).map(Long::valueOf),
            Optional.ofNullable(provenance.get(prefix + hash))
                .map(text -> text.toLowerCase(Locale.ROOT))));
  }

  /** Returns path and size on one line. */
  @Override
  public String toString() {
    return path + bytes.map(size -> ", " + NumberFormats.bytes(size)).orElse("");
  }
}
