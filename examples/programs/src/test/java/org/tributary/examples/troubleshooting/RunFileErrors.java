package org.tributary.examples.troubleshooting;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Errors of checkpoints and of reproductions. */
record RunFileErrors(Errors errors, Models models) {
  private static final String VERSION = "\"tributary.checkpoint\":\"2\"";

  void provoke() throws IOException {
    checkpoints();
    reproductions();
  }

  private void checkpoints() throws IOException {
    Path checkpoint = errors.folder().resolve("checkpoint");
    String[] train = {"--quiet", "--checkpoint", checkpoint.toString()};
    errors.commandSucceeds(train(train));
    errors.command(Errors.with(train(train), "--hidden-size", "3"));

    byte[] whole = Files.readAllBytes(checkpoint);
    resume("cut-content", Arrays.copyOf(whole, whole.length - 9));
    resume("cut-header", Arrays.copyOf(whole, 9));
    resume("altered", Models.damaged(checkpoint, -40));
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    resume(
        "newer",
        text.replace(VERSION, VERSION.replace('2', '3')).getBytes(StandardCharsets.ISO_8859_1));
    resume(
        "other-tensors",
        text.replace("tributary.checkpoint", "tributary.otherthing")
            .getBytes(StandardCharsets.ISO_8859_1));
    resume("other", "a letter".getBytes(StandardCharsets.UTF_8));
    errors.command(train("--checkpoint", errors.none() + "/checkpoint"));
    errors.command(train("--checkpoint", errors.folder().toString()));
  }

  private void resume(String name, byte[] checkpoint) {
    errors.command(train("--checkpoint", errors.file(name, checkpoint)));
  }

  private void reproductions() throws IOException {
    String tuned = models.tuned().toString();
    errors.command("reproduce", "--model", tuned);
    errors.command("reproduce", "--model", tuned, "--from", models.inMemory().toString());
    errors.command(
        "reproduce", "--model", models.tribuo().toString(), "--from", models.tribuo().toString());
    errors.command("reproduce", "--model", models.inMemory().toString());

    String taught = errors.folder().resolve("taught.model").toString();
    String data = models.data().toString();
    String[] train = {"train", "--quiet", "--train", data, "--column", "upos", "--model", taught};
    errors.commandSucceeds(
        Errors.with(
            train, "--epochs", "1", "--preset", "fast", "--teacher", models.tribuo().toString()));
    errors.command("reproduce", "--model", taught);
    movedFiles();
  }

  private void movedFiles() throws IOException {
    Path data = Path.of(errors.file(DataFileErrors.WORDS.repeat(4)));
    String model = errors.folder().resolve("moved.model").toString();
    errors.commandSucceeds(
        "train",
        "--quiet",
        "--train",
        data.toString(),
        "--column",
        "upos",
        "--epochs",
        "1",
        "--hidden-size",
        "3",
        "--layers",
        "1",
        "--character-encoder",
        "none",
        "--model",
        model);
    Files.writeString(data, DataFileErrors.WORDS.repeat(5));
    errors.command("reproduce", "--model", model);
    Files.delete(data);
    errors.command("reproduce", "--model", model);
  }

  private String[] train(String... options) {
    String data = models.data().toString();
    String[] command = {
      "train",
      "--train",
      data,
      "--dev",
      data,
      "--column",
      "upos",
      "--epochs",
      "1",
      "--layers",
      "1",
      "--character-encoder",
      "none",
      "--model",
      errors.folder().resolve("resumed.model").toString()
    };
    return Errors.with(command, options);
  }
}
