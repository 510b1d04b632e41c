package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.TensorShape;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingException;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions.LoopOptions;
import org.tributary.train.optimizer.Schedule;

class CheckpointFileTest {
  private static final ParameterValues VALUES =
      ParameterValues.builder()
          .add("a.weight", TensorShape.of(2, 3), new float[] {1, -2, 3.5f, Float.MIN_VALUE, 5, -0f})
          .add("b", TensorShape.of(1), new float[] {7})
          .build();

  /** More values than a chunk holds. */
  private static final ParameterValues LONG =
      ParameterValues.builder().add("long", TensorShape.of(40_001), numbers(40_001)).build();

  private static final List<String> RUN = List.of("definition: größer", "data: 3 sequences");

  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          RUN,
          new TrainingProgress(
              3,
              4,
              24,
              0.25,
              3,
              99,
              1.5,
              List.of(
                  new EpochReport(1, 2.5, OptionalDouble.of(0.5), true, 100, 3.25),
                  new EpochReport(2, 1.5, OptionalDouble.empty(), false, 101, 4)),
              Optional.of(VALUES)),
          parts());

  @TempDir private Path folder;
  private Path path;
  private CheckpointFile file;

  private static Map<String, ParameterValues> parts() {
    Map<String, ParameterValues> parts = new LinkedHashMap<>();
    parts.put("parameters", LONG);
    parts.put("optimizer", ParameterValues.builder().build());
    return parts;
  }

  private static float[] numbers(int count) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = k * 0.37f;
    }
    return values;
  }

  private static Checkpoint ofNumbers(int count) {
    ParameterValues many =
        ParameterValues.builder().add("many", TensorShape.of(count), numbers(count)).build();
    return new Checkpoint(RUN, TrainingProgress.start(), Map.of("parameters", many));
  }

  @BeforeEach
  void createFile() {
    path = folder.resolve("run.checkpoint");
    file = new CheckpointFile(path);
  }

  @Test
  void checkpointsRoundTrip() throws IOException {
    assertThat(file.exists()).isFalse();
    file.write(CHECKPOINT);
    assertThat(file.exists()).isTrue();
    assertThat(file.read()).isEqualTo(CHECKPOINT);
    Checkpoint bare = new Checkpoint(List.of(), TrainingProgress.start(), Map.of());
    file.write(bare);
    assertThat(file.read()).isEqualTo(bare);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(path);
    }
  }

  @Test
  void concurrentWritesLeaveOneWholeCheckpoint() {
    List<Checkpoint> written = IntStream.range(1, 5).mapToObj(k -> ofNumbers(k * 300_000)).toList();
    for (int round = 0; round < 5; round++) {
      written.parallelStream().forEach(file::write);
      assertThat(written).contains(file.read());
    }
    assertThat(folder.toFile().list()).containsExactly(path.getFileName().toString());
  }

  @Test
  void fileTruncatedAnywhereIsRefused() throws IOException {
    Checkpoint small = new Checkpoint(RUN, CHECKPOINT.progress(), Map.of());
    file.write(small);
    byte[] whole = Files.readAllBytes(path);
    for (int length = 0; length < whole.length; length++) {
      Files.write(path, Arrays.copyOf(whole, length));
      assertThatThrownBy(file::read)
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(TrainingException.class)
          .hasMessageStartingWith("checkpoint " + path + ": ")
          .hasMessageContaining("not a safetensors file, or one that was damaged or cut short: ")
          .hasMessageEndingWith(
              "; give a file of its own to the checkpoints, or delete it to start over");
    }
    Files.write(path, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(file::read).hasMessageContaining("damaged or cut short: ");
  }

  @Test
  void fileAlteredAnywhereIsRefused() throws IOException {
    Checkpoint small = new Checkpoint(RUN, CHECKPOINT.progress(), Map.of());
    file.write(small);
    byte[] whole = Files.readAllBytes(path);
    int refused = 0;
    for (int at = 0; at < whole.length; at++) {
      byte[] altered = whole.clone();
      altered[at] ^= 4;
      Files.write(path, altered);
      try {
        assertThat(file.read()).as("byte %d", at).isEqualTo(small); // white space, "format"
      } catch (TrainingException e) {
        assertThat(e)
            .hasMessageStartingWith("checkpoint " + path + ": ")
            .hasMessageMatching(
                ".*(delete it to start over|give a file of its own to the checkpoints)");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(whole.length - 20);
    file.write(CHECKPOINT);
    byte[] values = Files.readAllBytes(path);
    values[values.length - 3] ^= 1;
    Files.write(path, values);
    assertThatThrownBy(file::read)
        .isInstanceOf(TrainingException.class)
        .hasMessageMatching(
            "checkpoint .*: expected checksum [0-9a-f]{8}, got [0-9a-f]{8}; it was altered; delete it to start over");
  }

  @Test
  void otherVersionsAndOtherFilesAreRefusedByName() throws IOException {
    Files.write(path, "TRIBCKPT\0\0\0\1 and more".getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(file::read)
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "checkpoint %s: expected version 2, got 1, of an earlier release, which this one does not resume; end that run with the release that began it; delete it to start over",
            path);
    Safetensors.write(path, VALUES, Map.of("tributary.checkpoint", "3"));
    assertThatThrownBy(file::read)
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "checkpoint %s: expected version 2, got 3; was it written by another release?; delete it to start over",
            path);
    Safetensors.write(path, VALUES);
    assertThatThrownBy(file::read)
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "checkpoint %s: expected a checkpoint, got other tensors; give a file of its own to the checkpoints",
            path);
    Files.writeString(path, "a letter");
    assertThatThrownBy(file::read)
        .isInstanceOf(TrainingException.class)
        .hasMessageEndingWith(
            "; give a file of its own to the checkpoints, or delete it to start over");
  }

  /** One payload format: Python's safetensors reads the values. */
  @Test
  void valuesAreTensorsOfTheFile() throws IOException {
    file.write(CHECKPOINT);
    ParameterValues all = Safetensors.read(path);
    assertThat(all.names()).containsExactlyInAnyOrder("best.a.weight", "best.b", "parameters.long");
    assertThat(all.part("best")).isEqualTo(VALUES);
    assertThat(Safetensors.texts(path)).containsEntry("progress.loss_sum", "0.25");
  }

  /** Doubles of a report keep their bits, also those without a decimal form. */
  @Test
  void numbersKeepTheirBits() {
    for (double number :
        new double[] {Math.PI, 1 / 3.0, Double.MIN_VALUE, 1e300, -0.0, Double.NaN}) {
      TrainingProgress progress =
          new TrainingProgress(
              2,
              0,
              Long.MAX_VALUE,
              number,
              0,
              Long.MAX_VALUE,
              number,
              List.of(
                  new EpochReport(
                      1, number, OptionalDouble.of(number), true, Long.MAX_VALUE, number)),
              Optional.empty());
      Checkpoint written = new Checkpoint(RUN, progress, Map.of());
      file.write(written);
      assertThat(file.read()).isEqualTo(written);
    }
  }

  @Test
  void checkpointOfAnotherRunIsRefusedWithTheFirstDifference() {
    CHECKPOINT.requireFingerprint(RUN, path);
    assertThatThrownBy(
            () ->
                CHECKPOINT.requireFingerprint(
                    List.of("definition: größer", "data: 4 sequences"), "x.checkpoint"))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "checkpoint x.checkpoint: this is another run's; expected data: 4 sequences, got data:"
                + " 3 sequences; resume that run with the same versions, definition, options, initial"
                + " weights and data, or give another file to start over");
    assertThatThrownBy(
            () ->
                CHECKPOINT.requireFingerprint(
                    List.of("version: 2", RUN.get(0), RUN.get(1)), "x.checkpoint"))
        .hasMessageContaining("expected version: 2, got none; ");
    assertThatThrownBy(() -> CHECKPOINT.requireFingerprint(RUN.subList(0, 1), path))
        .hasMessageContaining("expected nothing more, got data: 3 sequences");
    assertThatThrownBy(() -> CHECKPOINT.part("mean"))
        .hasMessage("checkpoint: expected a part mean, got [parameters, optimizer]");
  }

  /** The sizes of a tagger name all labels of all its tasks. */
  @Test
  void ofLongLinesTheSurroundingsOfTheFirstDifferenceAreShown() {
    String labels = "A".repeat(5_000);
    List<String> run = List.of("sizes: Sizes[[" + labels + ", X" + labels + "]]");
    Checkpoint checkpoint = new Checkpoint(run, CHECKPOINT.progress(), CHECKPOINT.parts());
    assertThatThrownBy(
            () ->
                checkpoint.requireFingerprint(
                    List.of("sizes: Sizes[[" + labels + ", Y" + labels + "]]"), "x.checkpoint"))
        .hasMessageContaining("expected sizes: ...AAA")
        .hasMessageContaining(", YAAA")
        .hasMessageContaining("..., got sizes: ...AAA")
        .hasMessageContaining(", XAAA")
        .extracting(e -> e.getMessage().length())
        .satisfies(length -> assertThat((int) length).isLessThan(1_000));
  }

  @Test
  void missingFolderIsReported() {
    Path lost = folder.resolve("no").resolve("run.checkpoint");
    assertThatThrownBy(() -> new CheckpointFile(lost).write(CHECKPOINT))
        .hasMessage(
            "checkpoint %s: the folder %s does not exist; create it first"
                .formatted(lost, lost.getParent()));
    assertThatThrownBy(() -> Checkpoints.in(lost).requireWritable())
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "checkpoint %s: the folder %s does not exist; create it first"
                .formatted(lost, lost.getParent()));
    assertThatThrownBy(() -> Checkpoints.in(folder).requireWritable())
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "checkpoint %s: expected a file to write to, got a folder; name a file in it"
                .formatted(folder));
    Checkpoints.in(path).requireWritable();
  }

  @Test
  void failedWriteLeavesNoTemporaryFile() throws IOException {
    Path blockingFolder =
        Files.createDirectories(folder.resolve("run").resolve("below")).getParent();
    assertThatThrownBy(() -> new CheckpointFile(blockingFolder).write(CHECKPOINT))
        .hasMessage(
            "checkpoint %s: expected a file to write to, got a folder; name a file in it"
                .formatted(blockingFolder));
    assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
  }

  @Test
  void checkpointsAreWrittenAsConfigured() throws IOException {
    assertThat(writtenSteps(Checkpoints.in(path))).containsExactly(8L);
    assertThat(writtenSteps(Checkpoints.in(path).everySteps(3))).containsExactly(3L, 6L, 8L);
    assertThat(writtenSteps(Checkpoints.in(path).every(Duration.ofNanos(1)))).hasSize(8);
    assertThat(writtenSteps(Checkpoints.in(path).every(Duration.ofDays(1)))).containsExactly(8L);
    assertThat(writtenSteps(Checkpoints.in(path).every(ChronoUnit.FOREVER.getDuration())))
        .containsExactly(8L);
    assertThatThrownBy(() -> Checkpoints.in(path).everySteps(0))
        .hasMessage("checkpoints: expected to write after at least 1 step, got 0");
    assertThatThrownBy(() -> Checkpoints.in(path).every(Duration.ZERO))
        .hasMessage("checkpoints: expected a time above 0 between them, got PT0S");
  }

  /** Returns the steps of an eight-step epoch at which a checkpoint is written. */
  private List<Long> writtenSteps(Checkpoints checkpoints) throws IOException {
    Files.deleteIfExists(path);
    Set<Long> numbers = new LinkedHashSet<>();
    TrainingListener reader =
        new TrainingListener() {
          @Override
          public void stepFinished(StepReport report) {
            if (file.exists()) {
              numbers.add(file.read().progress().globalStep());
            }
          }

          @Override
          public void epochFinished(EpochReport report) {
            numbers.add(file.read().progress().globalStep());
          }
        };
    FakeModel model = new FakeModel(Collections.nCopies(8, 1.0));
    new TrainingLoop<>(model, LoopOptions.of(1, Schedule.constant(0.1)), reader)
        .run(checkpoints, RUN);
    return List.copyOf(numbers);
  }
}
