package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.Options;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tributary.param.TensorType;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.BatchOrder;
import org.tributary.tagger.definition.Preset;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.tribuo.config.LearningRateSchedule;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerOptimizerOptions;
import org.tributary.tribuo.config.TaggerSkipConnection;
import org.tributary.tribuo.fixture.Data;

class LstmTaggerOptionsTest {

  private static LstmTaggerTrainer parsed(String... arguments) {
    LstmTaggerOptions options = new LstmTaggerOptions();
    try (ConfigurationManager manager = new ConfigurationManager(arguments, options)) {
      assertThat(manager.getUnnamedArguments()).isEmpty();
      return options.getSequenceTrainer();
    }
  }

  @Test
  void noArgumentsYieldTheDefaults() {
    assertThat(parsed()).hasToString(LstmTaggerTrainer.builder().build().toString());
  }

  @Test
  void everyOptionReachesTheTrainer() {
    assertThat(
            parsed(
                "--lstm",
                "epochs=3,batchSize=4,batchWords=90,patience=8,embeddingSize=5,"
                    + "embeddingStandardDeviation=0.75,cell=RNN,hiddenSize=6,layers=2,"
                    + "connection=RESIDUAL,bidirectional=false,dropout=0.125,"
                    + "lockedDropout=0.375,recurrentDropout=0.5,wordDropout=0.0625,head=CRF,"
                    + "scheme=BIO,constrainTraining=true,auxiliaryTasks=xpos,upos,"
                    + "maxAuxiliaryLabels=77,wordGroup=token,loggingInterval=9,"
                    + "auxiliaryWeight=0.25,learningRateSchedule=PLATEAU,plateauFactor=0.5,"
                    + "plateauPatience=3,plateauThreshold=0.03125,warmUp=0.1875,"
                    + "averageLastEpochs=0.875,learningRate=0.25,finalLearningRate=0.0625,"
                    + "tuneOutsideBias=false,devMeasure=SPAN_F1,gradientClip=0,"
                    + "unknownRate=0.75,batchOrder=AS_GIVEN,preset=ACCURATE,"
                    + "tablePrecision=F16,seed=77"))
        .hasToString(
            LstmTaggerTrainer.builder()
                .preset(Preset.ACCURATE)
                .tablePrecision(TensorType.F16)
                .epochs(3)
                .batchSize(4)
                .batchWords(90)
                .patience(8)
                .embeddingSize(5)
                .embeddingStandardDeviation(0.75)
                .cell(TaggerCell.RNN)
                .hiddenSize(6)
                .layers(2)
                .connection(TaggerSkipConnection.RESIDUAL)
                .forwardOnly()
                .dropout(0.125)
                .lockedDropout(0.375)
                .recurrentDropout(0.5)
                .wordDropout(0.0625)
                .crf(TagScheme.BIO)
                .constrainTraining()
                .auxiliaryTasks(List.of("xpos", "upos"), 0.25)
                .maxAuxiliaryLabels(77)
                .wordGroup("token")
                .loggingInterval(9)
                .learningRateSchedule(LearningRateSchedule.PLATEAU)
                .plateau(0.5, 3, 0.03125)
                .warmUp(0.1875)
                .averageLastEpochs(0.875)
                .learningRate(0.25)
                .finalLearningRate(0.0625)
                .devMeasure(DevMeasure.SPAN_F1)
                .withoutOutsideBiasTuning()
                .gradientClip(0)
                .unknownRate(0.75)
                .batchOrder(BatchOrder.AS_GIVEN)
                .seed(77)
                .build()
                .toString());
  }

  @Test
  void labelSmoothingReachesTheTrainer() { // refused beside a CRF
    assertThat(parsed("--lstm", "labelSmoothing=0.25"))
        .hasToString(LstmTaggerTrainer.builder().labelSmoothing(0.25).build().toString());
  }

  /** A list without elements is empty. */
  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", " , "})
  void emptyArgumentMeansNoAuxiliaryTasks(String argument) {
    assertThat(parsed("--lstm", "auxiliaryTasks=" + argument))
        .hasToString(LstmTaggerTrainer.builder().auxiliaryTasks(List.of(), 0.2).build().toString());
    assertThat(parsed("--lstm", "auxiliaryTasks=" + argument + ",epochs=3"))
        .hasToString(
            LstmTaggerTrainer.builder()
                .auxiliaryTasks(List.of(), 0.2)
                .epochs(3)
                .build()
                .toString());
  }

  @Test
  void emptyAuxiliaryTaskIsSkipped() {
    assertThat(parsed("--lstm", "auxiliaryTasks=upos,,feats,"))
        .hasToString(
            LstmTaggerTrainer.builder()
                .auxiliaryTasks(List.of("upos", "feats"), 0.2)
                .build()
                .toString());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--lstm", "maxAuxiliaryLabels=1"))
        .withMessageContaining("got 1");
  }

  @Test
  void optimizerOptionsReachTheTrainer() {
    assertThat(parsed("--lstm", "averageDecay=0.875").training().average())
        .isEqualTo(WeightAverage.exponential(0.875, 0.25));
    assertThat(optimizer()).isEqualTo(Optimizer.adam());
    assertThat(optimizer("ADAMW")).isEqualTo(Optimizer.adamW());
    assertThat(optimizer("ADAMW", "--lstm-weight-decay", "0"))
        .isEqualTo(Optimizer.adamW().weightDecay(0));
    assertThat(
            optimizer(
                "ADAM",
                "--lstm-beta1",
                "0.5",
                "--lstm-beta2",
                "0.75",
                "--lstm-epsilon",
                "0.25",
                "--lstm-weight-decay",
                "0.125"))
        .isEqualTo(new Optimizer.Adam(0.5, 0.75, 0.25, 0.125));
    assertThat(optimizer("SGD")).isEqualTo(Optimizer.sgd());
    assertThat(optimizer("SGD", "--lstm-momentum", "0.5", "--lstm-nesterov", "true"))
        .isEqualTo(Optimizer.sgd().momentum(0.5).withNesterov());
    assertThat(optimizer("SGD", "--lstm-momentum", "0.5", "--lstm-dampening", "0.25"))
        .isEqualTo(Optimizer.sgd().momentum(0.5).dampening(0.25));
  }

  @Test
  void trainerTrains() {
    String settings = "epochs=2,hiddenSize=4,embeddingSize=4,tuneOutsideBias=false";
    SequenceDataset<Label> data =
        Data.dataset(List.of(Data.sentence("a/X", "b/Y"), Data.sentence("b/Y")));
    try (LstmTaggerModel model =
        parsed("--lstm", settings, "--lstm-optimizer", "SGD").train(data)) {
      assertThat(model.history()).hasSize(2);
    }
  }

  @Test
  void outOfRangeOptimizerConstantsAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> optimizer("ADAM", "--lstm-beta1", "2"))
        .withMessageStartingWith("beta1: expected ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> optimizer("SGD", "--lstm-momentum", "1"))
        .withMessageStartingWith("momentum: expected ");
  }

  private static Optimizer optimizer(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.isEmpty()) {
      all.add(0, "--lstm-optimizer");
    }
    return parsed(all.toArray(String[]::new)).training().optimizer();
  }

  @Test
  void everyOptionHasUsageAndPrefix() {
    List<Field> fields =
        Stream.of(LstmTaggerOptions.class, TaggerOptimizerOptions.class)
            .flatMap(options -> Options.getOptionFields(options).stream())
            .toList();
    assertThat(fields).hasSize(9);
    for (Field field : fields) {
      Option option = field.getAnnotation(Option.class);
      assertThat(option.longName()).startsWith("lstm");
      assertThat(option.usage()).endsWith(".");
    }
    assertThat(new LstmTaggerOptions().getOptionsDescription())
        .contains("  epochs: ")
        .doesNotContain("  inputs: ", "  optimizer: ", "  devSource: ");
  }

  /** Options of a program that include the trainer's. */
  public static final class Program implements Options {
    @Option(charName = 'o', longName = "output", usage = "Output file.")
    public String output;

    public LstmTaggerOptions lstm;
  }

  @Test
  void programCombinesItsOptionsWithTheTrainers() {
    Program program = new Program();
    String[] arguments = {"-o", "here", "--lstm", "seed=5"};
    try (ConfigurationManager manager = new ConfigurationManager(arguments, program)) {
      assertThat(program.output).isEqualTo("here");
      assertThat(program.lstm.getSequenceTrainer())
          .hasToString(LstmTaggerTrainer.builder().seed(5).build().toString());
      assertThat(manager.usage()).contains("hiddenSize: Hidden size in each direction");
    }
  }

  @Test
  void outOfRangeAndUnknownOptionsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--lstm", "layers=-1"))
        .withMessage(
            "layers: expected a number from 1 to 1000, or 0 for that of the preset, got -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--lstm", "head=SOFTMAX,scheme=BIO"))
        .withMessage(
            "scheme: expected none, or with head AUTO or CRF one of [BIO, IOB1, BIOES], got BIO");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--lstm", "depth=2"))
        .withMessageStartingWith("setting: expected NAME=VALUE with one of [preset, ")
        .withMessageEndingWith(", got 'depth=2'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--lstm", "optimizer=sgd"))
        .withMessageEndingWith(", got 'optimizer=sgd'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--lstm", "5"))
        .withMessageEndingWith(", got '5'");
  }
}
