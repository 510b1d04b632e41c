package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.console.Console;

/** Nobody reads what is printed any more, as with {@code | head}. */
class ReaderGoneTest {
  @TempDir private Path folder;

  @Test
  void trainingGoesOnAndSavesItsModel() throws IOException {
    Path data = Files.writeString(folder.resolve("data"), "a DET\ncat NOUN\n\n".repeat(3));
    Path model = folder.resolve("model");
    ByteArrayOutputStream error = new ByteArrayOutputStream();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        };
    Console console =
        Console.of(
            InputStream.nullInputStream(),
            closed,
            new PrintStream(error, true, StandardCharsets.UTF_8));
    int exit =
        TributaryCommand.run(
            console,
            "train",
            "--train=" + data,
            "--dev=" + data,
            "--column=2",
            "--model=" + model,
            "--epochs=1",
            "--hidden=4");
    assertThat(exit).as(error.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(model).exists();
  }
}
