package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.tagger.WordTagger;
import org.tributary.tribuo.LstmTaggerModel;

/** The {@code convert} command. */
class ConvertCommandTest {
  private static final String SENTENCES = "Ann N\nsaw V\nRome N\n\nAnn N\nran V\n\n";

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    Files.writeString(folder.resolve("train"), SENTENCES.repeat(2));
    Files.writeString(folder.resolve("dev"), SENTENCES);
    Cli.run(
            "train",
            "--train",
            path("train"),
            "--dev",
            path("dev"),
            "--column",
            "2",
            "--features",
            "words",
            "--model",
            path("my.tribuo"),
            "--epochs",
            "12",
            "--batch-size",
            "1",
            "--learning-rate",
            "0.05",
            "--locked-dropout",
            "0",
            "--hidden-size",
            "8",
            "--embedding-size",
            "8")
        .succeeds();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void convertedFileOpensWithoutTribuo() throws IOException {
    Cli run =
        Cli.run("convert", "--model", path("my.tribuo"), "--output", path("my.tributary"))
            .succeeds();
    assertThat(run.output()).isEqualTo("saved  " + path("my.tributary") + "\n");
    try (WordTagger tagger = WordTagger.load(folder.resolve("my.tributary"))) {
      assertThat(tagger.tag(List.of("Ann", "saw", "Rome")).labels()).containsExactly("N", "V", "N");
    }
    assertThat(
            Cli.runWith("Ann saw Rome\n", "tag", "--model", path("my.tributary"))
                .succeeds()
                .output())
        .isEqualTo("Ann/N saw/V Rome/N\n");
  }

  @Test
  void onnxFileIsCheckedOnSentences() throws IOException {
    Path sentences = Files.writeString(folder.resolve("sentences"), "Ann saw Rome\n\nBob ran\n");
    Cli run =
        Cli.run(
                "convert",
                "--to",
                "onnx",
                "--model",
                path("my.tribuo"),
                "--output",
                path("my.onnx"),
                "--check-on",
                sentences.toString())
            .succeeds();
    assertThat(run.output().lines())
        .satisfiesExactly(
            checked ->
                assertThat(checked)
                    .matches(
                        "checked 32 random sequences and 2 sentences, [0-9]+ words, largest difference of .*e-.*"),
            written -> assertThat(written).isEqualTo("saved  " + path("my.onnx")));
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(folder.resolve("my.onnx")));
    assertThat(model.getMetadataPropsList().stream().map(StringStringEntryProto::getKey))
        .contains("labels", "input.word.entries", "TRIBUO_PROVENANCE");
  }

  @Test
  void sentencesOfTheCheckMayBeConllu() throws IOException {
    String conllu =
        "1\tAnn\t_\t_\t_\t_\t0\troot\t_\t_\n2\tran\t_\t_\t_\t_\t1\tx\t_\t_\n\n".repeat(3);
    String[] command = {
      "convert", "--to", "onnx", "--model", path("my.tribuo"), "--output", path("checked.onnx")
    };
    Path file = Files.writeString(folder.resolve("sentences.conllu"), conllu);
    assertThat(run(command, file).succeeds().output())
        .contains("checked 32 random sequences and 3 sentences, ");
    Path columns = Files.writeString(folder.resolve("some.conll"), "Ann\tA\nran\tB\n\nHe\tA\n");
    assertThat(run(command, columns).succeeds().output())
        .contains("checked 32 random sequences and 2 sentences, ");
    run(command, Files.writeString(folder.resolve("empty.txt"), "\n"))
        .failsSaying(folder.resolve("empty.txt") + ": expected at least one sentence, got none");
    Path other = Files.writeString(folder.resolve("conllu.txt"), conllu);
    run(command, other)
        .failsSaying(
            "%s, line 1: expected one sentence per line, got a CoNLL-U line; name the file *.conllu"
                .formatted(other));
  }

  private static Cli run(String[] command, Path sentences) {
    return Cli.run(
        Stream.concat(Stream.of(command), Stream.of("--check-on", sentences.toString()))
            .toArray(String[]::new));
  }

  @Test
  void fileOfTheCoreLibraryBecomesAnOnnxFileWithoutItsCheck() throws IOException {
    Cli.run("convert", "--model", path("my.tribuo"), "--output", path("core.tributary")).succeeds();
    Cli run =
        Cli.run(
                "convert",
                "--to",
                "onnx",
                "--no-check",
                "--model",
                path("core.tributary"),
                "--output",
                path("core.onnx"))
            .succeeds();
    assertThat(run.output()).isEqualTo("saved  " + path("core.onnx") + "\n");
    assertThat(folder.resolve("core.onnx")).isNotEmptyFile();
    Cli.run(
            "convert",
            "--no-check",
            "--model",
            path("my.tribuo"),
            "--output",
            path("never.tributary"))
        .isWrongUsage("tributary convert", "--no-check: expected --to onnx, got --to tributary");
    Cli.run(
            "convert",
            "--check-on",
            path("train"),
            "--model",
            path("my.tribuo"),
            "--output",
            path("never.tributary"))
        .isWrongUsage("tributary convert", "--check-on: expected --to onnx, got --to tributary");
    Cli.run(
            "convert",
            "--to",
            "onnx",
            "--no-check",
            "--check-on",
            path("train"),
            "--model",
            path("my.tribuo"),
            "--output",
            path("never.onnx"))
        .isWrongUsage(
            "tributary convert",
            "--check-on: expected a check, got --no-check; leave out one of both");
  }

  /** The model's own provenance has the tagger of core as its data. */
  @Test
  void recordOfTheTrainingIsKeptInBothDirections() throws IOException {
    Cli.run("convert", "--model", path("my.tribuo"), "--output", path("there")).succeeds();
    Cli.run("convert", "--to", "tribuo", "--model", path("there"), "--output", path("back"))
        .succeeds();
    List<String> before = trainingLines(path("my.tribuo"));
    assertThat(before).hasSizeGreaterThan(3).anyMatch(line -> line.contains("column 2"));
    assertThat(trainingLines(path("there"))).isEqualTo(before);
    assertThat(trainingLines(path("back"))).isEqualTo(before);
    assertThat(Cli.run("info", path("back")).output())
        .as("the provenance of core's tagger is none of a trainer of Tribuo's")
        .doesNotContain("reproduce");
    assertThat(Cli.run("evaluate", "--model", path("back"), "--test", path("train")).output())
        .contains("accuracy", "warning the model was trained on this file");
  }

  private static List<String> trainingLines(String model) {
    return Cli.run("info", model)
        .succeeds()
        .output()
        .lines()
        .filter(line -> line.matches("(dev|training|trained at| ).*"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({"tributary, onnx", "tributary, tribuo", "tribuo, tributary", "onnx, tribuo"})
  void nameOfAnotherFormatIsRefused(String to, String ending) {
    String output = path("never." + ending);
    Cli.run("convert", "--to", to, "--model", path("my.tribuo"), "--output", output)
        .isWrongUsage(
            "tributary convert",
            "--output: expected --to %s for a file whose name ends in .%s, got --to %s"
                .formatted(ending, ending, to));
    assertThat(folder.resolve("never." + ending)).doesNotExist();
  }

  @Test
  void endingOfTheNameIsTheDefaultFormat() throws IOException {
    String tribuo = path("ending.TRIBUO");
    Cli.run("convert", "--model", path("my.tribuo"), "--output", tribuo).succeeds();
    LstmTaggerModel.load(Path.of(tribuo)).close();
    String onnx = path("ending.onnx");
    Cli.run("convert", "--no-check", "--model", path("my.tribuo"), "--output", onnx).succeeds();
    assertThat(ModelProto.parseFrom(Files.readAllBytes(Path.of(onnx))).getGraph().getNodeCount())
        .isPositive();
  }

  @Test
  void tribuoModelIsWrittenAgain() throws IOException {
    Cli.run("convert", "--to", "tribuo", "--model", path("my.tribuo"), "--output", path("copy"))
        .succeeds();
    assertThat(folder.resolve("copy"))
        .hasBinaryContent(Files.readAllBytes(folder.resolve("my.tribuo")));
    Cli.run(
            "convert",
            "--to",
            "onnx",
            "--vector-storage",
            "beside",
            "--model",
            path("my.tribuo"),
            "--output",
            path("never.onnx"))
        .isWrongUsage(
            "tributary convert",
            "--vector-storage: expected --to tributary or --to tribuo, got --to onnx");
    Cli.run(
            "train",
            "--train",
            path("train"),
            "--column",
            "2",
            "--model",
            path("never"),
            "--vector-storage",
            "beside")
        .isWrongUsage(
            "tributary train", "--vector-storage: expected a vector file; add --vectors FILE");
  }

  @Test
  void unreadableModelsAndTheModelAsOutputAreRefused() throws IOException {
    Cli.run("convert", "--model", path("my.tribuo"), "--output", path("my.tribuo"))
        .isWrongUsage(
            "tributary convert",
            "--output: expected a different file from --model, got %s for both"
                .formatted(path("my.tribuo")));
    Path weights = folder.resolve("weights.safetensors");
    Safetensors.write(weights, ParameterValues.of(Map.of("a", FloatTensor.zeros(2))));
    Cli.run("convert", "--model", weights.toString(), "--output", path("other"))
        .failsSaying(
            "word tagger %s: expected a tagger written by WordTagger.save, got other tensors; read them with Safetensors.read, or import a tagger of PyTorch with tributary import-torch"
                .formatted(weights));
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @Test
  void filesOfTheCoreLibraryAreConvertedToEachFormat() throws IOException {
    String core = path("again.tributary");
    Cli.run("convert", "--model", path("my.tribuo"), "--output", core).succeeds();
    Cli.run("convert", "--model", core, "--output", path("twice.tributary")).succeeds();
    assertThat(folder.resolve("twice.tributary"))
        .hasBinaryContent(Files.readAllBytes(folder.resolve("again.tributary")));
    Cli.run("convert", "--to", "tribuo", "--model", core, "--output", path("back.tribuo"))
        .succeeds();
    String text = "Ann saw Rome\nBob ran\n";
    assertThat(probabilities(path("back.tribuo"), text))
        .contains("Ann")
        .isEqualTo(probabilities(path("my.tribuo"), text));
  }

  /**
   * Words of one character, which are those of other words too, words in capitals and others; only
   * a model of its own training has frequencies.
   */
  @Test
  void convertedModelsKnowTheSameWords() throws IOException {
    Path forms = folder.resolve("forms.tribuo");
    Cli.run(
            "train",
            "--train=" + path("train"),
            "--dev=" + path("dev"),
            "--column=2",
            "--model=" + forms,
            "--epochs=1",
            "--hidden-size=4")
        .succeeds();
    Files.writeString(
        folder.resolve("words"), "Ann N\na N\nsaw V\nSAW V\n\ns N\nran V\nunseen N\nw V\n");
    for (Path model : List.of(forms, folder.resolve("my.tribuo"))) {
      JsonNode trained = evaluated(model.toString());
      assertThat(trained.at("/knownWords/tokens").asInt()).isEqualTo(3);
      assertThat(trained.at("/unknownWords/tokens").asInt()).isEqualTo(5);
      assertThat(trained.get("byTrainingCount")).hasSize(2);
      String core = path("known.tributary");
      String back = path("known.tribuo");
      String again = path("again.tributary");
      Cli.run("convert", "--model=" + model, "--output=" + core).succeeds();
      Cli.run("convert", "--to=tribuo", "--model=" + core, "--output=" + back).succeeds();
      Cli.run("convert", "--model=" + back, "--output=" + again).succeeds();
      for (String converted : List.of(core, back, again)) {
        JsonNode scores = evaluated(converted);
        for (String field : List.of("knownWords", "unknownWords", "knownWordRate")) {
          assertThat(scores.get(field)).as(converted + field).isEqualTo(trained.get(field));
        }
        assertThat(scores.get("byTrainingCount")).isEmpty();
      }
    }
  }

  private static JsonNode evaluated(String model) throws IOException {
    Cli.run(
            "evaluate",
            "--model=" + model,
            "--test=" + path("words"),
            "--column=2",
            "--json=" + path("scores.json"))
        .succeeds();
    return new ObjectMapper().readTree(folder.resolve("scores.json").toFile());
  }

  private static String probabilities(String model, String text) {
    return Cli.runWith(text, "tag", "--model", model, "--probabilities", "--format", "columns")
        .succeeds()
        .output();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          504b030414000808 | a zip archive, such as a .pt file of PyTorch; save its state dict as safetensors and read that with tributary import-torch
          1f8b080000000000 | a gzip file; decompress it
          0808120954726962 | an ONNX file, which ONNX Runtime reads; use the tagger that it was exported from
          0001020304050607 | neither (first bytes 0001020304050607); is it another file, compressed, or cut off?
          """)
  void filesOfOtherProgramsAreRecognized(String bytes, String got) throws IOException {
    Path file = Files.write(folder.resolve("foreign"), HexFormat.of().parseHex(bytes));
    Cli.run("convert", "--model", file.toString(), "--output", path("other"))
        .failsSaying(
            "tagger %s: expected a file of WordTagger.save or a Tribuo model, got %s"
                .formatted(file, got));
  }
}
