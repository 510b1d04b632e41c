package org.tributary.tribuo.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tributary.tribuo.fixture.SamplePipeline.probabilities;
import static org.tributary.tribuo.fixture.SamplePipeline.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.fixture.SamplePipeline.Fixed;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.protos.ParameterProto;

/** Pretrained vectors: kept words, fine-tuning and lookup. */
class PretrainedVectorsTest {
  @Test
  void frozenVectorsAreUnchangedAndTunedOnesTrained() {
    assertThat(table(Keep.ALL, Trainability.FROZEN))
        .containsExactly(1f, -1f, 2f, -1f, 3f, -1f, 0f, 0f);
    assertThat(table(Keep.TRAINING_WORDS, Trainability.FROZEN))
        .containsExactly(1f, -1f, 3f, -1f, 0f, 0f);
    List<Float> tuned = table(Keep.ALL, Trainability.TRAINABLE);
    assertThat(tuned.get(0)).isNotEqualTo(1f);
    assertThat(tuned.subList(2, 4)).containsExactly(2f, -1f); // mouse is not in the training data
  }

  private static List<Float> table(Keep keep, Trainability training) {
    try (LstmTaggerModel model =
        train(
            new EmbeddedFeatures("word", 4), new PretrainedVectors(new Fixed(), keep, training))) {
      List<Float> values = new ArrayList<>();
      for (float value : Stored.values(table(model))) {
        values.add(value);
      }
      return values;
    }
  }

  @Test
  void projectionIsTrainedAndStored() {
    PretrainedVectors vectors =
        new PretrainedVectors(new Fixed(), Keep.ALL, Trainability.FROZEN).projectedTo(3);
    try (LstmTaggerModel model = train(vectors);
        LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
      assertThat(Stored.values(table(model))).containsExactly(1f, -1f, 2f, -1f, 3f, -1f, 0f, 0f);
      assertThat(Stored.proto(model).getParametersList())
          .filteredOn(p -> p.getName().equals("vector_proj.weight"))
          .singleElement()
          .extracting(ParameterProto::getShapeList)
          .isEqualTo(List.of(3L, 2L));
      assertThat(probabilities(read, "mouse")).isEqualTo(probabilities(model, "mouse"));
    }
    assertThatThrownBy(() -> vectors.projectedTo(-1))
        .hasMessageContaining("projection: expected a number of at least 0, got -1");
  }

  @Test
  void vectorsAreLookedUpLowerCasedAndAfterLoading() {
    try (LstmTaggerModel model =
            train(
                new EmbeddedFeatures("word", 4),
                new PretrainedVectors(new Fixed(), Keep.ALL, Trainability.FROZEN));
        LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(model.serialize())) {
      assertThat(probabilities(model, "mouse")).isNotEqualTo(probabilities(model, "house"));
      assertThat(probabilities(model, "MOUSE")).isEqualTo(probabilities(model, "mouse"));
      assertThat(probabilities(read, "mouse")).isEqualTo(probabilities(model, "mouse"));
    }
  }

  @Test
  void frozenVectorsAreStoredInSixteenBitsUnlessToldOtherwise(@TempDir Path folder)
      throws IOException {
    Path file = Files.writeString(folder.resolve("vectors"), "dog 0.1\n");
    PretrainedVectors vectors = new PretrainedVectors(new WordVectorFile(file));
    try (LstmTaggerModel small = train(vectors);
        LstmTaggerModel read = (LstmTaggerModel) LstmTaggerModel.deserialize(small.serialize());
        LstmTaggerModel large = train(vectors.fullPrecision())) {
      assertThat(read.serialize().toByteString()).isEqualTo(small.serialize().toByteString());
      assertThat(probabilities(read, "dog")).isEqualTo(probabilities(small, "dog"));
      assertThat(Stored.values(table(large))).containsExactly(0.1f, 0f);
      assertThat(Stored.values(table(small))).containsExactly(0.099975586f, 0f);
      assertThat(table(large).getValues().size()).isEqualTo(2 * 4);
      assertThat(table(small).getHalfValues().size()).isEqualTo(2 * 2);
    }
  }

  private static ParameterProto table(LstmTaggerModel model) {
    return Stored.proto(model).getParametersList().stream()
        .filter(p -> p.getName().equals("vector_emb.weight"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void vectorsWithoutTrainingWordsAreRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("vectors"), "Katze 1 2\nHund 3 4\n");
    for (Keep keep : Keep.values()) {
      PretrainedVectors vectors =
          new PretrainedVectors(new WordVectorFile(file), keep, Trainability.FROZEN);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> train(vectors))
          .withMessageStartingWith(
              "WordVectorFile(%s): expected a vector of some word of the training data, such as '"
                  .formatted(file))
          .withMessageEndingWith(
              "', got none; do they belong to another language or tokenization?");
    }
  }
}
