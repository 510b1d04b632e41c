package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.examples.command.training.SmallTraining;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.data.WordFeatureExtractor;

/** The loading of a tagger to evaluate. */
class LoadedTaggerTest {
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
      LoadedTagger.load(small.model()).close();
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

  /** Such as a file that was deleted since it was loaded. */
  @Test
  void taggerIsClosedIfItsFileCannotBeRead() {
    Tagger tagger = mock(Tagger.class);
    Path file = folder.resolve("deleted");
    assertThatThrownBy(
            () -> LoadedTagger.of(file, tagger, Optional.empty(), new WordFeatureExtractor()))
        .isInstanceOf(NoSuchFileException.class);
    verify(tagger).close();
  }
}
