package org.tributary.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the program in a separate process. */
class MainTest {
  private static final String SENTENCE = "a\tDET\nbig\tADJ\ncat\tNOUN\n\n";

  @TempDir private Path folder;

  /** Turkish has a dotted capital I, and Egypt its own digits. */
  @Test
  void defaultLocaleDoesNotAffectCommands() throws Exception {
    Path data = Files.writeString(folder.resolve("data"), SENTENCE.repeat(3));
    Path model = folder.resolve("model");
    run(
        "tr-TR",
        List.of(
            "train",
            "--train=" + data,
            "--dev=" + data,
            "--column=2",
            "--model=" + model,
            "--epochs=1",
            "--hidden-size=4",
            "--character-encoder=none"));
    assertThat(model).exists();
    run("ar-EG", List.of("evaluate", "--model=" + model, "--test=" + data, "--column=2"));
  }

  private void run(String language, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1"); // as the tests' own processes: it starts faster
    command.add("-Duser.language=" + language.substring(0, 2));
    command.add("-Duser.country=" + language.substring(3));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(arguments);
    File output = folder.resolve(language + ".txt").toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    assertThat(process.waitFor()).as(Files.readString(output.toPath())).isZero();
  }
}
