package org.tributary.examples.job;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tribuo.classification.Label;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.DatasetProvenance;
import org.tributary.examples.prediction.ProvenanceValues;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/** Single facts from the provenance of models and data. */
public final class ModelFacts {
  /** The provenance key of a data file's size in bytes. */
  private static final String FILE_SIZE = "file-size";

  /** The provenance key of a data file's SHA-256. */
  private static final String HASH = "resource-hash";

  private ModelFacts() {}

  /**
   * Returns the extractor of the features that a model was trained on.
   *
   * @param file the model's file
   * @param model the model
   * @return an equal extractor
   * @throws JobException if the model records none, or one of the user's own
   */
  public static TokenFeatureExtractor extractor(Path file, LstmTaggerModel model) {
    try {
      return model.extractor();
    } catch (IllegalStateException e) {
      throw new JobException("model %s: %s".formatted(file, e.getMessage()));
    }
  }

  /** Returns the labels that a model can predict. */
  public static Set<String> labels(LstmTaggerModel model) {
    return model.getOutputIDInfo().getDomain().stream()
        .map(Label::getLabel)
        .collect(Collectors.toSet());
  }

  /**
   * Returns the hash of a data file.
   *
   * @param data the provenance of the data
   * @return the SHA-256 of its bytes, in lower case; empty if the data is not from a file
   */
  public static Optional<String> hash(DataProvenance data) {
    return Optional.ofNullable(ProvenanceValues.of(source(data)).get(HASH))
        .map(hash -> hash.toLowerCase(Locale.ROOT));
  }

  /**
   * Returns the size of a data file.
   *
   * @param data the provenance of the data
   * @return the size in bytes, or 0 if the data is not from a file
   */
  public static long bytes(DataProvenance data) {
    return Long.parseLong(ProvenanceValues.of(source(data)).getOrDefault(FILE_SIZE, "0"));
  }

  /** Returns the source of data: the whole one, if they are a part of it. */
  private static DataProvenance source(DataProvenance data) {
    DataProvenance source =
        data instanceof DatasetProvenance dataset ? dataset.getSourceProvenance() : data;
    return source instanceof ConfiguredObjectProvenance split
            && split.getConfiguredParameters().get("source") instanceof DataProvenance whole
        ? source(whole)
        : source;
  }
}
