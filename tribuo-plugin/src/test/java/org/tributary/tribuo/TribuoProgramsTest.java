package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.LabelSequenceEvaluator;
import org.tribuo.classification.sequence.SeqTrainTest;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceModelExplorer;

/** Tribuo's own programs: training a tagger from a configuration and exploring the model. */
class TribuoProgramsTest {
  private static final SequenceDataset<Label> GORILLAS =
      SequenceDataGenerator.generateGorillaDataset(5);

  @Test
  void taggerTrainsAndOpensInTheModelExplorer(@TempDir Path folder) throws Exception {
    Path configuration =
        Files.writeString(
            folder.resolve("tagger.xml"),
            """
            <config>
              <component name="tagger" type="org.tributary.tribuo.LstmTaggerTrainer">
                <property name="hiddenSize" value="20"/>
                <property name="epochs" value="40"/>
                <property name="learningRate" value="0.02"/>
              </component>
            </config>
            """);
    Path file = folder.resolve("gorilla.tribuo");
    SeqTrainTest.main(
        new String[] {
          "-c",
          configuration.toString(),
          "-d",
          "gorilla",
          "-t",
          "tagger",
          "-f",
          file.toString(),
          "--write-protobuf-model",
          "true"
        });
    try (LstmTaggerModel model = LstmTaggerModel.load(file)) {
      assertThat(new LabelSequenceEvaluator().evaluate(model, GORILLAS).accuracy()).isEqualTo(1);
    }
    SequenceModelExplorer explorer = new SequenceModelExplorer();
    assertThat(explorer.loadModel(null, file.toFile(), true))
        .isEqualTo("Loaded model from path " + file);
    assertThat(explorer.modelDescription(null)).contains("LstmTaggerTrainer");
    assertThat(explorer.numFeatures(null))
        .isEqualTo(Integer.toString(GORILLAS.getFeatureMap().size()));
    assertThat(explorer.topFeatures(null, 3)).isNotNull();
  }
}
