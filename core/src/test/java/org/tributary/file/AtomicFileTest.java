package org.tributary.file;

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
  void theOldOneStaysUntilTheNewOneIsWhole() throws IOException {
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
  void whatFailsHalfWayLeavesNothing() throws IOException {
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
  void anInterruptDoesNotKeepItFromBeingWritten() throws IOException {
    Path file = folder.resolve("file");
    int[] asked = new int[1];
    Thread.currentThread().interrupt();
    try {
      AtomicFile.write(
          file,
          to -> {
            to.write(new byte[1 << 20]);
            if (asked[0]++ == 0) {
              Thread.currentThread().interrupt();
            }
            to.write("end".getBytes(StandardCharsets.UTF_8));
          });
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    } finally {
      Thread.interrupted();
    }
    assertThat(Files.size(file)).isEqualTo((1 << 20) + 3);
    assertThat(asked[0]).isEqualTo(2);
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void aPlaceWhereNoFileCanBeIsToldBeforehand() throws IOException {
    AtomicFile.requirePlace(folder.resolve("file"));
    Path lost = folder.resolve("no").resolve("file");
    assertThatIOException()
        .isThrownBy(() -> AtomicFile.requirePlace(lost))
        .withMessage("the folder %s does not exist; create it first", lost.getParent());
    for (Path taken : new Path[] {folder, Path.of("/")}) {
      assertThatIOException()
          .isThrownBy(() -> AtomicFile.write(taken, to -> to.write(1)))
          .withMessage("expected a file to write to, got a folder; name a file in it");
    }
  }
}
