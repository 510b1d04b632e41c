package org.tributary.examples.troubleshooting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tributary.tribuo.LstmTaggerTrainer;

/** Errors of the command line's names, values and combinations of options. */
record OptionErrors(Errors errors, Models models) {
  void provoke() throws IOException {
    names();
    numbers();
    outputs();
    columns();
    training();
    configurations();
    baseModels();
    teachers();
  }

  private void names() {
    errors.command();
    errors.command("trian");
    errors.command("train", "--epoch", "3");
    errors.command("train", "three words");
    errors.command("train", "--train", "a");
    train("--epochs", "ten");
    train("--cell", "transformer");
    errors.command("tag", "--model", "a\0b");
    train("--device", "tpu");
    train("--device", "cpu:1");
  }

  private void numbers() {
    train("--epochs", "-1");
    train("--dropout", "1");
    train("--layers", "0");
    train("--learning-rate", "NaN");
    train("--weight-decay", "-1");
    train("--threads", "0");
    train("--seeds", "0");
    errors.call(() -> LstmTaggerTrainer.builder().plateau(2, 1, 0).build());
    errors.call(() -> LstmTaggerTrainer.builder().averageLastEpochs(2).build());
  }

  private void outputs() {
    output(errors.none() + "/model");
    output(models.data() + "/model");
    output(errors.folder().toString());
    output("/dev/null");
    errors.command("tour", "--output", models.data().toString());
    errors.command("tag", "--model", "m", "--input", "t", "--output", "m");
    errors.command("import-torch", "--weights", "w", "--mapping", "m");
    errors.command("convert", "--model", "m", "--output", "o.onnx");
    errors.command("convert", "--model", "m", "--output", "o", "--no-check");
    errors.command("convert", "--to=onnx", "--model=m", "--output=o", "--vector-storage", "beside");
    errors.command("convert", "--model", "m", "--output", "o", "--check-on", "t");
    errors.command("convert", "--to=onnx", "--model=m", "--output=o", "--check-on=t", "--no-check");
  }

  private void output(String model) {
    String data = models.data().toString();
    errors.command("train", "--train", data, "--column", "upos", "--model", model);
  }

  private void columns() {
    for (String column : List.of("tag", "0")) {
      errors.command("train", "--train", "a", "--model", "c", "--column", column);
    }
    errors.command("tag", "--model", "m", "--column", "form");
    train("--format", "columns");
    train("--token-column", "2");
    errors.command("tag", "--model", "m", "--token-column", "2");
    String[] numbered = {"train", "--train", "a", "--model", "c", "--format", "columns"};
    errors.command(Errors.with(numbered, "--column", "2", "--token-column", "0"));
    errors.command(Errors.with(numbered, "--column", "3", "--token-column", "3"));
    train("--auxiliary-columns", "lemma");
  }

  private void training() {
    String one = errors.file(DataFileErrors.WORDS);
    errors.command("train", "--train", one, "--column", "upos", "--model", errors.none());
    train("--dev-share", "0.1");
    errors.command("train", "--train", one, "--column", "upos", "--model", "m", "--dev-share", "2");
    train("--softmax", "--scheme", "bio");
    train("--momentum", "0.9");
    train("--vector-words", "all");
    train("--gazetteer-matching", "lower_case");
    train("--vector-storage", "beside");
    train("--vectors", one, "--vector-dropout", "1");
    train("--vectors", one, "--vector-projection=-1");
    train("--vectors", one, "--vector-precision", "bf16");
    train("--table-precision", "bf16");
    train("--seed", Long.toString(Long.MAX_VALUE), "--seeds", "2");
    train("--grid", "layers");
    train("--grid", "rhythm=1");
    train("--grid", "hiden-size=8");
    train("--grid", "layers=1", "--grid", "layers=2");
    train("--grid", "layers=1,1");
    String others = errors.file(DataFileErrors.word("1", "oh", "INTJ") + "\n");
    errors.command(
        "train", "--train", one, "--dev", others, "--column", "upos", "--model", errors.none());
  }

  private void configurations() throws IOException {
    String trainer =
        "<component name=\"t\" type=\"org.tributary.tribuo.LstmTaggerTrainer\">%s</component>";
    String extractors =
        "<component name=\"a\" type=\"org.tributary.tribuo.data.WordFeatureExtractor\"/>"
            + "<component name=\"b\" type=\"org.tributary.tribuo.data.WordFormFeatureExtractor\"/>";
    configured("");
    configured(trainer.formatted("") + extractors);
    configured(trainer.formatted(""), "--epochs", "3");
    String dev =
        "<component name=\"dev\" type=\"org.tributary.tribuo.data.conllu.ConlluDataSource\">"
            + "<property name=\"path\" value=\"%s\"/></component>".formatted(models.data());
    configured(
        dev + trainer.formatted("<property name=\"devSource\" value=\"dev\"/>"),
        "--dev",
        models.data().toString());
    configuration("epochs: 3");
  }

  private void configured(String components, String... options) throws IOException {
    configuration("<config>" + components + "</config>", options);
  }

  private void configuration(String content, String... options) throws IOException {
    Path file = errors.folder().resolve("config.xml");
    Files.writeString(file, content, StandardCharsets.UTF_8);
    String data = models.data().toString();
    String[] command = {
      "train", "--train", data, "--column", "upos", "--model", errors.none(), "--config", "" + file
    };
    errors.command(Errors.with(command, options));
  }

  private void baseModels() {
    train("--from", models.tribuo().toString(), "--layers", "2");
    String labels =
        errors.file(
            (DataFileErrors.WORDS + "1\toh\t_\tINTJ\n")
                .replace("INTJ\n", "INTJ\t_\t_\t_\t_\t_\t_\n\n"));
    errors.command(
        "train",
        "--train",
        labels,
        "--dev",
        labels,
        "--column",
        "upos",
        "--from",
        models.tribuo().toString(),
        "--model",
        errors.none());
  }

  private void teachers() {
    train("--raw", "a");
    train("--teacher", "a,a");
    train("--teacher", "a", "--teacher-weight", "2");
    train("--teacher", "a", "--raw-language", "en");
    train("--teacher", "a", "--raw", "b", "--raw-language", "klingon");
    String others = errors.file((DataFileErrors.word("1", "oh", "INTJ") + "\n").repeat(2));
    errors.command(
        "train",
        "--train",
        others,
        "--column",
        "upos",
        "--teacher",
        models.tribuo().toString(),
        "--model",
        errors.none());
  }

  private void train(String... options) {
    String[] command = {"train", "--train", "a", "--dev", "b", "--model", "c", "--column", "upos"};
    errors.command(Errors.with(command, options));
  }
}
