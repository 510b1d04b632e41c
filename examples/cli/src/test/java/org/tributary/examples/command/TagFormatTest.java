package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.examples.command.training.SmallTraining;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;

/** Formats of {@code tag}, and the label column of {@code evaluate}. */
class TagFormatTest {
  private static final String GOLD = "Ann B-PER\nruns O\n\nBob B-PER\nsits O\n\n";

  @TempDir private Path folder;

  @Test
  void inputMayNotBeReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("in"), "Ann runs\n");
    Path same = folder.resolve("sub").resolve("..").resolve("in");
    Files.createDirectory(folder.resolve("sub"));
    Cli.run("tag", "--model", "m", "--input", file.toString(), "--output", same.toString())
        .isWrongUsage(
            "tributary tag",
            "--output: expected a different file from --input, got %s for both".formatted(same));
    assertThat(file).hasContent("Ann runs\n");
  }

  @Test
  void spansOfATrainedTagger() throws IOException {
    String data = Files.writeString(folder.resolve("train"), GOLD.repeat(3)).toString();
    String model = folder.resolve("model").toString();
    String[] train = {
      "train",
      "--column",
      "2",
      "--train",
      data,
      "--dev",
      data,
      "--model",
      model,
      "--epochs",
      "40",
      "--hidden-size",
      "8",
      "--lr",
      "0.05",
      "--locked-dropout",
      "0"
    };
    Cli.run(train).succeeds();
    String text = "Ann runs. Bob sits.\n";
    assertThat(
            Cli.runWith(text, "tag", "--model", model, "--tokenize", "--format", "text")
                .succeeds()
                .output())
        .contains("[PER Ann] runs", "[PER Bob] sits");
    Path compressed = folder.resolve("out.gz");
    Cli.runWith("Ann runs", "tag", "--model", model, "--output", compressed.toString()).succeeds();
    try (InputStream in = new GZIPInputStream(Files.newInputStream(compressed))) {
      assertThat(in).hasContent("Ann/B-PER runs/O");
    }
    assertThat(Cli.runWith("Ann runs", "tag", "--model", model, "--spans").succeeds().output())
        .matches("1\t0\t1\tPER\t0\\.\\d{4}\tAnn\n");
    assertThat(
            Cli.runWith(
                    GOLD, "tag", "--model", model, "--input-format", "columns", "--format", "json")
                .succeeds()
                .output()
                .lines())
        .hasSize(2)
        .allMatch(line -> line.startsWith("{\"tokens\":[") && line.contains("\"type\":\"PER\""));
    assertThat(
            Cli.runWith("Ann runs", "tag", "--model", model, "--probabilities").succeeds().output())
        .matches("Ann/B-PER/0\\.\\d{4} runs/O/0\\.\\d{4}\n");

    Path test = Files.writeString(folder.resolve("test"), GOLD);
    assertThat(Cli.run("evaluate", "--model", model, "--test", test.toString()).succeeds().output())
        .contains("test    " + test + " (2 sentences, 4 words, 2 labels)", "span F1")
        .doesNotContain("Tribuo's evaluation", "trained on this file");
    assertThat(Cli.run("evaluate", "--model", model, "--test", data).succeeds().output())
        .contains("warning the model was trained on this file");
    Path swapped = Files.writeString(folder.resolve("swapped"), "O Ann\nB-PER Bob\n");
    Cli.run("evaluate", "--model", model, "--test", swapped.toString())
        .failsSaying(
            swapped
                + ": expected labels that the tagger can predict, [B-PER, O], got others for 100.0 % of the tokens in spans: [Ann, Bob]; are they of another label column, tag set or scheme? choose the label column of the training data for both; the model was trained on --column 2");
    Cli.run(
            "evaluate",
            "--model",
            model,
            "--test",
            swapped.toString(),
            "--column",
            "1",
            "--token-column",
            "2")
        .succeeds();
  }

  @Test
  void spansOfATaggerWithoutSpanLabelsAreRefused() throws IOException {
    String data = Files.writeString(folder.resolve("train"), "a DET\ncat NOUN\n\n").toString();
    String model = folder.resolve("model").toString();
    String[] train = {
      "train",
      "--column",
      "2",
      "--train",
      data,
      "--dev",
      data,
      "--model",
      model,
      "--epochs",
      "1",
      "--hidden-size",
      "3",
      "--layers",
      "1",
      "--character-encoder",
      "none"
    };
    Cli.run(train).succeeds();
    for (String option : new String[] {"--spans", "--format=text"}) {
      Cli cli = Cli.runWith("a cat", "tag", "--model", model, option);
      assertThat(cli.exitCode()).isEqualTo(1);
      assertThat(cli.error())
          .startsWith("tributary: model " + model + ": expected BIO, IOB1 or BIOES labels for --")
          .contains("DET", "NOUN", "; use --format tokens or json");
    }
  }

  @Test
  void modelWithoutARecordedColumnNeedsTheOption() throws IOException {
    TokenListDataSource source =
        new TokenListDataSource(
            "memory",
            List.of(new TaggedSentence(List.of("a", "cat"), List.of("DET", "NOUN"))),
            new WordFormFeatureExtractor());
    Path model = folder.resolve("model");
    try (LstmTaggerModel trained =
        LstmTaggerTrainer.builder()
            .epochs(1)
            .hiddenSize(3)
            .build()
            .train(new MutableSequenceDataset<>(source))) {
      trained.save(model);
    }
    String test = Files.writeString(folder.resolve("test"), "a DET\ncat NOUN\n").toString();
    Cli.run("evaluate", "--model", model.toString(), "--test", test)
        .failsSaying(
            "model "
                + model
                + ": expected a recorded label column, got none, since it was not trained on a file; pass --column");
    Cli.run("evaluate", "--model", model.toString(), "--test", test, "--column", "2").succeeds();
  }

  /** A model of spans, or of any labels that were no column of CoNLL-U. */
  @Test
  void labelsOfNoConlluColumnAreWrittenToMisc() throws IOException {
    SmallTraining small = new SmallTraining(folder);
    small.train().succeeds();
    String input =
        "1\tAnn\t_\tPROPN\t_\t_\t_\t_\t_\tTag=X|A=b\n2\truns\t_\tVERB\t_\t_\t_\t_\t_\t_\n\n";
    String[] tag = {"tag", "--model", small.model().toString(), "--format", "conllu"};
    Cli tagged = Cli.runWith(input, tag).succeeds();
    assertThat(tagged.output())
        .matches(
            "1\tAnn\t_\tPROPN(\t_){5}\tA=b\\|Tag=[BIO](-PER)?\n2\truns\t_\tVERB(\t_){5}\tTag=[BIO](-PER)?\n\n");
    assertThat(tagged.error())
        .isEqualTo(
            "note   the labels (B-PER, I-PER, O) go to MISC as Tag=LABEL, since the model was not trained on a CoNLL-U column and its labels are not UPOS tags; choose a column with --column\n");
    String again = Cli.runWith(tagged.output(), tag).succeeds().output();
    assertThat(again).isEqualTo(tagged.output());
    assertThat(Cli.runWith(input, with(tag, "--probabilities")).succeeds().output())
        .containsPattern("\tA=b\\|Tag=[^|]+\\|TagProb=[0-9.]+\n");
    Cli upos = Cli.runWith(input, with(tag, "--column", "upos")).succeeds();
    assertThat(upos.output()).containsPattern("Ann\t_\t[BIO](-PER)?\t.*\tTag=X\\|A=b\n");
    assertThat(upos.error()).isEmpty();
    tag[4] = "json";
    String[] json = with(tag, "--input-format", "conllu");
    assertThat(Cli.runWith(input, json).succeeds().error()).isEmpty();
  }

  private static String[] with(String[] arguments, String... more) {
    return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --format conllu --input-format tokens  | --format conllu: expected CoNLL-U input, got tokens
          --format columns --input-format conllu | --format columns: expected input in columns, got conllu
          --tokenize --language klingon          | --language: expected a language such as de or fr-CA, got 'klingon'
          --tokenize --format conllu             | --tokenize: expected plain text, got --format conllu; leave out one of both
          --tokenize --input-format columns      | --tokenize: expected plain text, got --input-format columns; leave out one of both
          --tokenize --input a.conllu            | --tokenize: expected plain text, got --input a.conllu; leave out one of both
          --language de                          | --language: expected plain text; add --tokenize
          --spans --format json                  | --spans: expected the format of spans, got --format json; leave out one of both (json has spans and tokens)
          --spans --probabilities                | --probabilities: expected labels in the output, got spans; use --format json for both
          --column upos --input a.conllu --format json  | --column: expected CoNLL-U output, got --format json; leave out one of both
          --column upos --input a.conllu --spans        | --column: expected CoNLL-U output, got --spans; leave out one of both
          --format conllu --column misc --probabilities | --probabilities: expected a label column other than misc, which receives them
          """)
  void contradictingFormatsAreWrongUsage(String options, String message) {
    String[] arguments = ("tag --model m " + options).split(" ");
    Cli.run(arguments).isWrongUsage("tributary tag", message);
  }
}
