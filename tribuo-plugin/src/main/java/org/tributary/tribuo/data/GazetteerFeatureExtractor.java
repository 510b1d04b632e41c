package org.tributary.tribuo.data;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tribuo.Feature;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.Gazetteer.Matching;
import org.tributary.feature.GazetteerInput;
import org.tributary.internal.FingerprintInputStream;
import org.tributary.internal.NullChecks;
import org.tributary.tribuo.internal.IndexCheck;

/**
 * A feature extractor that adds a token's tags in a {@link Gazetteer} to the features of another
 * extractor. Each has value 1, such as {@code gazetteer=B-LOC} and {@code gazetteer=S-PER}; a token
 * outside of all phrases has none.
 *
 * <p>The file is read when the extractor is created. Its SHA-256 becomes part of the configuration,
 * and so of a model's provenance: a model is loaded with the same file or not at all.
 */
public final class GazetteerFeatureExtractor implements TokenFeatureExtractor {
  /** The group of the features: the part of their names before the =. */
  public static final String GROUP = GazetteerInput.GAZETTEER;

  @Config(description = "The extractor of the other features.")
  private TokenFeatureExtractor extractor = new WordFormFeatureExtractor();

  @Config(mandatory = true, description = "The gazetteer: a type, a tab and a phrase per line.")
  private Path path;

  @Config(description = "Comparison of words with the gazetteer: CASE_SENSITIVE or LOWER_CASE.")
  private Matching matching = Matching.CASE_SENSITIVE;

  @Config(description = "The SHA-256 of the file in hexadecimal; empty accepts every file.")
  private String sha256 = "";

  private Gazetteer gazetteer;

  /** Creates an unconfigured extractor for OLCUT. */
  private GazetteerFeatureExtractor() {}

  /**
   * Creates an extractor and reads the file.
   *
   * @param extractor the extractor of the other features, without the group {@value #GROUP}
   * @param path the file of the gazetteer, plain or gzip
   * @param matching the comparison of words
   * @throws IOException if the file cannot be read or has a malformed line
   */
  public GazetteerFeatureExtractor(TokenFeatureExtractor extractor, Path path, Matching matching)
      throws IOException {
    this.extractor = NullChecks.require("extractor", "one", extractor);
    this.path = NullChecks.require("path", "a file", path);
    this.matching = NullChecks.require("matching", "a value", matching);
    read();
  }

  private void read() throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException(
          path + ": expected a file of phrases, got a folder or device; check the path");
    }
    String actual;
    try (FingerprintInputStream file = FingerprintInputStream.open(path)) {
      actual = file.finish().sha256().toLowerCase(Locale.ROOT);
    }
    if (!sha256.isEmpty() && !sha256.equalsIgnoreCase(actual)) {
      throw new IOException(
          "%s: expected the gazetteer of the training, with SHA-256 %s, got %s; restore the file, or train again"
              .formatted(path, sha256, actual));
    }
    sha256 = actual;
    gazetteer = Gazetteer.read(path, matching);
  }

  @Override
  public void postConfig() {
    try {
      read();
    } catch (IOException e) {
      PropertyException error = new PropertyException("", "path", e.getMessage());
      error.addSuppressed(e); // as a cause it would hide the message, which names the remedy
      throw error;
    }
  }

  @Override
  public List<Feature> extract(List<String> tokens, int index) {
    IndexCheck.require("index", index, tokens.size(), "tokens");
    List<Feature> features = new ArrayList<>(extractor.extract(tokens, index));
    for (String tag : gazetteer.tags(tokens, index)) {
      features.add(new Feature(GROUP + "=" + tag, 1.0));
    }
    return features;
  }

  /** Returns the gazetteer of the file. */
  public Gazetteer gazetteer() {
    return gazetteer;
  }

  @Override
  public String toString() {
    return "GazetteerFeatureExtractor(%s, %s, %s)".formatted(extractor, path, matching);
  }
}
