package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir private Path folder;

  @Test
  void oldContentRemainsUntilNewContentIsComplete() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    AtomicFile.write(
        file,
        to -> {
          to.write("new".getBytes(StandardCharsets.UTF_8));
          assertThat(file).hasContent("old");
        });
    assertThat(file).hasContent("new");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void failedWriteLeavesOldFileAndNoTemporary() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    assertThatIOException()
        .isThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    to -> {
                      to.write(new byte[1 << 20]);
                      throw new IOException("No space left on device");
                    }))
        .withMessage("cannot be written: No space left on device");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void interruptedWriteRestartsAndKeepsInterrupt() throws IOException {
    Path file = folder.resolve("file");
    int[] calls = new int[1];
    Thread.currentThread().interrupt();
    try {
      AtomicFile.write(
          file,
          to -> {
            to.write(new byte[1 << 20]);
            if (calls[0]++ == 0) {
              Thread.currentThread().interrupt();
            }
            to.write("end".getBytes(StandardCharsets.UTF_8));
          });
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(Files.size(file)).isEqualTo((1 << 20) + 3);
    assertThat(calls[0]).isEqualTo(2);
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void unwritablePathIsRejectedBeforeWriting() throws IOException {
    AtomicFile.requireWritable(folder.resolve("file"));
    Path missing = folder.resolve("no").resolve("file");
    assertThatIOException()
        .isThrownBy(() -> AtomicFile.requireWritable(missing))
        .withMessage("the folder %s does not exist; create it first", missing.getParent());
    for (Path directory : new Path[] {folder, Path.of("/")}) {
      assertThatIOException()
          .isThrownBy(() -> AtomicFile.write(directory, to -> to.write(1)))
          .withMessage("expected a file to write to, got a folder; name a file in it");
    }
  }
}
