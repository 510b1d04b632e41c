package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.spy;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another process deletes a draft between its closing and its move. */
class DeletedDraftTest {
  private static final int ATTEMPTS = 10;

  private final FileOperations files = spy(new FileOperations());
  private final AtomicInteger writes = new AtomicInteger();

  @TempDir private Path folder;

  private void write() throws IOException {
    AtomicFile.write(
        folder.resolve("file"),
        to -> {
          writes.incrementAndGet();
          to.write(7);
        },
        files);
  }

  @Test
  void fileIsWrittenAgain() throws IOException {
    doThrow(new NoSuchFileException("draft"))
        .doAnswer(
            call -> {
              new FileOperations().move(call.getArgument(0), call.getArgument(1));
              return null;
            })
        .when(files)
        .move(any(), any());
    write();
    assertThat(writes).hasValue(2);
    assertThat(folder.resolve("file")).hasBinaryContent(new byte[] {7});
    assertThat(folder.toFile().list()).containsExactly("file");
  }

  @Test
  void writeFailsAfterTenAttempts() throws IOException {
    doThrow(new NoSuchFileException("draft")).when(files).move(any(), any());
    assertThatIOException().isThrownBy(this::write).withMessageStartingWith("cannot be written: ");
    assertThat(writes).hasValue(ATTEMPTS);
    assertThat(folder).isEmptyDirectory();
  }
}
