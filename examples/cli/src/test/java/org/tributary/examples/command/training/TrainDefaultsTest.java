package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tributary.examples.option.training.InputOptions;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.feature.WordFormInputs;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.WordForms;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line's default options: those of the trainer. */
class TrainDefaultsTest {

  @Command
  private static final class Options {
    @Mixin private TrainerOptions training;
    @Mixin private InputOptions inputs;
  }

  @Test
  void trainerWithoutOptionsIsTheDefaultOne() {
    Options options = new Options();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs();
    LstmTaggerTrainer trainer =
        options.training.trainer(options.inputs.inputs(options.training), options.training.seed());
    assertThat(trainer)
        .hasToString(
            LstmTaggerTrainer.builder()
                .inputs(List.of(new WordForms(WordFormInputs.WORD_SIZE), new CharacterFeatures()))
                .loggingInterval(0) // the command shows its own progress
                .build()
                .toString());
  }
}
