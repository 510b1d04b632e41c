package org.tributary.internal.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tributary.internal.loop.TrainingProgress;
import org.tributary.param.ParameterValues;
import org.tributary.train.Checkpoints;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingException;

class CheckpointFileTest {
  private static final ParameterValues VALUES =
      ParameterValues.builder()
          .add("a.weight", Shape.of(2, 3), new float[] {1, -2, 3.5f, Float.MIN_VALUE, 5, -0f})
          .add("b", Shape.of(1), new float[] {7})
          .build();

  /** More values than the codec's buffer holds. */
  private static final ParameterValues LONG =
      ParameterValues.builder().add("long", Shape.of(40_001), numbers(40_001)).build();

  private static final List<String> RUN = List.of("definition: größer", "data: 3 sequences");

  private static final Checkpoint CHECKPOINT =
      new Checkpoint(
          RUN,
          new TrainingProgress<>(
              3,
              4,
              24,
              0.25,
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
        ParameterValues.builder().add("many", Shape.of(count), numbers(count)).build();
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
          .hasMessageContaining("cut short")
          .hasMessageEndingWith("; delete it to start over");
    }
    Files.write(path, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(file::read).hasMessageContaining("was it cut short or altered?");
  }

  @Test
  void fileAlteredAnywhereIsRefused() throws IOException {
    Checkpoint small = new Checkpoint(RUN, CHECKPOINT.progress(), Map.of());
    file.write(small);
    byte[] whole = Files.readAllBytes(path);
    for (int at = 0; at < whole.length; at++) {
      byte[] altered = whole.clone();
      altered[at] ^= 4;
      Files.write(path, altered);
      String reason =
          at < 8
              ? "expected a file that begins with TRIBCKPT, got another; give a file of its own to the checkpoints"
              : at < 12
                  ? "expected version 1, got "
                  : at < 20
                      ? "bytes of content, got "
                      : "its content does not match its SHA-256; it was altered";
      assertThatThrownBy(file::read)
          .as("byte %d", at)
          .isInstanceOf(TrainingException.class)
          .hasMessageStartingWith("checkpoint " + path + ": ")
          .hasMessageContaining(reason);
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
                + " 3 sequences; resume that run with the same versions, definition, options and"
                + " data, or give another file to start over");
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
  void checkpointsAreWrittenAsConfigured() {
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
  private List<Long> writtenSteps(Checkpoints checkpoints) {
    List<Long> numbers = new ArrayList<>();
    CheckpointWriter writer =
        new CheckpointWriter(
            checkpoints,
            RUN,
            () -> {
              numbers.add(0L);
              return Map.of();
            });
    for (int step = 1; step <= 8; step++) {
      TrainingProgress<ParameterValues> progress =
          new TrainingProgress<>(1, step, step, step, step, 1, List.of(), Optional.empty());
      int before = numbers.size();
      if (step < 8) {
        writer.stepFinished(progress);
      } else {
        writer.epochFinished(progress);
      }
      if (numbers.size() > before) {
        numbers.set(before, file.read().progress().number());
      }
    }
    return numbers;
  }
}
