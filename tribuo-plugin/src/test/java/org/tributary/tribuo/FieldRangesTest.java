package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.span.TagScheme;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.input.WordForms;

/** Range checks of a trainer's fields. */
class FieldRangesTest {
  private static final String AT_LEAST_1 = "expected a number of at least 1, got ";
  private static final String ABOVE_0 = "expected a finite number above 0, got ";
  private static final String AT_LEAST_0 = "expected a finite number of at least 0, got ";
  private static final String AUXILIARY_TASKS =
      "auxiliaryTasks: expected metadata keys such as conllu.xpos, got a blank one";

  @TempDir private Path folder;

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

  @ParameterizedTest
  @CsvSource({
    "epochs, -1, a number of at least 0",
    "batchSize, -1, a number of at least 0",
    "embeddingSize, 0, a number of at least 1",
    "hiddenSize, -1, a number of at least 0",
    "layers, -1, 'a number from 1 to 1000, or 0 for that of the preset'",
    "layers, 1001, 'a number from 1 to 1000, or 0 for that of the preset'",
    "tablePrecision, BF16, 'F32, F16 or none for that of the preset'",
    "dropout, 1.0, a number from 0 to below 1",
    "dropout, NaN, a number from 0 to below 1",
    "learningRate, 0.0, a finite number above 0",
    "finalLearningRate, Infinity, a finite number of at least 0",
    "batchWords, -1, a number of at least 0",
    "patience, -1, a number of at least 0",
    "embeddingStandardDeviation, -0.5, a finite number of at least 0",
    "plateauFactor, 1.0, a number between 0 and 1",
    "plateauFactor, 0.0, a number between 0 and 1",
    "plateauPatience, -2, a number of at least 0",
    "plateauThreshold, NaN, a finite number of at least 0",
    "averageLastEpochs, 1.5, a number from 0 to 1",
    "constrainTraining, true, 'false, or true with the head CRF and a scheme to constrain it to'",
    "lockedDropout, 1.0, a number from 0 to below 1",
    "recurrentDropout, -0.5, a number from 0 to below 1",
    "wordDropout, NaN, 'a number from 0 to below 1, or -1 for the default of the labels'",
    "labelSmoothing, 1.0, a number from 0 to below 1",
    "labelSmoothing, NaN, a number from 0 to below 1",
    "warmUp, 1.0, a number from 0 to below 1",
    "maxAuxiliaryLabels, 0, a number of at least 2",
    "loggingInterval, -2, a number of at least -1",
    "averageDecay, 1.0, a number from 0 to below 1",
    "auxiliaryWeight, 0.0, a finite number above 0",
    "gradientClip, -1.0, a finite number of at least 0",
    "unknownRate, NaN, 'a finite number of at least 0, or -1 for the default of the labels'"
  })
  void outOfRangeConfigurationIsRefusedByField(String field, String value, String expected) {
    assertThatExceptionOfType(PropertyException.class)
        .isThrownBy(() -> configured("<property name='%s' value='%s'/>".formatted(field, value)))
        .withMessage(
            "Component: tagger, Property: %s, expected %s, got %s"
                .formatted(field, expected, value));
  }

  private record Refusal(UnaryOperator<LstmTaggerTrainerBuilder> change, String message) {}

  private static Stream<Refusal> refusals() {
    return Stream.of(
        new Refusal(b -> b.epochs(-1), "epochs: expected a number of at least 0, got -1"),
        new Refusal(b -> b.batchSize(-3), "batchSize: expected a number of at least 0, got -3"),
        new Refusal(b -> b.embeddingSize(0), "embeddingSize: " + AT_LEAST_1 + 0),
        new Refusal(b -> b.hiddenSize(-1), "hiddenSize: expected a number of at least 0, got -1"),
        new Refusal(
            b -> b.layers(-1),
            "layers: expected a number from 1 to 1000, or 0 for that of the preset, got -1"),
        new Refusal(
            b -> b.preset(null),
            "preset: expected one of [FAST, DEFAULT, ACCURATE, CONTEXTUAL], got null"),
        new Refusal(b -> b.dropout(-0.1), "dropout: expected a number from 0 to below 1, got -0.1"),
        new Refusal(b -> b.learningRate(-1), "learningRate: " + ABOVE_0 + "-1.0"),
        new Refusal(b -> b.finalLearningRate(-1), "finalLearningRate: " + AT_LEAST_0 + "-1.0"),
        new Refusal(b -> b.gradientClip(-2), "gradientClip: " + AT_LEAST_0 + "-2.0"),
        new Refusal(
            b -> b.unknownRate(Double.POSITIVE_INFINITY),
            "unknownRate: expected a finite number of at least 0, or -1 for the default of the"
                + " labels, got Infinity"),
        new Refusal(
            b -> b.batchOrder(null), "batchOrder: expected one of [AS_GIVEN, BY_LENGTH], got null"),
        new Refusal(
            b -> b.devMeasure(null),
            "devMeasure: expected one of [AUTO, ACCURACY, SPAN_F1], got null"),
        new Refusal(b -> b.cell(null), "cell: expected one of [LSTM, GRU, RNN], got null"),
        new Refusal(
            b -> b.connection(null),
            "connection: expected one of [NONE, RESIDUAL, HIGHWAY], got null"),
        new Refusal(
            b -> b.optimizer(null),
            "optimizer: expected an AdamOptimizer, AdamWOptimizer or SgdOptimizer, got null"),
        new Refusal(
            b -> b.learningRateSchedule(null),
            "learningRateSchedule: expected one of [CONSTANT, LINEAR, COSINE, PLATEAU], got null"),
        new Refusal(
            b -> b.maxAuxiliaryLabels(1),
            "maxAuxiliaryLabels: expected a number of at least 2, got 1"),
        new Refusal(
            b -> b.loggingInterval(-2),
            "loggingInterval: expected a number of at least -1, got -2"),
        new Refusal(
            b -> b.wordGroup("w="),
            "wordGroup: expected the part of feature names before the = or @, of letters, digits, -"
                + " and _, got 'w='"),
        new Refusal(b -> b.auxiliaryTasks(List.of("xpos", " "), 1), AUXILIARY_TASKS));
  }

  /** Options that need each other may be set in any order, and are checked together. */
  @Test
  void builderRefusesConflictsWhenItBuilds() {
    for (LstmTaggerTrainerBuilder crf :
        List.of(
            LstmTaggerTrainer.builder().crf(), LstmTaggerTrainer.builder().crf(TagScheme.BIO))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> crf.labelSmoothing(0.1).build())
          .withMessage(
              "labelSmoothing: expected 0 beside a CRF, or a softmax head, whose targets it smooths, got 0.1");
    }
    LstmTaggerTrainerBuilder constrained = LstmTaggerTrainer.builder().constrainTraining();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> constrained.crf().build())
        .withMessage(
            "constrainTraining: expected false, or true with the head CRF and a scheme to constrain it"
                + " to, got true");
    assertThat(constrained.crf(TagScheme.BIO).build().toString())
        .isEqualTo(
            LstmTaggerTrainer.builder().crf(TagScheme.BIO).constrainTraining().build().toString())
        .contains("constrainTraining=true");
    assertThat(constrained.crf().constrainPredictionOnly().build().toString())
        .isEqualTo(LstmTaggerTrainer.builder().crf().build().toString());
    LstmTaggerTrainerBuilder softmax =
        LstmTaggerTrainer.builder().head(TaggerHead.SOFTMAX, Optional.of(TagScheme.BIO));
    assertThatIllegalArgumentException()
        .isThrownBy(softmax::build)
        .withMessage(
            "scheme: expected none, or with head AUTO or CRF one of [BIO, IOB1, BIOES], got BIO");
    LstmTaggerTrainerBuilder words = LstmTaggerTrainer.builder().wordGroup("token");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> words.inputs(List.of(new WordForms(5))).build())
        .withMessage(
            "wordGroup: expected none beside inputs, which name their own groups, got token");
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void builderRefusesOutOfRangeValues(Refusal refusal) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> refusal.change().apply(LstmTaggerTrainer.builder()))
        .withMessage(refusal.message());
  }

  @Test
  void invalidAuxiliaryTaskInAConfigurationIsRefused() {
    assertThatExceptionOfType(PropertyException.class)
        .isThrownBy(
            () ->
                configured(
                    "<propertylist name='auxiliaryTasks'><item>upos</item><item> </item></propertylist>"))
        .withMessage("Component: tagger, Property: " + AUXILIARY_TASKS.replace(":", ","));
  }
}
