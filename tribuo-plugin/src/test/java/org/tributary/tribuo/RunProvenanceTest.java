package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.internal.LibraryVersion;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.SamplePipeline;
import org.tributary.tribuo.fixture.StopAfterEpoch;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.provenance.RunProvenance;

/** A model's provenance answers what it is, how it was trained and how good it was. */
class RunProvenanceTest {
  private static final SequenceDataset<Label> DATA = SamplePipeline.DATA;

  @Test
  void resolvedSizesAndTheBestEpochAreRecorded() {
    LstmTaggerTrainer trainer = Data.smallTrainer().hiddenSize(0).epochs(6).build();
    try (LstmTaggerModel model = trainer.train(TrainingRequest.on(DATA).dev(DATA))) {
      assertThat(Stored.runValue(model, RunProvenance.TRIBUTARY)).isEqualTo(LibraryVersion.get());
      assertThat(Stored.runValue(model, RunProvenance.HIDDEN_SIZE)).isEqualTo("128");
      assertThat(Stored.runValue(model, RunProvenance.BATCH)).isEqualTo("2 sequences");
      assertThat(Stored.runValue(model, RunProvenance.AUXILIARY_TASKS)).isEqualTo("none");
      assertThat(Stored.runValue(model, RunProvenance.INPUTS))
          .startsWith("word (")
          .contains("shape (3 entries, size 12)", "char (", "other (4 entries, size 10)");
      double best =
          model.history().stream().mapToDouble(e -> e.devScore().orElseThrow()).max().orElseThrow();
      assertThat(Stored.runValue(model, RunProvenance.BEST_SCORE)).isEqualTo(Double.toString(best));
      int epoch = Integer.parseInt(Stored.runValue(model, RunProvenance.BEST_EPOCH));
      assertThat(model.history().get(epoch - 1).devScore()).hasValue(best);
      assertThat(model.history().subList(0, epoch - 1))
          .allMatch(earlier -> earlier.devScore().orElseThrow() < best);
      assertThat(ProvenanceUtil.formattedProvenanceString(model.getProvenance()))
          .as("options that are absent")
          .doesNotContain("devSource", "scheme =");
      try (LstmTaggerModel read =
          (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
        assertThat(read.getProvenance()).isEqualTo(model.getProvenance());
      }
    }
  }

  /** Few sentences in at least 1,000 steps: batches of one; the training stops before its end. */
  @Test
  void batchSizeThatFollowsTheDataIsRecorded() {
    LstmTaggerTrainer trainer = Data.smallTrainer().hiddenSize(2).batchSize(0).epochs(0).build();
    TrainingRequest request = TrainingRequest.on(DATA).listener(new StopAfterEpoch(1));
    try (LstmTaggerModel model = trainer.train(request)) {
      assertThat(Stored.runValue(model, RunProvenance.BATCH)).isEqualTo("1 sequences");
    }
  }

  @Test
  void tokenBatchesAreRecordedAndNoBestEpochWithoutDevelopmentData() {
    LstmTaggerTrainer trainer = Data.smallTrainer().batchWords(9).epochs(1).build();
    try (LstmTaggerModel model = trainer.train(DATA)) {
      assertThat(Stored.runValue(model, RunProvenance.BATCH)).isEqualTo("9 tokens");
      assertThat(model.getProvenance().getInstanceProvenance().getMap())
          .doesNotContainKeys(
              RunProvenance.DEV,
              RunProvenance.DEV_MEASURE,
              RunProvenance.BEST_EPOCH,
              RunProvenance.BEST_SCORE);
    }
  }

  @Test
  void vectorFilesAreRecordedWithTheirHashes(@TempDir Path folder) throws Exception {
    String text = "dog 1 2\ncat 3 4\n";
    Path file = Files.writeString(folder.resolve("vectors.txt"), text);
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    LstmTaggerTrainer trainer =
        Data.smallTrainer()
            .epochs(1)
            .inputs(List.of(new WordForms(4), new PretrainedVectors(new WordVectorFile(file))))
            .build();
    try (LstmTaggerModel model = trainer.train(DATA)) {
      assertThat(model.getProvenance().getTrainerProvenance().toString().toLowerCase(Locale.ROOT))
          .contains(hash, "vectors.txt");
    }
  }

  @Test
  void everyOwnKeyIsReserved() {
    StringProvenance value = new StringProvenance("x", "y");
    for (String key : List.of(RunProvenance.BEST_SCORE, RunProvenance.TRIBUTARY)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> new TrainingRun(TrainingRequest.on(DATA).provenance(Map.of(key, value))))
          .withMessage(
              "run provenance: the name '%s' is the tagger's own; choose another".formatted(key));
    }
  }
}
