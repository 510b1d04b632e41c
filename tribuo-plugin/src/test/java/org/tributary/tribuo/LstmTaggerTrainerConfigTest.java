package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.test.Helpers;
import org.tributary.tagger.BatchOrder;

/** A trainer's options: by OLCUT and by the builder. */
class LstmTaggerTrainerConfigTest {
  private static final String AT_LEAST_1 = "expected a number of at least 1, got ";
  private static final String ABOVE_0 = "expected a finite number above 0, got ";
  private static final String AT_LEAST_0 = "expected a finite number of at least 0, got ";

  @TempDir private Path folder;

  private static LstmTaggerTrainerBuilder everyOption() {
    return LstmTaggerTrainer.builder()
        .epochs(3)
        .batchSize(4)
        .embeddingSize(5)
        .hiddenSize(6)
        .layers(2)
        .forwardOnly()
        .dropout(0.125)
        .lockedDropout(0.375)
        .recurrentDropout(0.0625)
        .wordDropout(0.03125)
        .alsoPredict(List.of("xpos"), 0.25)
        .learningRateCurve(LearningRateCurve.COSINE)
        .warmUp(0.1875)
        .averageDecay(0.5)
        .crf(TaggerScheme.BIOES)
        .learningRate(0.25)
        .finalLearningRate(0.0625)
        .gradientClip(0)
        .unknownRate(0.75)
        .batchOrder(BatchOrder.AS_GIVEN)
        .seed(77);
  }

  private static final Map<String, String> EVERY_VALUE =
      Map.ofEntries(
          Map.entry("epochs", "3"),
          Map.entry("batchSize", "4"),
          Map.entry("embeddingSize", "5"),
          Map.entry("hiddenSize", "6"),
          Map.entry("layers", "2"),
          Map.entry("bidirectional", "false"),
          Map.entry("dropout", "0.125"),
          Map.entry("lockedDropout", "0.375"),
          Map.entry("recurrentDropout", "0.0625"),
          Map.entry("wordDropout", "0.03125"),
          Map.entry("alsoWeight", "0.25"),
          Map.entry("learningRateCurve", "COSINE"),
          Map.entry("warmUp", "0.1875"),
          Map.entry("averageDecay", "0.5"),
          Map.entry("head", "CRF"),
          Map.entry("scheme", "BIOES"),
          Map.entry("learningRate", "0.25"),
          Map.entry("finalLearningRate", "0.0625"),
          Map.entry("gradientClip", "0.0"),
          Map.entry("unknownRate", "0.75"),
          Map.entry("batchOrder", "AS_GIVEN"),
          Map.entry("seed", "77"));

  /** They have no place in a single property. */
  private static final List<String> LISTS = List.of("inputs", "alsoPredict");

  @Test
  void tribuosRoundTripHolds() {
    Helpers.testConfigurableRoundtrip(LstmTaggerTrainer.builder().build());
    Helpers.testConfigurableRoundtrip(everyOption().build());
  }

  @Test
  void everyFieldIsDescribed() {
    assertThat(LstmTaggerSettings.class.getDeclaredFields())
        .filteredOn(f -> f.isAnnotationPresent(Config.class))
        .hasSize(EVERY_VALUE.size() + LISTS.size())
        .allSatisfy(f -> assertThat(f.getAnnotation(Config.class).description()).isNotBlank())
        .extracting(Field::getName)
        .containsAll(LISTS)
        .filteredOn(name -> !LISTS.contains(name))
        .containsExactlyInAnyOrderElementsOf(EVERY_VALUE.keySet());
  }

  @Test
  void theBuilderSetsEveryField() {
    assertThat(everyOption().build().getProvenance().getConfiguredParameters().get("alsoPredict"))
        .hasToString("[xpos]");
    assertThat(values(everyOption().build())).isEqualTo(EVERY_VALUE);
    assertThat(values(everyOption().bidirectional().build()))
        .containsEntry("bidirectional", "true");
    assertThat(values(everyOption().crf().build()))
        .containsEntry("head", "CRF")
        .containsEntry("scheme", "NONE");
    assertThat(values(everyOption().softmax().build()))
        .containsEntry("head", "SOFTMAX")
        .containsEntry("scheme", "NONE");
  }

  @Test
  void theBuilderNeverChanges() {
    LstmTaggerTrainerBuilder defaults = LstmTaggerTrainer.builder();
    Map<String, String> before = values(defaults.build());
    LstmTaggerTrainer built = defaults.build();
    defaults.epochs(77).dropout(0.9).seed(5);
    assertThat(values(defaults.build())).isEqualTo(before);
    assertThat(values(built)).isEqualTo(before);
    assertThat(defaults.build()).isNotSameAs(built);
  }

  @Test
  void aConfigurationFileSetsEveryField() throws IOException {
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
    values.keySet().removeAll(LISTS);
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    "epochs, 0, a number of at least 1",
    "batchSize, -1, a number of at least 1",
    "embeddingSize, 0, a number of at least 1",
    "hiddenSize, 0, a number of at least 1",
    "layers, 0, a number of at least 1",
    "dropout, 1.0, a number from 0 to below 1",
    "dropout, NaN, a number from 0 to below 1",
    "learningRate, 0.0, a finite number above 0",
    "finalLearningRate, Infinity, a finite number above 0",
    "scheme, BIO, 'NONE, or with head CRF one of BIO, IOB1 and BIOES'",
    "lockedDropout, 1.0, a number from 0 to below 1",
    "recurrentDropout, -0.5, a number from 0 to below 1",
    "wordDropout, NaN, a number from 0 to below 1",
    "warmUp, 1.0, a number from 0 to below 1",
    "averageDecay, 1.0, a number from 0 to below 1",
    "alsoWeight, 0.0, a finite number above 0",
    "gradientClip, -1.0, a finite number of at least 0",
    "unknownRate, NaN, a finite number of at least 0"
  })
  void aConfigurationOutOfRangeIsRefusedByItsField(String field, String value, String expected) {
    assertThatExceptionOfType(PropertyException.class)
        .isThrownBy(() -> configured("<property name='%s' value='%s'/>".formatted(field, value)))
        .withMessage(
            "Component: tagger, Property: %s, expected %s, got %s"
                .formatted(field, expected, value));
  }

  private record Refusal(UnaryOperator<LstmTaggerTrainerBuilder> change, String message) {}

  private static Stream<Refusal> refusals() {
    return Stream.of(
        new Refusal(b -> b.epochs(0), "epochs: " + AT_LEAST_1 + 0),
        new Refusal(b -> b.batchSize(-3), "batchSize: " + AT_LEAST_1 + -3),
        new Refusal(b -> b.embeddingSize(0), "embeddingSize: " + AT_LEAST_1 + 0),
        new Refusal(b -> b.hiddenSize(0), "hiddenSize: " + AT_LEAST_1 + 0),
        new Refusal(b -> b.layers(0), "layers: " + AT_LEAST_1 + 0),
        new Refusal(b -> b.dropout(-0.1), "dropout: expected a number from 0 to below 1, got -0.1"),
        new Refusal(b -> b.learningRate(-1), "learningRate: " + ABOVE_0 + "-1.0"),
        new Refusal(b -> b.finalLearningRate(0), "finalLearningRate: " + ABOVE_0 + "0.0"),
        new Refusal(b -> b.gradientClip(-2), "gradientClip: " + AT_LEAST_0 + "-2.0"),
        new Refusal(
            b -> b.unknownRate(Double.POSITIVE_INFINITY),
            "unknownRate: " + AT_LEAST_0 + "Infinity"),
        new Refusal(
            b -> b.batchOrder(null), "batchOrder: expected BY_LENGTH or AS_GIVEN, got null"),
        new Refusal(
            b -> b.crf(null),
            "scheme: expected NONE, or with head CRF one of BIO, IOB1 and BIOES, got null"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void theBuilderRefusesNonsenseAtTheCall(Refusal refusal) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> refusal.change().apply(LstmTaggerTrainer.builder()))
        .withMessage(refusal.message());
  }

  @Test
  void aTrainerTellsItsOptions() {
    assertThat(everyOption().build())
        .hasToString(
            "LstmTaggerTrainer(alsoPredict=[xpos], alsoWeight=0.25, averageDecay=0.5,"
                + " batchOrder=AS_GIVEN, batchSize=4, bidirectional=false, dropout=0.125,"
                + " embeddingSize=5, epochs=3, finalLearningRate=0.0625, gradientClip=0.0,"
                + " head=CRF, hiddenSize=6, inputs=[], layers=2, learningRate=0.25,"
                + " learningRateCurve=COSINE, lockedDropout=0.375, recurrentDropout=0.0625,"
                + " scheme=BIOES, seed=77, unknownRate=0.75, warmUp=0.1875, wordDropout=0.03125)");
  }
}
