package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.SeqTrainTest;
import org.tribuo.classification.sequence.example.SequenceDataGenerator;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.tribuo.fixture.ChildProcess;
import org.tributary.tribuo.fixture.Data;

/** The trainer in Tribuo's {@code SeqTrainTest} program, configured by name. */
class PipelineTest {
  @TempDir private Path folder;

  @Test
  void seqTrainTestTrainsEvaluatesAndSaves() throws Exception {
    SequenceDataset<Label> gorillas = SequenceDataGenerator.generateGorillaDataset(2);
    Path data = folder.resolve("gorillas");
    gorillas.serializeToFile(data);
    Path config = folder.resolve("config.xml");
    Files.writeString(
        config,
        """
        <config>
          <component name='tagger' type='org.tributary.tribuo.LstmTaggerTrainer'>
            <property name='epochs' value='40'/>
            <property name='hiddenSize' value='20'/>
            <property name='layers' value='1'/>
            <property name='learningRate' value='0.02'/>
          </component>
        </config>
        """);
    Path stored = folder.resolve("tagger.tribuo");
    List<String> printed =
        ChildProcess.run(
            SeqTrainTest.class,
            "-c",
            config.toString(),
            "-t",
            "tagger",
            "-u",
            data.toString(),
            "-v",
            data.toString(),
            "-p",
            "true",
            "-f",
            stored.toString(),
            "--write-protobuf-model",
            "true");
    assertThat(printed).anyMatch(line -> line.startsWith("Accuracy") && line.endsWith("1.000"));
    try (LstmTaggerModel model = LstmTaggerModel.load(stored)) {
      assertThat(Data.labels(model.predict(gorillas.getExample(0))))
          .isEqualTo(Data.labels(gorillas.getExample(0)));
    }
  }
}
