package org.tributary.examples.option;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Options instead of the libraries' names of settings. */
class SettingNamesTest {
  @Command(name = "train")
  private static final class Train {
    @SuppressWarnings("UnusedVariable") // the option alone counts
    @Option(names = {"--ema-decay", "--dropout", "--layers", "--vector-precision"})
    private String value;
  }

  private static String translate(String message) {
    CommandLine command = new CommandLine(new Train());
    command.parseArgs();
    return SettingNames.translate(command, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          averageDecay: expected 1, got 2       | --ema-decay: expected 1, got 2
          dropout: expected 1                   | --dropout: expected 1
          --from f: layers: expected 1          | --from f: --layers: expected 1
          lower averageDecay, or set layers     | lower --ema-decay, or set layers
          use 32 bits: fullPrecision()          | use 32 bits: --vector-precision F32
          call TorchTagger.read                 | call tributary import-torch
          convert it: LstmTaggerImport.of        | convert it: tributary convert --to tribuo
          batchSize: expected 1                 | batchSize: expected 1
          /a/averageDecay/b, C:\\averageDecay   | /a/averageDecay/b, C:\\averageDecay
          got "averageDecay" and 'averageDecay' | got "averageDecay" and 'averageDecay'
          averageDecays, x.averageDecay         | averageDecays, x.averageDecay
          """)
  void namesOfTheCommandsOptionsAreTranslated(String message, String expected) {
    assertThat(translate(message)).isEqualTo(expected);
  }
}
