package org.tributary.examples.command.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.Cli;

/** Grid search by {@code train --grid}. */
class TrainGridTest {
  private static final String GRID = "--grid: expected ";

  @TempDir private Path folder;
  private SmallTraining small;

  @BeforeEach
  void setUp() {
    small = new SmallTraining(folder);
  }

  @Test
  void notesLeaveOutWhatTheGridSets() throws IOException {
    String output =
        small
            .train("--grid=batch-size =1,2", "--grid", "word-dropout=0,0.2", "--grid=softmax=true")
            .succeeds()
            .output();
    assertThat(output)
        .contains("note   defaults for span labels: UNK rate 20.0\n")
        .doesNotContain("training steps");
  }

  @Test
  void everyGridPointIsTrainedAndTheBestModelSaved() throws IOException {
    Cli run =
        small.train(
            "--grid",
            "layers=1,2",
            "--grid=cell=gru,RNN",
            "--seeds",
            "2",
            "--crf",
            "--auxiliary-columns=",
            "--character-encoder=none",
            "--features=words",
            "--learning-rate",
            "0.05",
            "--scheme=bio");
    run.succeeds();
    List<String> points = matches("grid   (.+)", run.output());
    assertThat(points)
        .containsExactly(
            "layers=1, cell=gru",
            "layers=1, cell=gru",
            "layers=1, cell=RNN",
            "layers=1, cell=RNN",
            "layers=2, cell=gru",
            "layers=2, cell=gru",
            "layers=2, cell=RNN",
            "layers=2, cell=RNN");
    assertThat(run.output())
        .contains("defaults for span labels: batches of up to 8, word dropout 0.1, UNK rate 20.0");
    List<Double> scores = SmallTraining.scores(run);
    assertThat(scores).hasSize(8);
    int best = scores.indexOf(Collections.max(scores));
    assertThat(small.stored())
        .containsEntry("seed", String.valueOf(1 + best % 2))
        .containsEntry("layers", String.valueOf(1 + best / 4))
        .containsEntry("cell", best / 2 % 2 == 0 ? "GRU" : "RNN")
        .containsEntry("head", "CRF") // set outside the grid
        .containsEntry("scheme", "BIO")
        .containsEntry("auxiliaryTasks", "[]")
        .containsEntry("learningRate", "0.05");
    assertThat(run.output())
        .containsPattern("saved  .*, %s, seed %d\\)".formatted(points.get(best), 1 + best % 2));
    List<String> table = matches("dev    ([0-9.]+ % ± .*)", run.output());
    assertThat(table)
        .hasSize(4)
        .isSortedAccordingTo(Comparator.comparing(TrainGridTest::percent).reversed());
    for (int point = 0; point < 4; point++) {
      String name = points.get(2 * point);
      double mean = (scores.get(2 * point) + scores.get(2 * point + 1)) / 2;
      assertThat(table)
          .filteredOn(line -> line.endsWith("  " + name))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line).contains(" over 2 seeds (");
                assertThat(percent(line)).isCloseTo(mean, within(0.02));
              });
    }
  }

  @Test
  void everyGridPointHasItsOwnCheckpoint() throws IOException {
    Path file = folder.resolve("run");
    String[] options = {
      "--grid=layers=1,2",
      "--grid=dropout=0,0.5",
      "--character-encoder=none",
      "--features=words",
      "--checkpoint=" + file
    };
    small.train(options).succeeds();
    assertThat(folder.toFile().list((f, name) -> name.startsWith("run")))
        .containsExactlyInAnyOrder(
            "run.layers=1-dropout=0",
            "run.layers=1-dropout=0.5",
            "run.layers=2-dropout=0",
            "run.layers=2-dropout=0.5");
    Map<String, String> first = small.stored();
    small.train(options).succeeds(); // every run has finished and resumes at its end
    assertThat(small.stored()).isEqualTo(first);
  }

  @Test
  void outputLayerOutsideTheGridIsKept() throws IOException {
    small
        .train(
            "--grid", "layers=1,2", "--softmax", "--auxiliary-columns=", "--character-encoder=none")
        .succeeds();
    assertThat(small.stored()).containsEntry("head", "SOFTMAX");
  }

  private static double percent(String line) {
    return Double.parseDouble(line.substring(0, line.indexOf(" %")));
  }

  private static List<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(m -> m.group(1)).toList();
  }

  @Test
  void invalidGridIsWrongUsage() throws IOException {
    small
        .train("--grid", "hidden-size")
        .isWrongUsage("tributary train", GRID + "OPTION=V,V..., got 'hidden-size'");
    small
        .train("--grid", "hidden-size=")
        .isWrongUsage("tributary train", GRID + "OPTION=V,V..., got 'hidden-size='");
    small
        .train("--grid", "layers=1", "--grid", "layers=2")
        .isWrongUsage("tributary train", GRID + "each option once, got 'layers' twice");
    small
        .train("--grid", "hidden-size=4,8,4")
        .isWrongUsage("tributary train", GRID + "each value of hidden-size once, got '4' twice");
    assertThat(small.train("--grid", "zzz=a,b").error())
        .contains(GRID + "one of [--auxiliary-weight, --average-last-epochs,", "got 'zzz'");
    small
        .train("--grid", "model=a,b") // an option, but not of the training
        .isWrongUsage(
            "tributary train", GRID + "a training option, got 'model'; did you mean momentum?");
    small
        .train("--grid", "hiden-size=8")
        .isWrongUsage(
            "tributary train",
            GRID + "a training option, got 'hiden-size'; did you mean hidden-size?");
    assertThat(small.train("--grid", "layers=1,two").error())
        .contains("--grid: ", "--layers", "two");
    small
        .train("--grid", "layers=1,-1")
        .isWrongUsage(
            "tributary train",
            "--grid layers=-1: --layers: expected a number from 1 to 1000, or 0 for that of the preset, got -1");
    assertThat(small.model()).doesNotExist();
  }
}
