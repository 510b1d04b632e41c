package org.tributary.examples.job;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tribuo.LstmTaggerModel;

/** The record of a training in the metadata of a tagger. */
final class TrainingRecord {
  private static final String INSTANCE = "instance-values.";

  /** Keys of a trained and of an imported tagger of core. */
  private static final List<String> CORE_KEYS = List.of("training.sentences", "imported.from");

  private TrainingRecord() {}

  /**
   * Returns the record: the provenance, or for a Tribuo model that was made of a tagger of core
   * that of the tagger, which is among the values of its instance.
   */
  static Map<String, String> of(TaggerMetadata metadata) {
    if (!isOfCore(metadata)) {
      return metadata.provenance();
    }
    Map<String, String> record = new TreeMap<>();
    metadata
        .provenance()
        .forEach(
            (key, value) -> {
              if (key.startsWith(INSTANCE)) {
                record.put(key.substring(INSTANCE.length()), value);
              }
            });
    return record;
  }

  /** Returns whether the file is a Tribuo model that was made of a tagger of core. */
  static boolean isOfCore(TaggerMetadata metadata) {
    Map<String, String> provenance = metadata.provenance();
    return metadata.format().equals(LstmTaggerModel.class.getName())
        && CORE_KEYS.stream().anyMatch(key -> provenance.containsKey(INSTANCE + key));
  }
}
