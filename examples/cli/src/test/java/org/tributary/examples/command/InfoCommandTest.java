package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.training.SmallTraining;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** The facts of saved taggers of every kind. */
class InfoCommandTest {
  @TempDir private Path folder;

  @Test
  void tribuoModelAndItsConversion() throws Exception {
    SmallTraining small = new SmallTraining(folder);
    small.train("--crf", "--scheme", "bio", "--layers", "1").succeeds();
    String model = small.model().toString();
    String hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(small.data())));
    assertThat(Cli.run("info", model).succeeds().output())
        .contains("file        " + model + " (")
        .contains("kind        Tribuo model\n")
        .contains("labels      3: B-PER, I-PER, O\n", "scheme      BIO\n")
        .contains("inputs      word (6 entries, size 4), ")
        .contains("network     1 × LSTM of hidden size 3, bidirectional, skip connection")
        .contains("head crf", "parameters  ")
        .containsPattern("dev score   F1 of spans [0-9.]+ % at epoch 1 of 1\n")
        .contains("training    " + small.data() + ", column 2, 4 sentences, ")
        .contains("            SHA-256 " + hash + "\n", "dev         " + small.data())
        .contains("versions    Tributary ", "TensorFlow 2", "Tribuo 4", "Java ")
        .contains("reproduce   tributary reproduce --model " + model + "\n");

    Path converted = folder.resolve("core.tributary");
    Cli.run("convert", "--model", model, "--output", converted.toString()).succeeds();
    JsonNode json =
        new ObjectMapper()
            .readTree(Cli.run("info", converted.toString(), "--json").succeeds().output());
    assertThat(json.get("kind").asText())
        .isEqualTo(".tributary file, converted from a Tribuo model");
    assertThat(json.get("bytes").asLong()).isEqualTo(Files.size(converted));
    assertThat(json.get("labels")).hasSize(3);
    assertThat(json.get("scheme").asText()).isEqualTo("BIO");
    assertThat(json.get("inputs").get("word").asInt()).isEqualTo(6);
    assertThat(json.get("training").get("sha256").asText()).isEqualTo(hash);
    assertThat(json.get("training").get("sentences").asInt()).isEqualTo(4);
    assertThat(json.get("bestEpoch").asInt()).isEqualTo(1);
    assertThat(json.get("reproduce").isNull()).isTrue();
    assertThat(json.get("provenance").get("trainer.cell").asText()).isEqualTo("LSTM");
  }

  @Test
  void filesOfVectorsAndPhrasesAreNamed() throws Exception {
    SmallTraining small = new SmallTraining(folder);
    Path vectors = Files.writeString(folder.resolve("small.vec"), "Ann 1 0\nmet 0 1\n");
    Path phrases = Files.writeString(folder.resolve("phrases.tsv"), "PER\tAnn\nLOC\tParis\n");
    small.train("--vectors", vectors.toString(), "--gazetteer", phrases.toString()).succeeds();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    String hash = HexFormat.of().formatHex(digest.digest(Files.readAllBytes(vectors)));
    String ofPhrases = HexFormat.of().formatHex(digest.digest(Files.readAllBytes(phrases)));
    assertThat(Cli.run("info", small.model().toString()).succeeds().output())
        .contains(
            "vectors     %s, 16 B\n            SHA-256 %s\n".formatted(vectors, hash),
            "gazetteer   %s\n            SHA-256 %s\n".formatted(phrases, ofPhrases));
    JsonNode files =
        new ObjectMapper()
            .readTree(Cli.run("info", small.model().toString(), "--json").succeeds().output())
            .get("featureFiles");
    assertThat(files).hasSize(2);
    assertThat(files.get(0).get("kind").asText()).isEqualTo("gazetteer");
    assertThat(files.get(0).get("bytes").isNull()).isTrue();
    assertThat(files.get(1).get("path").asText()).isEqualTo(vectors.toString());
    assertThat(files.get(1).get("bytes").asLong()).isEqualTo(16);
    assertThat(files.get(1).get("sha256").asText()).isEqualTo(hash);
  }

  @Test
  void taggerOfCoreAlone() throws IOException {
    Path file = folder.resolve("core.tributary");
    List<TaggedSentence> sentences =
        List.of(new TaggedSentence(List.of("a", "cat"), List.of("DET", "NOUN")));
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define().words(4), sentences, TrainingOptions.defaults().epochs(1))) {
      tagger.save(file);
    }
    assertThat(Cli.run("info", file.toString()).succeeds().output())
        .contains(
            "kind        .tributary file\n",
            "labels      2: ",
            "DET",
            "word (",
            "scheme      none\n")
        .contains(
            "network     2 × LSTM of hidden size 128, bidirectional, skip connection residual,"
                + " head softmax\n",
            "training    1 sentence, no file\n")
        .containsPattern("versions    Tributary \\S+, TensorFlow 2\\.\\S+\n")
        .doesNotContain("reproduce", "dev score");
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "no model");
    Cli cli = Cli.run("info", text.toString());
    assertThat(cli.exitCode()).isEqualTo(1);
    assertThat(cli.error()).startsWith("tributary: ").contains(text.toString()).hasLineCount(1);
    Cli.run("info").isWrongUsage("tributary info", "Missing required parameter: 'MODEL'");
  }
}
