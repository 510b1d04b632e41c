package org.tributary.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingProgramsTest {

  @TempDir private Path folder;

  @Test
  void sensorsBeatTheMostFrequentLabel() throws IOException {
    ProgramRun run = run("sensors", "--epochs", "15");
    assertThat(run.number("LSTM ([0-9.]+) %"))
        .isGreaterThan(run.number("most frequent label ([0-9.]+) %") + 25);
  }

  @Test
  void streamedLabelsEqualThoseOfTheWholeSequence() throws IOException {
    ProgramRun run = run("streaming", "--epochs", "3", "--output", folder + "/results");
    assertThat(run.code()).isZero();
    assertThat(run.number("of (\\d+) steps")).isGreaterThan(1000);
    assertThat(run.out()).containsPattern("\\b(\\d+) of \\1 steps equal the whole sequence");
    assertThat(run.out())
        .containsPattern("person 120, step 1: (rest|walk|stairs|run) \\(0\\.\\d\\d\\)");
    assertPicture("streaming.png", 2000, 640);
  }

  @Test
  void regressionHalvesTheErrorOfTheMean() throws IOException {
    ProgramRun run = run("regression", "--epochs", "8");
    assertThat(run.number("of the GRU ([0-9.]+) in test"))
        .isLessThan(0.6 * run.number("of the training mean ([0-9.]+)"));
  }

  private static ProgramRun run(String... arguments) {
    ProgramRun run = ProgramRun.of(arguments);
    assertThat(run.code()).as("%s", run).isZero();
    return run;
  }

  private void assertPicture(String name, int width, int height) throws IOException {
    var image = ImageIO.read(folder.resolve("results").resolve(name).toFile());
    assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(width, height);
  }
}
