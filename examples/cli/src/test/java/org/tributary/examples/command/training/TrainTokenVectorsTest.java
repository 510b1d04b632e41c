package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;
import org.tributary.examples.command.XposCorpus;

/** Training with token vectors of a small encoder, and the commands that read the model. */
class TrainTokenVectorsTest {
  private static final Path FILES = Path.of("../../core/src/test/resources/org/tributary/onnx");

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    XposCorpus.write(folder);
    Path encoder = Files.createDirectory(folder.resolve("encoder"));
    for (String name : List.of("encoder.onnx", "tokenizer.json")) {
      Files.copy(FILES.resolve(name), encoder.resolve(name));
    }
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private Cli train(String model, String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "train",
                "--train=" + path("train.conllu"),
                "--dev=" + path("test.conllu"),
                "--column=xpos",
                "--epochs=2",
                "--model=" + path(model)));
    arguments.addAll(List.of(options));
    return Cli.run(arguments.toArray(String[]::new));
  }

  @Test
  void aContextualTaggerIsTrainedDescribedAndUsed() throws IOException {
    String encoder = "--token-vectors=" + path("encoder/encoder.onnx");
    String cache = "--token-vector-cache=" + path("cache");
    Cli trained = train("models/a", "--preset=contextual", encoder, cache);
    assertThat(trained.error()).contains("there is no folder"); // does not exist
    Path models = Files.createDirectory(folder.resolve("models"));
    trained = train("models/a", "--preset=contextual", encoder, cache).succeeds();
    assertThat(trained.output())
        .contains(
            "token vectors " + path("encoder/encoder.onnx"),
            "encode 12 sentences encoded in",
            ", and beside it copies of the encoder and its tokenizer (");
    try (Stream<Path> files = Files.list(models)) {
      assertThat(files.map(f -> f.getFileName().toString().replaceAll("[0-9a-f]{16}", "HASH")))
          .containsExactlyInAnyOrder("a", "encoder-HASH.onnx", "tokenizer-HASH.json");
    }
    assertThat(Cli.run("info", path("models/a")).succeeds().output())
        .contains("2 × LSTM", "token (")
        .doesNotContain("char (")
        .containsPattern(
            "encoder     encoder-[0-9a-f]{16}[.]onnx, beside the model\n +SHA-256 [0-9a-f]{64}")
        .containsPattern("tokenizer   tokenizer-[0-9a-f]{16}[.]json, beside the model");
    assertThat(Cli.run("info", "--json", path("models/a")).succeeds().output())
        .containsPattern(
            "\"name\" : \"encoder-[0-9a-f]{16}[.]onnx\",\\s+\"sha256\" : \"[0-9a-f]{64}");
    List<String> scores = scores("models/a");
    assertThat(scores).isNotEmpty();
    Cli.run(
            "convert",
            "--model=" + path("models/a"),
            "--output=" + path("models/b"),
            "--to=tributary")
        .succeeds();
    assertThat(scores("models/b")).isEqualTo(scores);
    assertThat(
            Cli.run(
                    "convert",
                    "--model=" + path("models/a"),
                    "--output=" + path("a.onnx"),
                    "--to=onnx")
                .succeeds()
                .output())
        .contains("checked 32 random sequences");
    assertThat(folder.resolve("a.onnx")).isNotEmptyFile();
  }

  @Test
  void anEncoderWithoutItsTokenizerIsWrongUsage() throws IOException {
    Files.delete(folder.resolve("encoder/tokenizer.json"));
    assertThat(train("a", "--token-vectors=" + path("encoder/encoder.onnx")).error())
        .contains(
            "--tokenizer: expected the encoder's tokenizer in "
                + path("encoder/tokenizer.json")
                + ", found none; add --tokenizer FILE");
  }

  /** Returns the lines of an evaluation that have a score. */
  private List<String> scores(String model) {
    return Cli.run(
            "evaluate", "--model=" + path(model), "--test=" + path("test.conllu"), "--column=xpos")
        .succeeds()
        .output()
        .lines()
        .filter(line -> line.startsWith("accuracy") || line.startsWith("calibration"))
        .toList();
  }

  @Test
  void optionsReachTheModelAndAnotherTrainingReadsTheCache() throws IOException {
    String[] options = {
      "--token-vectors=" + path("encoder/encoder.onnx"),
      "--tokenizer=" + path("encoder/tokenizer.json"),
      "--token-vector-layers=1,3",
      "--token-vector-pooling=first",
      "--token-vector-projection=0",
      "--token-vector-cache=" + path("cache"),
      "--hidden-size=4"
    };
    train("a", options).succeeds();
    long written = size(folder.resolve("cache"));
    train("b", options).succeeds();
    assertThat(size(folder.resolve("cache"))).isEqualTo(written);
    Path none = folder.resolve("c");
    options[5] = "--token-vector-cache=none";
    train("c", options).succeeds();
    assertThat(none).exists();
    assertThat(Path.of("none")).doesNotExist();
    String json = Cli.run("info", "--json", path("a")).succeeds().output();
    assertThat(Cli.run("info", "--json", path("c")).succeeds().output()).contains("token");
    assertThat(json)
        .contains(
            "\"trainer.inputs.2.layers.1\" : \"3\"",
            "\"trainer.inputs.2.pooling\" : \"FIRST\"",
            "token (size 8)");
  }

  /** The copy beside the model has another name than the file that training read. */
  @Test
  void reproductionNamesAMissingEncoder() throws IOException {
    Path encoder = folder.resolve("encoder/encoder.onnx");
    train("a", "--token-vectors=" + encoder, "--token-vector-cache=none", "--hidden-size=4")
        .succeeds();
    Path moved = Files.move(encoder, folder.resolve("encoder.onnx"));
    Cli.run("reproduce", "--model", path("a"))
        .failsSaying(
            "%s: trainer: expected the file %s, got none; was it moved to another folder? name that by --data"
                .formatted(path("a"), encoder));
    Files.copy(folder.resolve("encoder/tokenizer.json"), folder.resolve("tokenizer.json"));
    assertThat(moved).exists();
    assertThat(
            Cli.run("reproduce", "--model", path("a"), "--data", folder.toString())
                .succeeds()
                .output())
        .contains("weights      bit-identical");
  }

  @Test
  void outputsDoNotReplaceTheTokenizerOfTheDefaultPlace() {
    String tokenizer = path("encoder/tokenizer.json");
    String encoder = "--token-vectors=" + path("encoder/encoder.onnx");
    assertThat(train("a", encoder, "--checkpoint=" + tokenizer).error())
        .contains("--checkpoint: expected a different file from --tokenizer, got " + tokenizer);
    assertThat(train("encoder/tokenizer.json", encoder).error())
        .contains("--model: expected a different file from --tokenizer, got " + tokenizer);
  }

  private static long size(Path cache) throws IOException {
    try (Stream<Path> files = Files.list(cache)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void optionsWithoutAnEncoderAndWrongValuesAreRefused() {
    String encoder = "--token-vectors=" + path("encoder/encoder.onnx");
    assertThat(train("a", "--preset=contextual").error())
        .contains("--preset contextual: expected an encoder; add --token-vectors FILE");
    assertThat(train("a", "--token-vector-pooling=first").error())
        .contains("--token-vector-pooling: expected an encoder; add --token-vectors FILE");
    assertThat(train("a", encoder, "--token-vector-projection=-1").error())
        .contains("--token-vector-projection: expected a number of at least 0, got -1");
    assertThat(train("a", encoder, "--token-vector-cache-size=0").error())
        .contains("--token-vector-cache-size: expected a number above 0");
    for (String layers : List.of("9", "3,2", "0,1")) {
      assertThat(
              train("a", encoder, "--token-vector-layers=" + layers, "--token-vector-cache=none")
                  .error())
          .contains(
              "--token-vector-layers: expected layers of the encoder from 1 to 3, in increasing order, got [%s]"
                  .formatted(layers.replace(",", ", ")));
    }
    assertThat(train("a", "--token-vectors=" + path("none.onnx")).error()).contains("none.onnx");
    assertThat(
            train(
                    "a",
                    encoder,
                    "--token-vector-cache=" + path("cache"),
                    "--token-vector-cache-size=0.000001")
                .error())
        .contains("expected a limit of at least", "bytes for these sentences, got 1073; raise it");
  }
}
