package org.tributary.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tributary.internal.LibraryVersion;
import org.tributary.internal.training.Checkpoint;
import org.tributary.internal.training.CheckpointFile;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingException;

/** Compatibility with the stored models and checkpoints of releases, of {@link StoredModel}. */
class StoredModelTest {
  private static final Path FOLDER = Path.of("src/test/resources/org/tributary/nn/stored");

  @TempDir private Path folder;

  private static void assertEqualBits(ParameterValues found, ParameterValues expected) {
    assertThat(found.names()).containsExactlyInAnyOrderElementsOf(expected.names());
    for (String name : expected.names()) {
      assertThat(found.tensor(name).shape()).isEqualTo(expected.tensor(name).shape());
      assertThat(found.values(name)).as(name).containsExactly(expected.values(name));
    }
  }

  /** TensorFlow computes the outputs, and rounds them as the processor does. */
  @ParameterizedTest
  @ValueSource(strings = "0.1.0")
  void storedModelHasTheSameParametersAndOutputs(String version) throws IOException {
    Path file = FOLDER.resolve(version + ".safetensors");
    try (Model<StoredModel.Words> model = Model.of(StoredModel::definition)) {
      model.load(file);
      Path again = folder.resolve("again.safetensors");
      model.save(again);
      assertThat(again).hasSameBinaryContentAs(file);
      List<String> expected = Files.readAllLines(FOLDER.resolve(version + ".txt"));
      List<String> found = StoredModel.outputs(model);
      assertThat(found).hasSameSizeAs(expected).hasSize(14);
      for (int k = 0; k < expected.size(); k++) {
        String[] logits = expected.get(k).split("\t");
        for (int label = 0; label < logits.length; label++) {
          assertThat(Float.parseFloat(found.get(k).split("\t")[label]))
              .isCloseTo(Float.parseFloat(logits[label]), within(1e-5f));
        }
      }
    }
  }

  /** Every version reads the file; the version that wrote it takes up the run. */
  @ParameterizedTest
  @ValueSource(strings = "0.1.0")
  void storedCheckpointIsRead(String version) throws IOException {
    Path stored = FOLDER.resolve(version + ".checkpoint");
    ParameterValues trained = Safetensors.read(FOLDER.resolve(version + ".safetensors"));
    Checkpoint checkpoint = new CheckpointFile(stored).read();
    assertEqualBits(checkpoint.parts().get("parameters"), trained);
    assertThat(checkpoint.progress().reports()).extracting(EpochReport::epoch).hasSize(5);

    Path copy = Files.copy(stored, folder.resolve("run.checkpoint"));
    String writer = checkpoint.fingerprint().get(0);
    try (Model<StoredModel.Words> model = Model.of(StoredModel::definition)) {
      if (writer.equals("Tributary version: " + LibraryVersion.get())) {
        assertThat(StoredModel.train(model, copy))
            .containsExactlyElementsOf(checkpoint.progress().reports());
        assertEqualBits(model.values(), trained);
      } else {
        assertThatThrownBy(() -> StoredModel.train(model, copy))
            .isInstanceOf(TrainingException.class)
            .hasMessageContaining(writer);
      }
    }
    assertThat(copy).hasSameBinaryContentAs(stored);
  }
}
