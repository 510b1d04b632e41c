package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.Main;
import org.tributary.examples.command.Cli;

/** Training that Ctrl-C ends, in a separate process. */
class TrainStopTest {
  @TempDir private Path folder;

  /**
   * Returns INT, the signal of Ctrl-C, or TERM if this process ignores INT, as one in the
   * background of a script does: then its children ignore it too.
   */
  private static String signal() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return "INT";
    }
    return Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(
                line ->
                    (Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16) & 2)
                        != 0)
        ? "TERM"
        : "INT";
  }

  @Test
  void stoppedTrainingSavesItsBestEpoch() throws Exception {
    Path data =
        Files.writeString(
            folder.resolve("data"), "Ann B-PER\nran O\n\nthe O\ndog B-ANIMAL\n\n".repeat(10));
    Path model = folder.resolve("model");
    File output = folder.resolve("output").toFile();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "train",
                "--train=" + data,
                "--column=2",
                "--model=" + model,
                "--epochs=1000000",
                "--seeds=2",
                "--hidden-size=4",
                "--layers=1",
                "--character-encoder=none")
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    try {
      while (!text(output).contains("epoch  3/") && process.isAlive()) {
        process.waitFor(50, TimeUnit.MILLISECONDS);
      }
      String signal = signal();
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(text(output)).isTrue();
      assertThat(process.exitValue()).as(text(output)).isEqualTo(signal.equals("INT") ? 130 : 143);
    } finally {
      process.destroyForcibly();
    }
    assertThat(text(output))
        .contains("stopped; the best epoch so far is saved in " + model)
        .contains("stopped before the bias of the label O was tuned on the dev sentences")
        .doesNotContain("seed   2", "saved  ");
    Cli again = Cli.run("reproduce", "--quiet", "--model", model.toString()).succeeds();
    assertThat(again.output()).contains("weights      bit-identical").doesNotContain("epoch");
  }

  private static String text(File file) throws IOException {
    return Files.readString(file.toPath());
  }
}
