package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tribuo.internal.ProvenanceParts;
import org.tributary.tribuo.provenance.RunProvenance;

/**
 * A model's provenance as texts, which {@link org.tributary.tagger.TrainingRecord} reads: the
 * primitive values with the keys of nested objects joined by periods, and values under the names
 * that core's taggers give them.
 */
final class TrainingTexts {
  /** The names of run values in core's taggers. */
  private static final Map<String, String> CORE_NAMES =
      Map.of(
          RunProvenance.TRIBUTARY, TaggerMetadata.VERSION,
          RunProvenance.TEACHERS, "teachers",
          RunProvenance.RAW_SENTENCES, "teachers.raw.sentences",
          RunProvenance.SOFT_LABELS, "teachers.soft-labels.sha256",
          RunProvenance.BEST_EPOCH, "epoch.best",
          RunProvenance.BEST_SCORE, "development.score",
          RunProvenance.OUTSIDE_BIAS, "outside.bias");

  private TrainingTexts() {}

  /** Returns the texts by key. */
  static Map<String, String> of(LstmTaggerModel model) {
    ModelProvenance provenance = model.getProvenance();
    Map<String, String> texts = values(provenance);
    texts.put(
        "trained.at",
        provenance.getTrainingTime().toInstant().truncatedTo(ChronoUnit.SECONDS).toString());
    texts.put(
        "training.sentences", Integer.toString(provenance.getDatasetProvenance().getNumExamples()));
    texts.put("epochs", Integer.toString(model.history().size()));
    CORE_NAMES.forEach(
        (key, name) ->
            RunProvenance.text(provenance, key).ifPresent(text -> texts.put(name, text)));
    if (texts.containsKey("teachers")) {
      texts.putIfAbsent("teachers.raw.sentences", "0");
    }
    RunProvenance.text(provenance, RunProvenance.STOPPED_AFTER)
        .ifPresent(n -> texts.put(TaggerMetadata.STOPPED, "true"));
    RunProvenance.text(provenance, RunProvenance.DEV_MEASURE)
        .map(
            measure ->
                measure.equals(DevMeasure.SPAN_F1.name())
                    ? DevScore.spanF1(List.of(), List.of())
                    : DevScore.accuracy())
        .ifPresent(score -> texts.put("development.measure", score.name()));
    return texts;
  }

  /** Returns the primitive values of a provenance; the keys of nested objects are joined. */
  static Map<String, String> values(ObjectProvenance provenance) {
    Map<String, String> texts = new TreeMap<>();
    ProvenanceParts.of(provenance).forEach((key, part) -> add(texts, key, part));
    return texts;
  }

  private static void add(Map<String, String> texts, String key, Provenance value) {
    if (value instanceof PrimitiveProvenance<?> primitive) {
      texts.put(key, String.valueOf(primitive.getValue()));
    }
    ProvenanceParts.of(value).forEach((name, part) -> add(texts, key + "." + name, part));
  }
}
