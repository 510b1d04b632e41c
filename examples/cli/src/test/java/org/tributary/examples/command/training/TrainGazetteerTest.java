package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;

class TrainGazetteerTest {
  private static final List<String> PLACES =
      List.of("Paris", "Rome", "Lima", "Cairo", "Bonn", "Kyiv");
  private static final String TRAIN =
      PLACES.stream()
              .map(place -> "in O\n%s B-LOC\n\nno O\nrain%s O\n\n".formatted(place, place))
              .collect(Collectors.joining())
          + "in O\nNew B-LOC\nYork I-LOC\n\n";

  @TempDir private Path folder;

  private Cli train(String gazetteer, String model) throws IOException {
    String train = Files.writeString(folder.resolve("train"), TRAIN).toString();
    return Cli.run(
        "train",
        "--column",
        "2",
        "--train",
        train,
        "--dev",
        train,
        "--model",
        model,
        "--hidden-size",
        "8",
        "--epochs",
        "30",
        "--lr",
        "0.05",
        "--batch-size",
        "32",
        "--word-dropout",
        "0",
        "--unk-rate",
        "5",
        "--features",
        "words",
        "--character-encoder",
        "none",
        "--gazetteer",
        gazetteer,
        "--gazetteer-matching",
        "lower_case");
  }

  /** Oslo is in the gazetteer alone. */
  @Test
  void phrasesUnseenInTrainingAreRecognized() throws IOException {
    String gazetteer =
        Files.writeString(
                folder.resolve("places"),
                "LOC\tnew york\nLOC\tOslo\nLOC\t" + String.join("\nLOC\t", PLACES))
            .toString();
    String model = folder.resolve("model").toString();
    assertThat(train(gazetteer, model).succeeds().output()).contains(", gazetteer " + gazetteer);
    assertThat(Cli.runWith("in OSLO\n", "tag", "--model", model).succeeds().output())
        .isEqualTo("in/O OSLO/B-LOC\n");
    String onnx = folder.resolve("model.onnx").toString();
    assertThat(
            Cli.run(
                    "convert",
                    "--to",
                    "onnx",
                    "--model",
                    model,
                    "--output",
                    onnx,
                    "--check-on",
                    Files.writeString(folder.resolve("check"), "in OSLO\nin New York\n").toString())
                .succeeds()
                .output())
        .contains("checked 32 random sequences and 2 sentences");
    Files.writeString(folder.resolve("places"), "LOC\tBern\n");
    Cli changed = Cli.runWith("in OSLO\n", "tag", "--model", model);
    assertThat(changed.exitCode()).isEqualTo(1);
    assertThat(changed.error()).contains("expected the gazetteer of the training, with SHA-256 ");
  }

  @Test
  void gazetteerWithoutAPhraseOfTheTrainingFileIsRefused() throws IOException {
    String gazetteer = Files.writeString(folder.resolve("places"), "LOC\tBern\n").toString();
    train(gazetteer, folder.resolve("model").toString())
        .failsSaying(
            "%s: expected a phrase that occurs in the training sentences of %s, got none; are its phrases of another language or tokenization?"
                .formatted(gazetteer, folder.resolve("train")));
    Cli.run("train", "--train=a", "--column=2", "--model=b", "--gazetteer-matching=lower_case")
        .isWrongUsage(
            "tributary train", "--gazetteer-matching: expected a gazetteer; add --gazetteer FILE");
  }

  @Test
  void outputMayNotReplaceTheGazetteer() throws IOException {
    String gazetteer = Files.writeString(folder.resolve("places"), "LOC\tOslo\n").toString();
    train(gazetteer, gazetteer)
        .isWrongUsage(
            "tributary train",
            "--model: expected a different file from --gazetteer, got " + gazetteer + " for both");
  }
}
