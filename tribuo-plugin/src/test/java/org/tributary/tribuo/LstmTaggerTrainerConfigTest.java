package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.test.Helpers;
import org.tributary.param.TensorType;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.Preset;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.SgdOptimizer;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerSkipConnection;

/** A trainer's options, set by OLCUT and by the builder. */
class LstmTaggerTrainerConfigTest {

  @TempDir private Path folder;

  private static LstmTaggerTrainerBuilder everyOption() {
    return LstmTaggerTrainer.builder()
        .epochs(3)
        .batchSize(4)
        .batchWords(90)
        .patience(8)
        .embeddingSize(5)
        .embeddingStandardDeviation(0.75)
        .cell(TaggerCell.GRU)
        .hiddenSize(6)
        .layers(2)
        .connection(TaggerSkipConnection.HIGHWAY)
        .forwardOnly()
        .dropout(0.125)
        .lockedDropout(0.375)
        .recurrentDropout(0.0625)
        .wordDropout(0.03125)
        .auxiliaryTasks(List.of("xpos"), 0.25)
        .maxAuxiliaryLabels(33)
        .wordGroup("token")
        .loggingInterval(9)
        .optimizer(new SgdOptimizer(0.5, 0, true, 0.25))
        .learningRateSchedule(LearningRateSchedule.PLATEAU)
        .plateau(0.625, 6, 0.015625)
        .warmUp(0.1875)
        .averageDecay(0.5)
        .averageLastEpochs(0.5)
        .crf(TagScheme.BIOES)
        .constrainTraining()
        .learningRate(0.25)
        .finalLearningRate(0.0625)
        .devMeasure(DevMeasure.SPAN_F1)
        .withoutOutsideBiasTuning()
        .gradientClip(0)
        .unknownRate(0.75)
        .batchOrder(BatchOrder.AS_GIVEN)
        .preset(Preset.FAST)
        .tablePrecision(TensorType.F16)
        .seed(77);
  }

  private static final Map<String, String> EVERY_VALUE =
      Map.ofEntries(
          Map.entry("epochs", "3"),
          Map.entry("batchSize", "4"),
          Map.entry("batchWords", "90"),
          Map.entry("patience", "8"),
          Map.entry("embeddingSize", "5"),
          Map.entry("embeddingStandardDeviation", "0.75"),
          Map.entry("cell", "GRU"),
          Map.entry("connection", "HIGHWAY"),
          Map.entry("hiddenSize", "6"),
          Map.entry("layers", "2"),
          Map.entry("bidirectional", "false"),
          Map.entry("dropout", "0.125"),
          Map.entry("lockedDropout", "0.375"),
          Map.entry("recurrentDropout", "0.0625"),
          Map.entry("wordDropout", "0.03125"),
          Map.entry("labelSmoothing", "0.0"),
          Map.entry("auxiliaryWeight", "0.25"),
          Map.entry("maxAuxiliaryLabels", "33"),
          Map.entry("wordGroup", "token"),
          Map.entry("loggingInterval", "9"),
          Map.entry("learningRateSchedule", "PLATEAU"),
          Map.entry("plateauFactor", "0.625"),
          Map.entry("plateauPatience", "6"),
          Map.entry("plateauThreshold", "0.015625"),
          Map.entry("warmUp", "0.1875"),
          Map.entry("averageDecay", "0.5"),
          Map.entry("averageLastEpochs", "0.5"),
          Map.entry("constrainTraining", "true"),
          Map.entry("head", "CRF"),
          Map.entry("scheme", "BIOES"),
          Map.entry("learningRate", "0.25"),
          Map.entry("finalLearningRate", "0.0625"),
          Map.entry("devMeasure", "SPAN_F1"),
          Map.entry("tuneOutsideBias", "false"),
          Map.entry("gradientClip", "0.0"),
          Map.entry("unknownRate", "0.75"),
          Map.entry("batchOrder", "AS_GIVEN"),
          Map.entry("preset", "FAST"),
          Map.entry("tablePrecision", "F16"),
          Map.entry("seed", "77"));

  /** The fields that a single text property cannot hold. */
  private static final List<String> COMPOSITE_FIELDS =
      List.of("inputs", "auxiliaryTasks", "optimizer", "devSource");

  @Test
  void configurationRoundTrips() {
    // OLCUT's structural equality takes the hyphen of -1, the default of both, for one of a
    // component's name; ConfigurationFormatsTest reads and writes the defaults.
    Helpers.testConfigurableRoundtrip(
        LstmTaggerTrainer.builder().wordDropout(0).unknownRate(5).build());
    Helpers.testConfigurableRoundtrip(everyOption().build());
  }

  @Test
  void everyFieldIsDescribed() {
    assertThat(Stream.of(LstmTaggerTrainer.class.getDeclaredFields()))
        .filteredOn(f -> f.isAnnotationPresent(Config.class))
        .hasSize(EVERY_VALUE.size() + COMPOSITE_FIELDS.size())
        .allSatisfy(f -> assertThat(f.getAnnotation(Config.class).description()).isNotBlank())
        .extracting(Field::getName)
        .containsAll(COMPOSITE_FIELDS)
        .filteredOn(name -> !COMPOSITE_FIELDS.contains(name))
        .containsExactlyInAnyOrderElementsOf(EVERY_VALUE.keySet());
  }

  @Test
  void builderSetsEveryField() {
    assertThat(
            everyOption().build().getProvenance().getConfiguredParameters().get("auxiliaryTasks"))
        .hasToString("[xpos]");
    assertThat(everyOption().averageLastEpochs(0).build().training().average())
        .isEqualTo(WeightAverage.exponential(0.5, 0.25));
    assertThat(everyOption().build().training().optimizer())
        .isEqualTo(Optimizer.sgd().momentum(0.5).withNesterov().weightDecay(0.25));
    assertThat(values(everyOption().build())).isEqualTo(EVERY_VALUE);
    assertThat(values(LstmTaggerTrainer.builder().labelSmoothing(0.25).build())) // not beside a CRF
        .containsEntry("labelSmoothing", "0.25");
    assertThat(values(everyOption().bidirectional().build()))
        .containsEntry("bidirectional", "true");
    assertThatNullPointerException()
        .isThrownBy(() -> everyOption().crf(null))
        .withMessage("scheme: expected a value, got null");
    assertThat(values(everyOption().constrainPredictionOnly().crf().build()))
        .containsEntry("head", "CRF")
        .doesNotContainKey("scheme");
    assertThat(values(everyOption().constrainPredictionOnly().softmax().build()))
        .containsEntry("head", "SOFTMAX")
        .doesNotContainKey("scheme");
  }

  @Test
  void toBuilderKeepsEveryOption() {
    LstmTaggerTrainer trainer = everyOption().build();
    assertThat(trainer.toBuilder().build()).isNotSameAs(trainer).hasToString(trainer.toString());
    assertThat(values(trainer.toBuilder().seed(78).build()))
        .containsEntry("seed", "78")
        .containsEntry("scheme", "BIOES");
    assertThat(values(trainer)).containsEntry("seed", "77");
  }

  @Test
  void builderIsImmutable() {
    LstmTaggerTrainerBuilder defaults = LstmTaggerTrainer.builder();
    Map<String, String> before = values(defaults.build());
    LstmTaggerTrainer built = defaults.build();
    defaults.epochs(77).dropout(0.9).seed(5);
    assertThat(values(defaults.build())).isEqualTo(before);
    assertThat(values(built)).isEqualTo(before);
    assertThat(defaults.build()).isNotSameAs(built);
  }

  @Test
  void configurationFileSetsEveryField() throws IOException {
    StringBuilder properties = new StringBuilder();
    EVERY_VALUE.forEach(
        (name, value) ->
            properties.append("<property name='%s' value='%s'/>".formatted(name, value)));
    assertThat(values(configured(properties.toString()))).isEqualTo(EVERY_VALUE);
    assertThat(values(configured(""))).isEqualTo(values(LstmTaggerTrainer.builder().build()));
  }

  private LstmTaggerTrainer configured(String properties) throws IOException {
    Path file = Files.createTempFile(folder, "trainer", ".xml");
    Files.writeString(
        file,
        "<config><component name='tagger' type='%s'>%s</component></config>"
            .formatted(LstmTaggerTrainer.class.getName(), properties));
    try (ConfigurationManager manager = new ConfigurationManager(file.toString())) {
      return (LstmTaggerTrainer) manager.lookup("tagger");
    }
  }

  private static Map<String, String> values(LstmTaggerTrainer trainer) {
    Map<String, String> values = new java.util.TreeMap<>();
    trainer
        .getProvenance()
        .getConfiguredParameters()
        .forEach((name, value) -> values.put(name, value.toString()));
    values.keySet().removeAll(COMPOSITE_FIELDS);
    return values;
  }

  @Test
  void toStringListsEveryOption() {
    assertThat(everyOption().build().toString())
        .startsWith(
            "LstmTaggerTrainer(auxiliaryTasks=[xpos], auxiliaryWeight=0.25, averageDecay=0.5,"
                + " averageLastEpochs=0.5, batchOrder=AS_GIVEN, batchSize=4, batchWords=90,"
                + " bidirectional=false, cell=GRU, connection=HIGHWAY, constrainTraining=true,"
                + " devMeasure=SPAN_F1,"
                + " dropout=0.125, embeddingSize=5, embeddingStandardDeviation=0.75, epochs=3,"
                + " finalLearningRate=0.0625, gradientClip=0.0, head=CRF, hiddenSize=6, inputs=[],"
                + " labelSmoothing=0.0,"
                + " layers=2, learningRate=0.25, learningRateSchedule=PLATEAU, lockedDropout=0.375,"
                + " loggingInterval=9, maxAuxiliaryLabels=33, optimizer=TaggerOptimizer(")
        .contains("SgdOptimizer", "momentum=0.5", "nesterov=true")
        .endsWith(
            ", patience=8, plateauFactor=0.625, plateauPatience=6, plateauThreshold=0.015625,"
                + " preset=FAST, recurrentDropout=0.0625, scheme=BIOES, seed=77,"
                + " tablePrecision=F16, tuneOutsideBias=false, unknownRate=0.75,"
                + " warmUp=0.1875, wordDropout=0.03125, wordGroup=token)");
  }
}
