package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.provenance.impl.EmptyTrainerProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.text.conllu.ConlluColumn;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.conllu.ConlluDataSource;

/** Tests of the feature extractor and label column recovered from a model's provenance. */
class FeaturesTest {

  @TempDir Path folder;

  private static ModelProvenance trainedOn(MutableSequenceDataset<Label> data) {
    return new ModelProvenance(
        "model",
        OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
        data.getProvenance(),
        new EmptyTrainerProvenance());
  }

  private ModelProvenance trainedOn(TokenFeatureExtractor extractor) throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "1\ta\t_\tX\tY\t_\t_\t_\t_\t_\n\n");
    return trainedOn(
        new MutableSequenceDataset<>(new ConlluDataSource(file, ConlluColumn.XPOS, extractor)));
  }

  @Test
  void extractorIsRecoveredFromTrainingData() throws IOException {
    assertThat(Features.of(trainedOn(Features.WORDS.extractor())))
        .hasToString("WordFeatureExtractor()");
    assertThat(Features.of(trainedOn(Features.FORMS.extractor())))
        .hasToString("WordFormFeatureExtractor(longestPrefix=3, longestSuffix=4)");
    assertThat(Features.of(trainedOn(new WordFormFeatureExtractor(1, 2))))
        .hasToString("WordFormFeatureExtractor(longestPrefix=1, longestSuffix=2)");
  }

  @Test
  void modelWithoutExtractorIsRejected() {
    ModelProvenance other =
        trainedOn(
            new MutableSequenceDataset<>(
                List.of(),
                new SimpleDataSourceProvenance("elsewhere", new LabelFactory()),
                new LabelFactory()));
    assertThatThrownBy(() -> Features.of(other))
        .isInstanceOf(JobException.class)
        .hasMessage(
            "model: expected one trained on word or word-form features, got no feature extractor in"
                + " its provenance; use it through Tribuo with the extractor it was trained with");
    assertThat(ModelFacts.trainedColumn(other)).isEmpty();
    assertThat(ModelFacts.bytes(other.getDatasetProvenance())).isZero();
  }

  @Test
  void labelColumnIsRecoveredFromTrainingData() throws IOException {
    ModelProvenance model = trainedOn(Features.WORDS.extractor());
    assertThat(ModelFacts.trainedColumn(model)).contains(ConlluColumn.XPOS);
    assertThat(ModelFacts.bytes(model.getDatasetProvenance()))
        .isEqualTo(Files.size(folder.resolve("f")));
  }
}
