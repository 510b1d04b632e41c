package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.oracle.labs.mlrg.olcut.config.ArgumentException;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.Option;
import com.oracle.labs.mlrg.olcut.config.Options;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.tagger.BatchOrder;

class LstmTaggerOptionsTest {

  private static LstmTaggerTrainer parsed(String... arguments) {
    LstmTaggerOptions options = new LstmTaggerOptions();
    try (ConfigurationManager manager = new ConfigurationManager(arguments, options)) {
      assertThat(manager.getUnnamedArguments()).isEmpty();
      return options.getSequenceTrainer();
    }
  }

  @Test
  void noArgumentsGiveTheDefaults() {
    assertThat(parsed()).hasToString(LstmTaggerTrainer.builder().build().toString());
  }

  @Test
  void everyOptionReachesTheTrainer() {
    assertThat(
            parsed(
                "--lstm-epochs",
                "3",
                "--lstm-batch-size",
                "4",
                "--lstm-embedding-size",
                "5",
                "--lstm-hidden-size",
                "6",
                "--lstm-layers",
                "2",
                "--lstm-bidirectional",
                "false",
                "--lstm-dropout",
                "0.125",
                "--lstm-locked-dropout",
                "0.375",
                "--lstm-recurrent-dropout",
                "0.5",
                "--lstm-word-dropout",
                "0.0625",
                "--lstm-head",
                "CRF",
                "--lstm-scheme",
                "BIO",
                "--lstm-learning-rate-curve",
                "COSINE",
                "--lstm-warm-up",
                "0.1875",
                "--lstm-average-decay",
                "0.875",
                "--lstm-learning-rate",
                "0.25",
                "--lstm-final-learning-rate",
                "0.0625",
                "--lstm-gradient-clip",
                "0",
                "--lstm-unknown-rate",
                "0.75",
                "--lstm-batch-order",
                "AS_GIVEN",
                "--lstm-seed",
                "77"))
        .hasToString(
            LstmTaggerTrainer.builder()
                .epochs(3)
                .batchSize(4)
                .embeddingSize(5)
                .hiddenSize(6)
                .layers(2)
                .forwardOnly()
                .dropout(0.125)
                .lockedDropout(0.375)
                .recurrentDropout(0.5)
                .wordDropout(0.0625)
                .crf(TaggerScheme.BIO)
                .learningRateCurve(LearningRateCurve.COSINE)
                .warmUp(0.1875)
                .averageDecay(0.875)
                .learningRate(0.25)
                .finalLearningRate(0.0625)
                .gradientClip(0)
                .unknownRate(0.75)
                .batchOrder(BatchOrder.AS_GIVEN)
                .seed(77)
                .build()
                .toString());
  }

  @Test
  void everyOptionIsExplainedAndBeginsAlike() {
    List<Field> fields =
        Arrays.stream(LstmTaggerOptions.class.getDeclaredFields())
            .filter(field -> field.isAnnotationPresent(Option.class))
            .toList();
    assertThat(fields).hasSize(21);
    for (Field field : fields) {
      Option option = field.getAnnotation(Option.class);
      assertThat(option.longName()).startsWith("lstm-");
      assertThat(option.usage()).endsWith(".");
    }
    assertThat(new LstmTaggerOptions().getOptionsDescription()).isNotBlank();
  }

  /** A program's options that hold ours. */
  public static final class Program implements Options {
    @Option(charName = 'o', longName = "output", usage = "Where to.")
    public String output;

    public LstmTaggerOptions lstm;
  }

  @Test
  void aProgramTakesThemBesideItsOwn() {
    Program program = new Program();
    String[] arguments = {"-o", "here", "--lstm-seed", "5"};
    try (ConfigurationManager manager = new ConfigurationManager(arguments, program)) {
      assertThat(program.output).isEqualTo("here");
      assertThat(program.lstm.getSequenceTrainer())
          .hasToString(LstmTaggerTrainer.builder().seed(5).build().toString());
      assertThat(manager.usage())
          .contains("lstm-hidden-size", "Size of the LSTM's output in one direction.");
    }
  }

  @Test
  void whatIsOutOfRangeOrUnknownIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--lstm-layers", "0"))
        .withMessage("layers: expected a number of at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parsed("--lstm-scheme", "BIO"))
        .withMessage("scheme: expected NONE, or with head CRF one of BIO, IOB1 and BIOES, got BIO");
    assertThatExceptionOfType(ArgumentException.class)
        .isThrownBy(() -> parsed("--lstm-depth", "2"))
        .withMessageContaining("lstm-depth");
  }
}
