package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.json.JsonConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.SeqTrainTest;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.text.ConlluColumn;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.conllu.ConlluDataSource;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.provenance.RunProvenance;
import org.tributary.tribuo.reproduction.RecoveredTraining;

/** Training on CoNLL-U as a configuration file says, by Tribuo's own program. */
class ConfiguredTrainingTest {
  private static final Path CONFIGURATION = Path.of("../docs/guide/conllu-tagger.xml");

  @TempDir private Path folder;
  private Path train;
  private Path dev;

  @BeforeEach
  void write() throws IOException {
    train = conllu("train.conllu", "the/DET dog/NOUN walks/VERB", "a/DET cat/NOUN sleeps/VERB");
    dev = conllu("dev.conllu", "the/DET cat/NOUN walks/VERB");
  }

  private Path conllu(String name, String... sentences) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String sentence : sentences) {
      int number = 1;
      for (String word : sentence.split(" ", -1)) {
        String[] parts = word.split("/", -1);
        text.append(number++).append('\t').append(parts[0]).append("\t_\t").append(parts[1]);
        text.append("\t_\t_\t_\t_\t_\t_\n");
      }
      text.append('\n');
    }
    return Files.writeString(folder.resolve(name), text);
  }

  private SequenceDataset<Label> data(Path file) throws IOException {
    return new MutableSequenceDataset<>(
        new ConlluDataSource(file, ConlluColumn.UPOS, new WordFormFeatureExtractor()));
  }

  private List<String> configuration(Path file) {
    return List.of(
        "-c",
        file.toString(),
        "--@train.path",
        train.toString(),
        "--@dev.path",
        dev.toString(),
        "--@tagger.epochs",
        "3",
        "--@tagger.hiddenSize",
        "8",
        "--@tagger.loggingInterval",
        "0");
  }

  @Test
  void tribuosProgramKeepsTheBestEpochOnTheConfiguredSource() throws Exception {
    Path stored = folder.resolve("train.data");
    Path model = folder.resolve("my.tribuo");
    data(train).serializeToFile(stored);
    List<String> arguments = new ArrayList<>(configuration(CONFIGURATION));
    arguments.addAll(List.of("-t", "tagger", "-u", stored.toString(), "-v", stored.toString()));
    arguments.addAll(List.of("-f", model.toString()));
    arguments.addAll(
        List.of("--protobuf-format-dataset", "true", "--write-protobuf-model", "true"));
    SeqTrainTest.main(arguments.toArray(String[]::new));
    try (LstmTaggerModel read = LstmTaggerModel.load(model)) {
      assertThat(read.history()).hasSize(3).allMatch(epoch -> epoch.devScore().isPresent());
      assertThat(Stored.runValue(read, RunProvenance.DEV)).contains(dev.toString());
      assertThat(read.getProvenance().getTrainerProvenance().toString())
          .as("the source as the trainer's option")
          .contains("devSource", dev.toString());
      RecoveredTraining recovered = RecoveredTraining.of(read.getProvenance());
      assertThat(recovered.recover().dev())
          .hasValueSatisfying(d -> assertThat(d.size()).isEqualTo(1));
    }
  }

  @Test
  void requestsDevelopmentDataReplaceTheConfiguredSource() throws Exception {
    LstmTaggerTrainer trainer =
        Data.smallTrainer()
            .devSource(new ConlluDataSource(dev, ConlluColumn.UPOS, new WordFormFeatureExtractor()))
            .build();
    try (LstmTaggerModel model = trainer.train(data(train))) {
      assertThat(Stored.runValue(model, RunProvenance.DEV)).contains(dev.toString());
    }
    try (LstmTaggerModel model = trainer.train(TrainingRequest.on(data(train)).dev(data(train)))) {
      assertThat(Stored.runValue(model, RunProvenance.DEV))
          .contains(train.toString())
          .doesNotContain(dev.toString());
    }
  }

  /** Needs the artifact olcut-config-json, as the guide says. */
  @Test
  void jsonConfigurationLoadsByTheOptionOfTheGuide() throws Exception {
    Path json =
        Files.writeString(
            folder.resolve("tagger.json"),
            """
            {"config": {"components": [
              {"name": "tagger", "type": "org.tributary.tribuo.LstmTaggerTrainer",
               "properties": {"devSource": "dev"}},
              {"name": "train", "type": "org.tributary.tribuo.data.conllu.ConlluDataSource",
               "properties": {"path": "train.conllu"}},
              {"name": "dev", "type": "org.tributary.tribuo.data.conllu.ConlluDataSource",
               "properties": {"path": "dev.conllu"}}]}}
            """);
    List<String> arguments = new ArrayList<>(configuration(json));
    arguments.addAll(List.of("--config-file-formats", JsonConfigFactory.class.getName()));
    try (ConfigurationManager manager =
        new ConfigurationManager(arguments.toArray(String[]::new))) {
      LstmTaggerTrainer trainer = (LstmTaggerTrainer) manager.lookup("tagger");
      assertThat(trainer.devSource).isNotNull();
      assertThat(trainer.epochs).isEqualTo(3);
    }
  }
}
