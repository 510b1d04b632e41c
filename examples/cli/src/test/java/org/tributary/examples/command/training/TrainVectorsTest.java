package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;
import org.tributary.examples.command.XposCorpus;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorType;
import org.tributary.tribuo.LstmTaggerModel;

/** Training with characters and pretrained vectors. */
class TrainVectorsTest {
  @TempDir private Path folder;

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  /** The word jug, and some of its letters, occur in the test file only. */
  @Test
  void optionsOfVectorsPresetAndTablesReachTheModel() throws IOException {
    XposCorpus.write(folder);
    Files.writeString(folder.resolve("vectors.txt"), "dog 1 2\nabsent 0.1 0.3\n");
    String[] common = {
      "train",
      "--train=" + path("train.conllu"),
      "--dev=" + path("test.conllu"),
      "--column=xpos",
      "--epochs=1",
      "--hidden-size=4",
      "--vectors=" + path("vectors.txt")
    };
    train(common, "all", "--preset=fast", "--vector-precision=f32", "--table-precision=f32");
    train(common, "few", "--vector-words=training", "--vector-training=trainable");
    train(common, "large", "--preset=accurate", "--table-precision=f16");
    assertThat(info("all"))
        .contains("1 × LSTM", "vector (3 entries, size 2)")
        .doesNotContain("char (");
    assertThat(info("few")).contains("2 × LSTM", "vector (2 entries, size 2)", "char (");
    assertThat(info("large")).contains("2 × LSTM", "vector (3 entries, size 2)", "char (");
    assertThat(Files.size(folder.resolve("large"))).isLessThan(Files.size(folder.resolve("few")));
  }

  /** The preset rounds the tables that training changes; the vectors have their own option. */
  @Test
  void presetOfHalfPrecisionKeepsTheNumbersOfFrozenVectors() throws IOException {
    XposCorpus.write(folder);
    Files.writeString(folder.resolve("vectors.txt"), "dog 0.1 70000 -0.7\ncup 3.3 1 100000\n");
    train(
        fast(), "fast", "--vectors=" + path("vectors.txt"), "--vector-precision=f32", "--epochs=1");
    ParameterValues stored = parameters("fast");
    assertThat(stored.values("vector_emb.weight"))
        .containsExactly(0.1f, 70000, -0.7f, 3.3f, 1, 100000, 0, 0, 0);
    assertThat(TensorType.F16.holds(stored.tensor("word_emb.weight"))).isTrue();
    assertThat(TensorType.F16.holds(stored.tensor("lstm.weight_hh_l0"))).isFalse();
  }

  /** A number that 16 bits cannot hold keeps its table at 32 bits, at the end of a training. */
  @Test
  void tunedVectorsBeyondHalfPrecisionStayFinite() throws IOException {
    XposCorpus.write(folder);
    Files.writeString(folder.resolve("vectors.txt"), "dog 0.1 70000\nunread 0.3 -80000\n");
    train(
        fast(),
        "tuned",
        "--vectors=" + path("vectors.txt"),
        "--vector-training=trainable",
        "--epochs=1");
    ParameterValues stored = parameters("tuned");
    assertThat(stored.values("vector_emb.weight")).contains(0.3f, -80000);
    assertThat(TensorType.F16.holds(stored.tensor("word_emb.weight"))).isTrue();
  }

  private String[] fast() {
    return new String[] {
      "train",
      "--train=" + path("train.conllu"),
      "--dev=" + path("test.conllu"),
      "--column=xpos",
      "--hidden-size=4",
      "--preset=fast"
    };
  }

  private ParameterValues parameters(String model) throws IOException {
    try (LstmTaggerModel loaded = LstmTaggerModel.load(folder.resolve(model))) {
      return loaded.parameters();
    }
  }

  private void train(String[] common, String model, String... options) {
    Cli.run(
            Stream.of(Stream.of(common), Stream.of("--model=" + path(model)), Stream.of(options))
                .flatMap(arguments -> arguments)
                .toArray(String[]::new))
        .succeeds();
  }

  private String info(String model) {
    return Cli.run("info", path(model)).succeeds().output();
  }

  @Test
  void charactersAndVectorsAreTrainedStoredAndUsed() throws IOException {
    XposCorpus.write(folder);
    Files.writeString(
        folder.resolve("vectors.txt"), "4 2\ndog 1 2\ncup 1 1\njug 1 1.5\nthe -3 1\n");
    Cli rich =
        Cli.run(
            "train",
            "--train",
            path("train.conllu"),
            "--dev",
            path("test.conllu"),
            "--column",
            "xpos",
            "--model",
            path("rich"),
            "--epochs",
            "3",
            "--hidden-size",
            "8",
            "--character-encoder",
            "cnn",
            "--vectors",
            path("vectors.txt"),
            "--vector-projection",
            "3",
            "--vector-dropout",
            "0.1",
            "--vector-storage",
            "beside");
    assertThat(info("rich")).contains("vector (5 entries, size 3)");
    assertVectorsAreBeside("model", "rich");
    assertThat(rich.succeeds().output())
        .contains("features forms, characters cnn, vectors " + path("vectors.txt"));
    Cli.run("evaluate", "--model", path("rich"), "--test", path("test.conllu"), "--column", "xpos")
        .succeeds();
    Files.createDirectory(folder.resolve("elsewhere"));
    Cli.run(
            "convert",
            "--to",
            "tribuo",
            "--model",
            path("rich"),
            "--output",
            path("elsewhere/rich"))
        .succeeds();
    assertThat(info("elsewhere/rich")).contains("vector (5 entries, size 3)");
    Cli.run(
            "convert",
            "--vector-storage",
            "beside",
            "--model",
            path("rich"),
            "--output",
            path("rich.tributary"))
        .succeeds();
    assertVectorsAreBeside("word tagger", "rich.tributary");
    Files.writeString(folder.resolve("bad.txt"), "dog 1 2\ncup 1\n");
    Cli.run(
            "train",
            "--train",
            path("train.conllu"),
            "--dev",
            path("test.conllu"),
            "--column",
            "xpos",
            "--model",
            path("none"),
            "--vectors",
            path("bad.txt"))
        .failsSaying(
            path("bad.txt")
                + ", line 2: expected a word and 2 numbers as in line 1, got 1: \"cup 1\"; is the"
                + " file cut off, or does it mix vectors of several sizes?");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  /** The command fails without the only file of vectors in the folder. */
  private void assertVectorsAreBeside(String kind, String model) throws IOException {
    List<Path> vectors;
    try (Stream<Path> files = Files.list(folder)) {
      vectors = files.filter(f -> f.getFileName().toString().startsWith("vectors-")).toList();
    }
    assertThat(vectors).hasSize(1);
    Path moved = folder.resolve("moved");
    Files.move(vectors.get(0), moved);
    Cli.run("info", path(model))
        .failsSaying(
            "%s %s: vectors: expected the file %s, got none; copy it to the tagger's folder"
                .formatted(kind, path(model), vectors.get(0)));
    Files.move(moved, vectors.get(0));
  }
}
