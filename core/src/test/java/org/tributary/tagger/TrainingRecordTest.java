package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.TrainingRecord.DataFile;

class TrainingRecordTest {
  private static final String DATA = "org.tributary.tribuo.data.";

  private static TrainingRecord of(Map<String, String> provenance) {
    return new TaggerMetadata("format", Optional.empty(), Map.of(), Map.of(), provenance)
        .training();
  }

  @Test
  void recordOfATaggerOfCore() {
    TrainingRecord record =
        of(
            Map.of(
                "tributary.version", "0.1.0",
                "tensorflow.version", "2.18.0",
                "training.sentences", "12",
                "epochs", "3",
                "epoch.best", "2",
                "development.measure", "accuracy",
                "development.score", "0.75",
                "outside.bias", "-0.5",
                "stopped", "true"));
    assertThat(record.sentences()).contains(12L);
    assertThat(record.epochs()).contains(3);
    assertThat(record.bestEpoch()).contains(2);
    assertThat(record.measure()).contains("accuracy");
    assertThat(record.score()).contains(0.75);
    assertThat(record.outsideBias()).contains(-0.5);
    assertThat(record.isStopped()).isTrue();
    assertThat(record.versions())
        .containsExactly(Map.entry("Tributary", "0.1.0"), Map.entry("TensorFlow", "2.18.0"));
    assertThat(record.training()).isEmpty();
    assertThat(record.trainings()).hasSize(1);
    assertThat(record.isOfCore()).isFalse();
  }

  @Test
  void filesOfATribuoModelAndItsBase() {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("dataset.num-examples", "90");
    provenance.put("dataset.datasource.class-name", DATA + "split.SplitDataSource");
    provenance.put("dataset.datasource.part", "REST");
    provenance.put("dataset.datasource.heldOutShare", "0.1");
    provenance.put("dataset.datasource.seed", "7");
    provenance.put("dataset.datasource.source.class-name", DATA + "conllu.ConlluDataSource");
    provenance.put("dataset.datasource.source.path", "train.conllu");
    provenance.put("dataset.datasource.source.column", "UPOS");
    provenance.put("dataset.datasource.source.file-size", "1000");
    provenance.put("dataset.datasource.source.resource-hash", "AB12");
    provenance.put("trainer.epochs", "5");
    provenance.put("trainer.class-name", "T");
    provenance.put("trainer.inputs.0.source.path", "glove.txt");
    provenance.put("trainer.inputs.0.source.resource-hash", "CD");
    provenance.put("instance-values.resolved-batch", "32 sequences");
    provenance.put("instance-values.resolved-inputs", "word (6 entries, size 4)");
    provenance.put("instance-values.base-model.dataset.datasource.path", "base.txt");
    provenance.put("instance-values.base-model.dataset.datasource.labelColumn", "2");
    provenance.put(
        "instance-values.base-model.dataset.datasource.class-name", DATA + "text.ColumnDataSource");
    TrainingRecord record = of(provenance);
    assertThat(record.training())
        .contains(
            new DataFile(
                "training",
                "train.conllu",
                Optional.of(1000L),
                Optional.of("ab12"),
                Optional.of("upos"),
                Optional.empty(),
                Optional.of(90L),
                Optional.of("without those held out at share 0.1, seed 7")));
    assertThat(record.featureFiles()).hasSize(1);
    assertThat(record.featureFiles().get(0).path()).isEqualTo("glove.txt");
    assertThat(record.featureFiles().get(0).sha256()).contains("cd");
    assertThat(record.settings()).containsExactly(Map.entry("epochs", "5"));
    assertThat(record.resolvedSettings()).containsExactly(Map.entry("batch", "32 sequences"));
    assertThat(record.inputSizes()).contains("word (6 entries, size 4)");
    assertThat(record.trainings()).hasSize(2);
    assertThat(record.trainings().get(1).training().orElseThrow().path()).isEqualTo("base.txt");
    assertThat(record.trainings().get(1).labelColumn()).contains("2");
  }

  /** Fields of a data source of the user's own, whatever their names. */
  @Test
  void columnsOfOtherDataSourcesAreIgnored() {
    Map<String, String> provenance = new TreeMap<>();
    provenance.put("dataset.datasource.class-name", "com.example.ColumnDataSource");
    provenance.put("dataset.datasource.path", "own.db");
    provenance.put("dataset.datasource.column", "ner");
    provenance.put("dataset.datasource.labelColumn", "entities");
    provenance.put("dataset.datasource.tokenColumn", "words");
    provenance.put("dataset.datasource.part", "first");
    TrainingRecord record = of(provenance);
    assertThat(record.labelColumn()).isEmpty();
    assertThat(record.tokenColumn()).isEmpty();
    assertThat(record.training())
        .contains(
            new DataFile(
                "training",
                "own.db",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  /** The record of core's tagger is among the values of the instance of the model made of it. */
  @Test
  void recordOfAModelThatWasMadeOfATaggerOfCore() {
    TrainingRecord record =
        of(
            Map.of(
                "tributary.version", "0.2.0",
                "training.sentences", "0",
                "instance-values.imported.from", "PyTorch",
                "instance-values.imported.file", "weights.safetensors"));
    assertThat(record.isOfCore()).isTrue();
    assertThat(record.imported()).contains("PyTorch, weights.safetensors");
    assertThat(record.sentences()).isEmpty();
    assertThat(record.versions()).isEmpty(); // 0.2.0 imported it
  }
}
