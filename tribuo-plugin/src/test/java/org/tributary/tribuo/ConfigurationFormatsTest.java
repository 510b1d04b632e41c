package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.json.JsonConfigFactory;
import com.oracle.labs.mlrg.olcut.config.protobuf.ProtoConfigFactory;
import com.oracle.labs.mlrg.olcut.config.protobuf.ProtoTxtConfigFactory;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenancable;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.sequence.SequenceDataSource;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.text.ConlluColumn;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.tribuo.config.AdamWOptimizer;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.data.conllu.ConlluDataSource;
import org.tributary.tribuo.data.text.ColumnDataSource;
import org.tributary.tribuo.data.text.SpanConversion;
import org.tributary.tribuo.data.vector.WordVectorFile;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.WordForms;

/** Round trips of components through each of OLCUT's formats. */
class ConfigurationFormatsTest {
  @TempDir private Path folder;
  private Path columns;
  private Path conllu;

  @BeforeAll
  static void register() {
    ConfigurationManager.addFileFormatFactory(new JsonConfigFactory());
    ConfigurationManager.addFileFormatFactory(new ProtoConfigFactory());
    ConfigurationManager.addFileFormatFactory(new ProtoTxtConfigFactory());
  }

  @BeforeEach
  void write() throws IOException {
    columns = Files.writeString(folder.resolve("some.conll"), "x Ann B-PER\ny ran O\n\n");
    conllu =
        Files.writeString(
            folder.resolve("some.conllu"), "1\tAnn\tann\tPROPN\tNNP\t_\t0\troot\t_\t_\n\n");
  }

  private <C extends Configurable> C saveAndLoad(C component, String format) throws IOException {
    Path file = folder.resolve("saved." + format);
    String name;
    try (ConfigurationManager manager = new ConfigurationManager()) {
      name = manager.importConfigurable(component, "component");
      manager.save(file.toFile());
    }
    try (ConfigurationManager manager = new ConfigurationManager(file.toString())) {
      Configurable read = manager.lookup(name);
      assertThat(read).isNotSameAs(component).hasSameClassAs(component);
      @SuppressWarnings("unchecked") // of the same class
      C same = (C) read;
      return same;
    }
  }

  private <C extends Configurable> C assertRoundTrips(C component, String format)
      throws IOException {
    C read = saveAndLoad(component, format);
    assertThat(options(read)).isNotEmpty().isEqualTo(options(component));
    return read;
  }

  private static Map<String, Provenance> options(Configurable component) {
    Provenance provenance = ((Provenancable<?>) component).getProvenance();
    return ((ConfiguredObjectProvenance) provenance).getConfiguredParameters();
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "json", "pb", "pbtxt"})
  void trainersRoundTrip(String format) throws IOException {
    assertRoundTrips(LstmTaggerTrainer.builder().build(), format);
    LstmTaggerTrainer everything =
        LstmTaggerTrainer.builder()
            .epochs(3)
            .batchSize(4)
            .embeddingSize(5)
            .inputs(
                List.of(
                    new WordForms(7),
                    new EmbeddedFeatures("pos", 3),
                    CharacterFeatures.cnn(30, 3, 4).size(12),
                    new PretrainedVectors(
                        new WordVectorFile(folder.resolve("vectors.txt")),
                        VectorInput.Keep.ALL,
                        Trainability.TRAINABLE)))
            .embeddingStandardDeviation(0.3)
            .cell(TaggerCell.GRU)
            .hiddenSize(6)
            .layers(2)
            .connection(TaggerSkipConnection.HIGHWAY)
            .forwardOnly()
            .dropout(0.1)
            .crf(TagScheme.BIO)
            .constrainTraining()
            .auxiliaryTasks(List.of("upos", "xpos"), 0.3)
            .optimizer(new SgdOptimizer(0.9, 0, true, 1e-6))
            .learningRateSchedule(LearningRateSchedule.PLATEAU)
            .plateau(0.3, 4, 1e-5)
            .averageLastEpochs(0.3)
            .batchWords(900)
            .patience(7)
            .learningRate(1e-3)
            .finalLearningRate(1e-7)
            .devMeasure(DevMeasure.ACCURACY)
            .withoutOutsideBiasTuning()
            .gradientClip(0)
            .unknownRate(0.75)
            .batchOrder(BatchOrder.AS_GIVEN)
            .seed(Long.MIN_VALUE)
            .build();
    LstmTaggerTrainer read = assertRoundTrips(everything, format);
    assertThat(read).hasToString(everything.toString());
    assertThat(read.training()).isEqualTo(everything.training());
    LstmTaggerTrainer smoothed = LstmTaggerTrainer.builder().labelSmoothing(0.25).build();
    assertThat(assertRoundTrips(smoothed, format))
        .hasToString(smoothed.toString())
        .asString()
        .contains("labelSmoothing=0.25");
    LstmTaggerTrainer decayed =
        LstmTaggerTrainer.builder().optimizer(new AdamWOptimizer(0.8, 0.9, 1e-7, 0.05)).build();
    assertThat(assertRoundTrips(decayed, format).training().optimizer())
        .isEqualTo(new Optimizer.AdamW(0.8, 0.9, 1e-7, 0.05));
  }

  @ParameterizedTest
  @ValueSource(strings = {"xml", "json", "pb", "pbtxt"})
  void dataSourcesRoundTrip(String format) throws IOException {
    ConlluDataSource words =
        new ConlluDataSource(conllu, ConlluColumn.XPOS, new WordFormFeatureExtractor(2, 1));
    assertThat(sequences(assertRoundTrips(words, format))).isEqualTo(sequences(words));
    ColumnDataSource spans =
        new ColumnDataSource(
            columns,
            2,
            3,
            new WordFormFeatureExtractor(),
            SpanConversion.of(TagScheme.BIO, TagScheme.BIOES));
    List<Object> converted = sequences(spans);
    assertThat(sequences(assertRoundTrips(spans, format))).isEqualTo(converted);
    assertThat(((SequenceExample<?>) converted.get(0)).get(0).getOutput()).hasToString("S-PER");
  }

  private static List<Object> sequences(SequenceDataSource<?> source) {
    List<Object> sequences = new ArrayList<>();
    source.forEach(sequences::add);
    return sequences;
  }

  @Test
  void handwrittenXmlNamesAnOptimizer() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.xml"),
            """
            <config>
              <component name="tagger" type="org.tributary.tribuo.LstmTaggerTrainer">
                <property name="cell" value="GRU"/>
                <property name="optimizer" value="sgd"/>
              </component>
              <component name="sgd" type="org.tributary.tribuo.config.SgdOptimizer">
                <property name="momentum" value="0.9"/>
              </component>
            </config>
            """);
    try (ConfigurationManager manager = new ConfigurationManager(file.toString())) {
      assertThat(manager.lookup("tagger"))
          .hasToString(
              LstmTaggerTrainer.builder()
                  .cell(TaggerCell.GRU)
                  .optimizer(new SgdOptimizer(0.9))
                  .build()
                  .toString());
    }
  }

  @Test
  void handwrittenJsonUsesDefaults() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("mine.json"),
            """
            {"config": {"components": [
              {"name": "tagger", "type": "org.tributary.tribuo.LstmTaggerTrainer",
               "properties": {"epochs": "4", "inputs": [{"item": "forms"}]}},
              {"name": "forms", "type": "org.tributary.tribuo.input.WordForms",
               "properties": {"wordSize": "9"}}]}}
            """);
    try (ConfigurationManager manager = new ConfigurationManager(file.toString())) {
      assertThat(manager.lookup("tagger"))
          .hasToString(
              LstmTaggerTrainer.builder()
                  .epochs(4)
                  .inputs(List.of(new WordForms(9)))
                  .build()
                  .toString());
    }
  }
}
