package org.tributary.examples.job;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tributary.examples.text.NumberFormats;

/**
 * A data file of a training, as the metadata of a tagger record it.
 *
 * @param path the path at the time of training
 * @param column the label column, if recorded
 * @param sentences the number of sentences
 * @param bytes the size of the file
 * @param sha256 the SHA-256 of the file
 * @param share the part of the file's sentences, if some were held out
 */
public record TrainingFile(
    String path,
    Optional<String> column,
    Optional<Long> sentences,
    Optional<Long> bytes,
    Optional<String> sha256,
    Optional<String> share) {
  /** The prefix of the training data in metadata. */
  static final String TRAINING = "dataset.";

  /** The prefix of the development data in metadata. */
  static final String DEV = "instance-values.dev-dataset.";

  /** The prefix of the base model's provenance in metadata. */
  static final String BASE = "instance-values.base-model.";

  /** Returns the file recorded under {@code prefix}; empty if the data were not from a file. */
  static Optional<TrainingFile> of(Map<String, String> provenance, String prefix) {
    String source = source(provenance, prefix);
    return Optional.ofNullable(provenance.get(source + "path"))
        .map(
            path ->
                new TrainingFile(
                    path,
                    Optional.ofNullable(provenance.get(source + "column"))
                        .or(() -> Optional.ofNullable(provenance.get(source + "labelColumn")))
                        .map(column -> column.toLowerCase(Locale.ROOT)),
                    number(provenance, prefix + "num-examples"),
                    number(provenance, source + "file-size"),
                    Optional.ofNullable(provenance.get(source + "resource-hash"))
                        .map(hash -> hash.toLowerCase(Locale.ROOT)),
                    share(provenance, prefix + "datasource.")));
  }

  /** Returns the prefix of the data source under {@code prefix}: the whole one of a split. */
  static String source(Map<String, String> provenance, String prefix) {
    String source = prefix + "datasource.";
    return provenance.containsKey(source + "source.path") ? source + "source." : source;
  }

  private static Optional<String> share(Map<String, String> provenance, String split) {
    return Optional.ofNullable(provenance.get(split + "part"))
        .map(
            part ->
                "%s at share %s, seed %s"
                    .formatted(
                        part.equals("HELD_OUT") ? "held out" : "without those held out",
                        provenance.get(split + "heldOutShare"),
                        provenance.get(split + "seed")));
  }

  private static Optional<Long> number(Map<String, String> provenance, String key) {
    return Optional.ofNullable(provenance.get(key)).map(Long::valueOf);
  }

  /** Returns path, column and sizes on one line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(path);
    column.ifPresent(name -> text.append(", column ").append(name));
    sentences.ifPresent(count -> text.append(", ").append(NumberFormats.count(count, "sentence")));
    share.ifPresent(part -> text.append(" (").append(part).append(')'));
    bytes.ifPresent(size -> text.append(", ").append(NumberFormats.bytes(size)));
    return text.toString();
  }
}
