package org.tributary.tagger;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tributary.feature.Input;
import org.tributary.internal.tagger.NetworkText;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;

/**
 * The metadata of a trained tagger. Immutable; maps are sorted by key.
 *
 * @param format the format of its file, such as {@code tributary.word_tagger}
 * @param tributaryVersion the version of Tributary that trained it, if the file has it
 * @param definition its definition: inputs, encoder and head as texts
 * @param sizes its sizes: {@code labels}, {@code parameters}, and the number of entries of each
 *     input as {@code input.NAME}
 * @param provenance its training data and settings, as far as the file has them; nested keys are
 *     joined by periods. Taggers of every format have {@code training.sentences}, {@code epochs}
 *     and, if there were development data, {@code epoch.best}, {@code development.measure} and
 *     {@code development.score}, {@code outside.bias}, the shift of the bias of the label O, if it
 *     was tuned for that score, and {@code stopped}, true, if a listener ended the run before its
 *     last epoch; with {@code Teachers}, {@code teachers}, {@code teachers.raw.sentences} and
 *     {@code teachers.soft-labels.sha256}. A Tribuo model has {@code trained.at} besides; a word
 *     tagger's file has no time, so that equal training gives an equal file.
 */
public record TaggerMetadata(
    String format,
    Optional<String> tributaryVersion,
    Map<String, String> definition,
    Map<String, Long> sizes,
    Map<String, String> provenance) {

  /** The key in the provenance of the version of Tributary that trained a tagger. */
  public static final String VERSION = "tributary.version";

  /** The key in the provenance that is present if a listener ended the training. */
  public static final String STOPPED = "stopped";

  /** Copies the maps. */
  public TaggerMetadata {
    definition = Collections.unmodifiableMap(new TreeMap<>(definition));
    sizes = Collections.unmodifiableMap(new TreeMap<>(sizes));
    provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
  }

  /**
   * Returns a description without version and provenance.
   *
   * @param format the format of its file
   */
  public static TaggerMetadata of(
      String format, TaggerDefinition definition, TaggerSizes sizes, ParameterValues parameters) {
    Map<String, Long> counts = new TreeMap<>();
    counts.put("labels", (long) sizes.labels());
    counts.put("parameters", parameters.count());
    List<Input<?>> inputs = definition.inputs().all();
    for (int k = 0; k < inputs.size(); k++) {
      counts.put("input." + inputs.get(k).name(), (long) sizes.vocabularySizes().get(k));
    }
    return new TaggerMetadata(
        format,
        Optional.empty(),
        Map.of(
            "inputs", String.join(", ", inputs.stream().map(Input::toString).toList()),
            "encoder", NetworkText.of(definition.encoder()),
            "head", NetworkText.of(definition.columns().get(0).head())),
        counts,
        Map.of());
  }

  /** Returns the record of the training that the provenance holds. */
  public TrainingRecord training() {
    return TrainingRecord.of(provenance);
  }

  /** Returns this description with a provenance, and the {@link #VERSION} in it. */
  public TaggerMetadata withProvenance(Map<String, String> texts) {
    return new TaggerMetadata(
        format, Optional.ofNullable(texts.get(VERSION)), definition, sizes, texts);
  }
}
