package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.PlainSgd;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;

/** Label smoothing of a tagger's softmaxes: PyTorch's steps, teachers, refusals and resumption. */
class LabelSmoothingTest {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(4)
          .encoder(input -> Recurrent.lstm(input).hidden(3).bidirectional())
          .auxiliaryTask("xpos", 0.5);
  private static final TaggerSizes SIZES =
      new TaggerSizes(List.of(7), List.of(LabelSet.ofSize(3), LabelSet.ofSize(4)));
  private static final FeatureSequence WORDS = FeatureSequence.ofWords(1, 4, 6, 5);
  private static final List<LabelledSequence> DATA =
      List.of(new LabelledSequence(WORDS, 0, 2, -1, 1).withColumn(3, -1, 0, 2));

  private static TaggerFitter.Trained train(
      TaggerDefinition definition,
      ParameterValues initial,
      List<LabelledSequence> data,
      TrainingOptions options) {
    return new TaggerFitter(definition, SIZES, options, new int[7], 0)
        .train(initial, data, List.of(), TrainingListener.silent());
  }

  @Test
  void stepIsThatOfPyTorch() throws IOException {
    JsonNode golden = golden();
    TaggerFitter.Trained trained =
        train(
            DEFINITION,
            parameters(golden.get("before")),
            DATA,
            PlainSgd.options(0.5).labelSmoothing(0.1));
    assertThat(trained.history().get(0).meanLoss())
        .isCloseTo(golden.get("loss").doubleValue(), within(1e-6));
    ParameterValues after = parameters(golden.get("after"));
    for (String name : after.names()) {
      assertThat(trained.parameters().values(name))
          .as(name)
          .containsExactly(after.values(name), within(1e-6f));
    }
  }

  /** The loss with teachers by its formula: the labels' share of a target is smoothed. */
  @Test
  void labelsBesideTeachersAreSmoothed() throws IOException {
    double smoothing = 0.2;
    double taught = 0.25;
    ParameterValues initial = parameters(golden().get("before"));
    float[] q = {0.5f, 0.25f, 0.25f, 0, 1, 0, 0.125f, 0.125f, 0.75f, 0.25f, 0.5f, 0.25f};
    List<LabelledSequence> data =
        List.of(
            new LabelledSequence(WORDS, 0, 2, -1, 1)
                .withSoftTargets(LabelDistributions.of(q, 3), taught)
                .withColumn(3, 0, 0, 2));
    double reported =
        train(DEFINITION, initial, data, PlainSgd.options(1e-9).labelSmoothing(smoothing))
            .history()
            .get(0)
            .meanLoss();
    double expected = 0.5 * auxiliaryLoss(initial, smoothing);
    LabelDistributions predicted = predicted(initial, "tag");
    for (int t = 0; t < 4; t++) {
      int label = DATA.get(0).label(t);
      for (int k = 0; k < 3; k++) {
        double hard =
            label < 0 ? 0 : (1 - smoothing) * (k == label ? 1 : 0) + smoothing / 3; // none without
        double target = (1 - taught) * hard + taught * q[3 * t + k];
        expected -= target * Math.log(predicted.probability(t, k)) / 4;
      }
    }
    assertThat(reported).isCloseTo(expected, within(1e-6));
  }

  private static double auxiliaryLoss(ParameterValues initial, double smoothing) {
    LabelDistributions predicted = predicted(initial, "xpos");
    int[] labels = {3, 0, 0, 2};
    double sum = 0;
    for (int t = 0; t < 4; t++) {
      for (int k = 0; k < 4; k++) {
        double target = (1 - smoothing) * (k == labels[t] ? 1 : 0) + smoothing / 4;
        sum -= target * Math.log(predicted.probability(t, k)) / 4;
      }
    }
    return sum;
  }

  /** Returns the distributions of a column, predicted by a tagger that has it alone. */
  private static LabelDistributions predicted(ParameterValues values, String column) {
    TaggerDefinition single = DEFINITION.withoutAuxiliaryTasks();
    TaggerSizes sizes = new TaggerSizes(7, column.equals("tag") ? 3 : 4);
    ParameterValues.Builder own = ParameterValues.builder();
    single
        .parameters(sizes)
        .forEach(
            spec ->
                own.add(
                    spec.name(),
                    spec.shape(),
                    values.values(spec.name().replace("hidden2tag", "hidden2" + column))));
    try (SequenceTagger tagger = new SequenceTagger(single, sizes, own.build())) {
      return tagger.decode(List.of(WORDS)).get(0).distributions();
    }
  }

  @Test
  void noneIsTheDefault() {
    TrainingOptions options = TrainingOptions.defaults();
    assertThat(options.labelSmoothing()).isZero();
    assertThat(options.labelSmoothing(0.1).labelSmoothing(0)).isEqualTo(options);
    assertThat(options.labelSmoothing(0.1))
        .isNotEqualTo(options)
        .hasToString(options.toString().replaceFirst("]$", ", labelSmoothing=0.1]"));
  }

  @Test
  void sharesOutOfRangeAreRefused() {
    for (double share : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> TrainingOptions.defaults().labelSmoothing(share))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("training: expected a label smoothing from 0 to below 1, got " + share);
    }
  }

  @Test
  void crfIsRefused() throws IOException {
    TaggerDefinition crf = DEFINITION.crf();
    TrainingOptions options = PlainSgd.options(0.5).labelSmoothing(0.1);
    ParameterValues initial = new TaggerFitter(crf, SIZES, options, new int[7], 0).initial();
    assertThatThrownBy(() -> train(crf, initial, DATA, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "labelSmoothing: expected 0 for the head crf of the column tag, got 0.1; only a softmax has a target of each word: choose a softmax, or leave label smoothing out");
  }

  @Test
  void checkpointOfAnotherShareIsRefused(@TempDir Path folder) throws IOException {
    ParameterValues initial = parameters(golden().get("before"));
    Checkpoints file = Checkpoints.in(folder.resolve("run"));
    TrainingOptions options = PlainSgd.options(0.5).epochs(2);
    ParameterValues first = resumed(options.labelSmoothing(0.1), initial, file);
    assertThat(resumed(options.labelSmoothing(0.1), initial, file).values("word_emb.weight"))
        .isEqualTo(first.values("word_emb.weight"));
    assertThatThrownBy(() -> resumed(options.labelSmoothing(0.2), initial, file))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("this is another run's; expected options: ")
        .hasMessageContaining("labelSmoothing=0.2");
  }

  private static ParameterValues resumed(
      TrainingOptions options, ParameterValues initial, Checkpoints file) {
    return new TaggerFitter(DEFINITION, SIZES, options, new int[7], 0)
        .checkpoints(file)
        .train(initial, DATA, List.of(), TrainingListener.silent())
        .parameters();
  }

  private static JsonNode golden() throws IOException {
    try (InputStream in =
        LabelSmoothingTest.class.getResourceAsStream(
            "/org/tributary/golden/label-smoothing.json")) {
      return new ObjectMapper().readTree(in).get("step");
    }
  }

  private static ParameterValues parameters(JsonNode stored) {
    ParameterValues.Builder builder = ParameterValues.builder();
    ObjectMapper mapper = new ObjectMapper();
    for (Map.Entry<String, JsonNode> each : stored.properties()) {
      long[] shape = mapper.convertValue(each.getValue().get("shape"), long[].class);
      float[] values = mapper.convertValue(each.getValue().get("values"), float[].class);
      builder.add(each.getKey(), TensorShape.of(shape), values);
    }
    return builder.build();
  }
}
