package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.SkeletalConfiguredObjectProvenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.Label;
import org.tribuo.provenance.ConfiguredDataSourceProvenance;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.config.LabelledSequenceSource;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFeatureExtractor;

/** Tagging of files with one token per line. */
class TagColumnsTest {
  private static final String GOLD =
      "-DOCSTART- x x\n\nNNP Ann B-PER\nVBZ runs O\n\nNNP Bob B-PER\nVBZ sits O\n";

  @TempDir private static Path folder;
  private static String model;

  @BeforeAll
  static void train() throws IOException {
    String data = Files.writeString(folder.resolve("data"), GOLD.repeat(9)).toString();
    model = folder.resolve("model").toString();
    Cli.run(
            "train",
            "--column",
            "3",
            "--token-column",
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
            "--learning-rate",
            "0.05",
            "--locked-dropout",
            "0",
            "--character-encoder",
            "none")
        .succeeds();
  }

  @Test
  void labelIsAppendedToEachTokenLine() throws IOException {
    assertThat(
            Cli.runWith(GOLD, "tag", "--model", model, "--format", "columns").succeeds().output())
        .isEqualTo(
            "-DOCSTART- x x O\n\nNNP Ann B-PER B-PER\nVBZ runs O O\n\nNNP Bob B-PER B-PER\nVBZ sits O O\n");
    assertThat(
            Cli.runWith(
                    "Bob\tx\n\n \nruns\ty",
                    "tag",
                    "--model",
                    model,
                    "--format",
                    "columns",
                    "--token-column",
                    "1")
                .succeeds()
                .output())
        .isEqualTo("Bob\tx\tB-PER\n\n \nruns\ty\tO\n");
    Cli tooFewColumns = Cli.runWith("one\n", "tag", "--model", model, "--format", "columns");
    assertThat(tooFewColumns.exitCode()).isEqualTo(1);
    assertThat(tooFewColumns.error())
        .startsWith("tributary: standard input, line 1: expected at least 2 columns, the token");
  }

  @Test
  void fileNameSelectsColumns() throws IOException {
    String input = Files.writeString(folder.resolve("words.TSV"), "x\tBob\n\n").toString();
    assertThat(Cli.run("tag", "--model", model, "--input", input).succeeds().output())
        .isEqualTo("x\tBob\tB-PER\n\n");
    assertThat(
            Cli.run("tag", "--model", model, "--input", input, "--format", "tokens")
                .succeeds()
                .output())
        .isEqualTo("Bob/B-PER\n");
  }

  @Test
  void evaluationReadsTheColumnsOfTheTraining() throws IOException {
    Path test = Files.writeString(folder.resolve("test"), GOLD);
    assertThat(Cli.run("evaluate", "--model", model, "--test", test.toString()).succeeds().output())
        .contains(" 2 labels)")
        .doesNotContain("every word is unknown");
  }

  /** The words' default column is known only with the model. */
  @Test
  void labelsMayBeInTheFirstColumn() throws IOException {
    String data =
        Files.writeString(folder.resolve("first"), "B Ann\nO runs\n\n".repeat(9)).toString();
    String tagger = folder.resolve("first-model").toString();
    Cli.run(
            ("train --column 1 --token-column 2 --epochs 1 --hidden-size 4 --dev-share 0 --train %s --model %s")
                .formatted(data, tagger)
                .split(" "))
        .succeeds();
    Cli evaluated =
        Cli.run("evaluate", "--model", tagger, "--test", data, "--format", "columns").succeeds();
    assertThat(evaluated.output()).contains("(9 sentences, 18 words, 2 labels)");
    Cli.run(
            "evaluate",
            "--model=m",
            "--test=t",
            "--format=columns",
            "--column=3",
            "--token-column=3")
        .isWrongUsage(
            "tributary evaluate",
            "--column and --token-column: expected two columns, got 3 for both");
  }

  @Test
  void columnsOptionsAreRejectedWithOtherFormats() {
    Cli.run("tag", "--model", "m", "--token-column", "2")
        .isWrongUsage(
            "tributary tag",
            "--token-column: expected input in columns, got tokens; add --format columns");
    Cli.run("tag", "--model", "m", "--format", "columns", "--token-column", "0")
        .isWrongUsage("tributary tag", "--token-column: expected at least 1, got 0");
    Cli.run("tag", "--model", "m", "--format", "columns", "--column", "upos")
        .isWrongUsage(
            "tributary tag",
            "--column: expected CoNLL-U input, got columns; add --format conllu or leave out --column");
    Cli.run("tag", "--model", "m", "--tokenize", "--column", "upos")
        .isWrongUsage(
            "tributary tag",
            "--column: expected CoNLL-U input, got plain text; add --format conllu or leave out --column");
  }

  /** A data source of the user's own, with a field that a source of the library has too. */
  private static final class OwnSource implements LabelledSequenceSource {
    @Config private String column = "ner";
    @Config private TokenFeatureExtractor extractor = new WordFeatureExtractor();

    @Override
    public Iterator<SequenceExample<Label>> iterator() {
      TaggedSentence sentence = new TaggedSentence(List.of("Ann", "runs"), List.of("B-PER", "O"));
      return List.of(TokenSequences.of(sentence, extractor)).iterator();
    }

    @Override
    public ConfiguredDataSourceProvenance getProvenance() {
      return new OwnProvenance(this);
    }
  }

  /** The provenance of {@link OwnSource}. */
  public static final class OwnProvenance extends SkeletalConfiguredObjectProvenance
      implements ConfiguredDataSourceProvenance {
    private static final long serialVersionUID = 1L;

    private OwnProvenance(OwnSource source) {
      super(source, "DataSource");
    }

    /** Restores a stored provenance for OLCUT. */
    public OwnProvenance(Map<String, Provenance> stored) {
      super(
          new ExtractedInfo(
              stored.get(CLASS_NAME).toString(),
              stored.get(HOST_SHORT_NAME).toString(),
              stored,
              Map.of()));
    }
  }

  @Test
  void modelsOfAnotherDataSourceTagAndAreEvaluated() throws IOException {
    Path own = folder.resolve("own.tribuo");
    try (LstmTaggerModel trained =
        LstmTaggerTrainer.builder()
            .hiddenSize(3)
            .epochs(1)
            .build()
            .train(new MutableSequenceDataset<>(new OwnSource()))) {
      trained.save(own);
    }
    assertThat(
            Cli.runWith("Ann runs\n", "tag", "--model", own.toString()).succeeds().output().lines())
        .singleElement()
        .asString()
        .matches("Ann/.* runs/.*");
    Path gold = Files.writeString(folder.resolve("gold"), "Ann B-PER\nruns O\n");
    Cli.run("evaluate", "--model", own.toString(), "--test", gold.toString(), "--column", "2")
        .succeeds();
  }
}
