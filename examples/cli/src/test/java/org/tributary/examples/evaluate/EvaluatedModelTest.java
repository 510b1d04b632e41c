package org.tributary.examples.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.training.SmallTraining;

/** The loading of a tagger to evaluate. */
class EvaluatedModelTest {
  @TempDir private Path folder;

  /** Flight Recorder counts the bytes that are read of the file. */
  @Test
  void modelIsReadOnce() throws IOException {
    SmallTraining small = new SmallTraining(folder);
    small.train().succeeds();
    Path events = folder.resolve("events.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.FileRead").withThreshold(Duration.ZERO).withoutStackTrace();
      recording.start();
      EvaluatedModel.load(small.model()).close();
      recording.stop();
      recording.dump(events);
    }
    long bytes =
        RecordingFile.readAllEvents(events).stream()
            .filter(event -> small.model().toString().equals(event.getString("path")))
            .mapToLong(event -> event.getLong("bytesRead"))
            .sum();
    long size = Files.size(small.model());
    assertThat(bytes).isBetween(size, size + size / 2);
  }
}
