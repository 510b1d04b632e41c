package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help and usage errors; no test reads a file. */
class UsageTest {

  private static final String[] TRAIN = {"train", "--train", "a", "--dev", "b", "--model", "c"};

  private static Cli train(String... more) {
    String[] arguments = Arrays.copyOf(TRAIN, TRAIN.length + more.length);
    System.arraycopy(more, 0, arguments, TRAIN.length, more.length);
    return Cli.run(arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tour", "train", "evaluate", "tag", "reproduce", "convert"})
  void everyCommandHasHelpWithExamplesAndDefaults(String command) {
    Cli help = Cli.run(command, "--help").succeeds();
    assertThat(help.output())
        .startsWith("Usage: tributary " + command)
        .contains("Examples:", "  tributary " + command, "Default:", "Exit codes:");
    assertThat(help.error()).isEmpty();
  }

  @Test
  void helpListsTheCommands() {
    assertThat(Cli.run("--help").succeeds().output())
        .contains(
            "tour ",
            "train ",
            "evaluate ",
            "tag ",
            "info ",
            "reproduce ",
            "convert ",
            "completion ",
            "2     wrong usage")
        .doesNotContain("examples/", "target/");
    assertThat(Cli.run("--version").succeeds().output()).startsWith("tributary ");
  }

  @Test
  void missingCommandIsWrongUsage() {
    Cli.run()
        .isWrongUsage(
            "tributary",
            "expected a command: tour, data, train, evaluate, compare, tag, info, reproduce, convert, import-torch, completion, help");
  }

  @Test
  void missingRequiredOptionsAreNamed() {
    Cli.run("train", "--train", "a")
        .isWrongUsage(
            "tributary train", "Missing required options: '--model=FILE', '--column=COLUMN'");
    Cli.run("tag").isWrongUsage("tributary tag", "Missing required option: '--model=FILE'");
    Cli.run("evaluate", "--model", "m")
        .isWrongUsage("tributary evaluate", "Missing required option: '--test=FILE'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --epochs        | -1  | --epochs: expected a number of at least 0, got -1
          --batch-size    | -1  | --batch-size: expected a number of at least 0, got -1
          --hidden-size        | -1  | --hidden-size: expected a number of at least 0, got -1
          --embedding-size     | 0   | --embedding-size: expected a number of at least 1, got 0
          --layers        | -1  | --layers: expected a number from 1 to 1000, or 0 for that of the preset, got -1
          --preset        | big | Invalid value for option '--preset': expected one of [FAST, DEFAULT, ACCURATE, CONTEXTUAL] (case-insensitive) but was 'big'
          --table-precision | BF16 | --table-precision: expected F32, F16 or none for that of the preset, got BF16
          --dropout       | 1   | --dropout: expected a number from 0 to below 1, got 1.0
          --locked-dropout | 1  | --locked-dropout: expected a number from 0 to below 1, got 1.0
          --word-dropout  | -2  | --word-dropout: expected a number from 0 to below 1, or -1 for the default of the labels, got -2.0
          --ema-decay       | 1   | --ema-decay: expected a number from 0 to below 1, got 1.0
          --auxiliary-weight   | 0   | --auxiliary-weight: expected a finite number above 0, got 0.0
          --auxiliary-columns          | lemma | --auxiliary-columns: expected columns of [upos, xpos, feats, deprel, head], got 'lemma'
          --scheme        | BIE | Invalid value for option '--scheme': expected one of [BIO, IOB1, BIOES] (case-insensitive) but was 'BIE'
          --constrain-training | maybe | Invalid value for option '--constrain-training': 'maybe' is not a boolean
          --bidirectional | both | Invalid value for option '--bidirectional': 'both' is not a boolean
          --dev-measure   | loss | Invalid value for option '--dev-measure': expected one of [AUTO, ACCURACY, SPAN_F1] (case-insensitive) but was 'loss'
          --embedding-standard-deviation | -1 | --embedding-standard-deviation: expected a finite number of at least 0, got -1.0
          --lr-schedule   | step | Invalid value for option '--lr-schedule': expected one of [CONSTANT, LINEAR, COSINE, PLATEAU] (case-insensitive) but was 'step'
          --plateau-factor | 1   | --plateau-factor: expected a number between 0 and 1, got 1.0
          --plateau-patience | -1 | --plateau-patience: expected a number of at least 0, got -1
          --plateau-threshold | -1 | --plateau-threshold: expected a finite number of at least 0, got -1.0
          --final-learning-rate | -1 | --final-learning-rate: expected a finite number of at least 0, got -1.0
          --gradient-clip | -1   | --gradient-clip: expected a finite number of at least 0, got -1.0
          --max-auxiliary-labels | 1 | --max-auxiliary-labels: expected a number of at least 2, got 1
          --batch-order   | sorted | Invalid value for option '--batch-order': expected one of [AS_GIVEN, BY_LENGTH] (case-insensitive) but was 'sorted'
          --average-last-epochs | 2 | --average-last-epochs: expected a number from 0 to 1, got 2.0
          --learning-rate | NaN | --learning-rate: expected a finite number above 0, got NaN
          --weight-decay  | -1  | --weight-decay: expected a finite number of at least 0, got -1.0
          --threads       | 0   | --threads: expected 1 to 4096, got 0
          --threads       | 100000 | --threads: expected 1 to 4096, got 100000
          --epochs        | ten | Invalid value for option '--epochs': 'ten' is not an int
          --column        | 0   | Invalid value for option '--column': expected a column number of at least 1, got 0; the first column is 1
          --device        | tpu | Invalid value for option '--device': device: expected cpu, gpu or gpu:N, got 'tpu'
          --device        | cpu:1 | Invalid value for option '--device': device: TensorFlow sees all processors as cpu:0, got cpu:1
          --token-column  | 0   | --token-column: expected a column number of at least 1, got 0
          """)
  void numbersOutOfRangeAreWrongUsage(String option, String value, String message) {
    train("--column", "2", option, value).isWrongUsage("tributary train", message);
  }

  @Test
  void softmaxWithAnOptionOfTheCrfIsWrongUsage() {
    for (String[] options : new String[][] {{"--crf"}, {"--scheme", "bio"}}) {
      String[] all =
          Stream.concat(Stream.of("--column", "2", "--softmax"), Stream.of(options))
              .toArray(String[]::new);
      train(all)
          .isWrongUsage(
              "tributary train",
              "--softmax: expected neither --crf nor --scheme, which choose a CRF; leave one out");
    }
  }

  @Test
  void momentumOutOfRangeIsWrongUsage() {
    train("--column", "2", "--optimizer", "sgd", "--momentum", "1")
        .isWrongUsage(
            "tributary train", "--momentum: expected a number from 0 to below 1, got 1.0");
  }

  @Test
  void seedOverflowIsWrongUsage() {
    String largest = Long.toString(Long.MAX_VALUE);
    train("--column", "2", "--seed", largest).failsSaying("a: no such file; check the path");
    train("--column", "2", "--seed", largest, "--seeds", "2")
        .isWrongUsage(
            "tributary train",
            "--seeds: expected a last seed of at most "
                + largest
                + ", got 2 seeds from "
                + largest
                + " on");
  }

  @Test
  void invalidInputOptionsAreWrongUsage() {
    train("--column", "2", "--vector-words", "training")
        .isWrongUsage(
            "tributary train", "--vector-words: expected a vector file; add --vectors FILE");
    train("--column", "2", "--character-encoder", "gru")
        .isWrongUsage(
            "tributary train",
            "Invalid value for option '--character-encoder': expected one of [NONE, LSTM, LSTM_MAX, CNN] (case-insensitive) but was 'gru'");
  }

  @Test
  void invalidPathIsWrongUsage() {
    Cli.run("tag", "--model", "a\0b")
        .isWrongUsage(
            "tributary tag",
            "Invalid value for option '--model': expected a path, got 'a\0b', which is not a valid path on this system: Nul character not allowed; if its characters are correct, run with LC_ALL=C.UTF-8 or another UTF-8 locale");
  }

  @Test
  void outputFileMustDifferFromInputs() {
    Cli.run("evaluate", "--model", "m", "--test", "t", "--column", "upos", "--json", "./m")
        .isWrongUsage(
            "tributary evaluate",
            "--json: expected a different file from --model, got ./m for both");
    Cli.run("evaluate", "--model", "m", "--test", "t", "--column", "upos", "--json", "t")
        .isWrongUsage(
            "tributary evaluate", "--json: expected a different file from --test, got t for both");
    Cli.run("tag", "--model", "m", "--input", "t", "--output", "m")
        .isWrongUsage(
            "tributary tag", "--output: expected a different file from --model, got m for both");
  }

  @Test
  void inconsistentColumnsAreWrongUsage() {
    train("--column", "tag")
        .isWrongUsage(
            "tributary train",
            "Invalid value for option '--column': expected upos, xpos or another column name of"
                + " CoNLL-U, or a column number, got 'tag'");
    train("--column", "form")
        .isWrongUsage(
            "tributary train",
            "--column: expected a column of labels, got form, which the words come from");
    train("--column", "upos", "--format", "columns")
        .isWrongUsage(
            "tributary train", "--format columns: expected --column with a number, got upos");
    train("--column", "upos", "--token-column", "2")
        .isWrongUsage(
            "tributary train",
            "--token-column: expected a file that is not CoNLL-U, whose words are in column 2; leave it out");
    train("--column", "3", "--token-column", "3", "--format", "columns")
        .isWrongUsage(
            "tributary train", "--column and --token-column: expected two columns, got 3 for both");
    Cli.run("tag", "--model", "m", "--column", "form")
        .isWrongUsage(
            "tributary tag",
            "--column: expected a column of labels, got form, which the words come from");
  }
}
