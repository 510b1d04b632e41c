package org.tributary.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.sensor.Recording;
import org.tributary.examples.sensor.SensorGenerator;

class RecordingProgramsTest {

  @TempDir private Path folder;

  @Test
  void sensorsBeatTheMostFrequentLabel() throws IOException {
    ProgramRun run = run("sensors", "--epochs", "15");
    assertThat(run.number("LSTM ([0-9.]+) %"))
        .isGreaterThan(run.number("most frequent label ([0-9.]+) %") + 25);
    assertPicture("sensors.png", 2000, 640);
  }

  @Test
  void streamedLabelsEqualThoseOfTheWholeSequence() throws IOException {
    ProgramRun run = run("streaming", "--epochs", "3");
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
    assertPicture("regression.png", 1120, 1120);
  }

  /** Recordings of two channels with other labels and scales, one a single step long. */
  @Test
  void ownRecordingsAreReadByEveryProgram() throws IOException {
    StringBuilder labels = new StringBuilder("machine,current,vibration,state\n");
    StringBuilder numbers = new StringBuilder("machine,current,vibration,wear\n");
    List<Recording> recordings = SensorGenerator.activities(9, 4);
    for (int k = 0; k < recordings.size(); k++) {
      Recording recording = recordings.get(k);
      for (int t = 0; t < (k == 2 ? 1 : recording.steps()); t++) {
        float value = recording.values().get(t, 2);
        String readings = "m%d,%s,%s,".formatted(k, 1000 + 50 * value, 1e-4 * value);
        labels.append(readings).append(recording.labels().get(t).equals("run") ? "on" : "off");
        labels.append('\n');
        numbers.append(readings).append(-2000 + 100 * value).append('\n');
      }
    }
    Path states = Files.writeString(folder.resolve("states.csv"), labels);
    Path wear = Files.writeString(folder.resolve("wear.csv"), numbers);
    assertThat(run("sensors", states.toString(), "--epochs", "4").out()).contains("LSTM ");
    assertThat(run("streaming", states.toString(), "--epochs", "4").out())
        .containsPattern("m8, step 1: (on|off)");
    ProgramRun regression = run("regression", wear.toString(), "--epochs", "60");
    assertThat(regression.number("of the GRU ([0-9.]+) in test"))
        .isLessThan(0.6 * regression.number("of the training mean ([0-9.]+)"));
  }

  @Test
  void unsuitableRecordingsAreRejectedWithTheCure() throws IOException {
    Path few = Files.writeString(folder.resolve("few.csv"), "id,x,label\na,1,b\n");
    ProgramRun tooFew = ProgramRun.of("sensors", few.toString());
    assertThat(tooFew.code()).isEqualTo(1);
    assertThat(tooFew.err()).startsWith("expected at least 5 recordings").endsWith("into several");

    StringBuilder text = new StringBuilder("id,x,label\n");
    for (int k = 0; k < 6; k++) {
      text.append("r").append(k).append(",1,walk\n");
    }
    Path words = Files.writeString(folder.resolve("words.csv"), text);
    ProgramRun labels = ProgramRun.of("regression", words.toString());
    assertThat(labels.code()).isEqualTo(1);
    assertThat(labels.err())
        .isEqualTo(
            "recording r0, step 1: expected a finite number as the target, got 'walk';"
                + " regression needs numbers in the last column");

    StringBuilder numbers = new StringBuilder("id,x,wear\n");
    StringBuilder constant = new StringBuilder("id,x,wear\n");
    for (int k = 0; k < 60; k++) {
      numbers.append("r%d,1,%d.5\n".formatted(k / 10, k));
      constant.append("r%d,%d,3\n".formatted(k / 10, k));
    }
    Path wear = Files.writeString(folder.resolve("numbers.csv"), numbers);
    assertThat(ProgramRun.of("sensors", wear.toString()).err())
        .startsWith("expected labels that repeat, got ")
        .endsWith(" steps; for numbers, run the program regression");
    String wrong = numbers.toString().replace(",59.5", ",walk");
    Path last = Files.writeString(folder.resolve("last.csv"), wrong);
    ProgramRun late = ProgramRun.of("regression", last.toString());
    assertThat(late.err()).startsWith("recording r5, step 10: expected a finite number");
    assertThat(late.out()).isEmpty();
    Path same = Files.writeString(folder.resolve("constant.csv"), constant);
    assertThat(ProgramRun.of("regression", same.toString()).err())
        .isEqualTo(
            "expected training targets that differ, got only 3.0; is the last column the number to predict?");

    Path header = Files.writeString(folder.resolve("header.csv"), "a;b;c\n1;2;3\n");
    assertThat(ProgramRun.of("streaming", header.toString()).err())
        .isEqualTo(
            header
                + ", line 1: expected a header of at least 3 columns (recording, channels, label),"
                + " got 1: \"a;b;c\"; are the columns separated by commas?");
  }

  private ProgramRun run(String program, String... more) {
    String[] arguments = new String[more.length + 3];
    arguments[0] = program;
    System.arraycopy(more, 0, arguments, 1, more.length);
    arguments[more.length + 1] = "--output";
    arguments[more.length + 2] = folder.resolve("results").toString();
    ProgramRun run = ProgramRun.of(arguments);
    assertThat(run.code()).as("%s", run).isZero();
    return run;
  }

  private void assertPicture(String name, int width, int height) throws IOException {
    var image = ImageIO.read(folder.resolve("results").resolve(name).toFile());
    assertThat(List.of(image.getWidth(), image.getHeight())).containsExactly(width, height);
  }
}
