package org.tributary.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tribuo.provenance.RunProvenance;

/** The texts about a model's training under the names that core's taggers give them. */
final class TrainingTexts {
  private TrainingTexts() {}

  /** Returns version, time, data and epochs of the model's training. */
  static Map<String, String> of(LstmTaggerModel model) {
    ModelProvenance provenance = model.getProvenance();
    DatasetProvenance data = provenance.getDatasetProvenance();
    Map<String, String> texts = new TreeMap<>();
    texts.put(
        "trained.at",
        provenance.getTrainingTime().toInstant().truncatedTo(ChronoUnit.SECONDS).toString());
    texts.put("training.sentences", Integer.toString(data.getNumExamples()));
    texts.put("epochs", Integer.toString(model.history().size()));
    Map<String, ? extends Provenance> run = provenance.getInstanceProvenance().getMap();
    text(run, RunProvenance.TRIBUTARY).ifPresent(v -> texts.put(TaggerMetadata.VERSION, v));
    text(run, RunProvenance.STOPPED_AFTER)
        .ifPresent(n -> texts.put(TaggerMetadata.STOPPED, "true"));
    text(run, RunProvenance.TEACHERS)
        .ifPresent(
            teachers -> {
              texts.put("teachers", teachers);
              texts.put(
                  "teachers.raw.sentences", text(run, RunProvenance.RAW_SENTENCES).orElse("0"));
            });
    text(run, RunProvenance.SOFT_LABELS)
        .ifPresent(hash -> texts.put("teachers.soft-labels.sha256", hash));
    text(run, RunProvenance.BEST_EPOCH).ifPresent(epoch -> texts.put("epoch.best", epoch));
    text(run, RunProvenance.BEST_SCORE).ifPresent(s -> texts.put("development.score", s));
    text(run, RunProvenance.OUTSIDE_BIAS).ifPresent(b -> texts.put("outside.bias", b));
    text(run, RunProvenance.DEV_MEASURE)
        .map(
            measure ->
                measure.equals(DevMeasure.SPAN_F1.name())
                    ? DevScore.spanF1(List.of(), List.of())
                    : DevScore.accuracy())
        .map(DevScore::name)
        .ifPresent(name -> texts.put("development.measure", name));
    return texts;
  }

  private static Optional<String> text(Map<String, ? extends Provenance> run, String key) {
    return run.get(key) instanceof PrimitiveProvenance<?> value
        ? Optional.of(String.valueOf(value.getValue()))
        : Optional.empty();
  }
}
