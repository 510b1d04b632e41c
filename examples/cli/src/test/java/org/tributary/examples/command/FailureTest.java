package org.tributary.examples.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void messageIsOneLine() {
    assertThat(Failure.line(new IOException(" a\n  b\r\nc "))).isEqualTo("a b c");
    assertThat(Failure.line(new UncheckedIOException(new IOException("disk full"))))
        .isEqualTo("disk full");
    IOException full = new IOException("disk full");
    assertThat(Failure.line(new UncheckedIOException("checkpoint c: cannot be written", full)))
        .isEqualTo("checkpoint c: cannot be written: disk full");
    assertThat(Failure.line(new UncheckedIOException(full.getMessage(), full)))
        .isEqualTo("disk full");
  }

  @Test
  void fileSystemErrorsStateTheReason() {
    assertThat(Failure.line(new NoSuchFileException("f")))
        .isEqualTo("f: no such file or folder; check the path");
    assertThat(Failure.line(new AccessDeniedException("f")))
        .isEqualTo("f: permission denied; check its permissions");
    assertThat(Failure.line(new FileSystemException("f", null, "is odd"))).isEqualTo("f: is odd");
  }

  @Test
  void reasonThatTheMessageHasIsNotRepeated() {
    IOException cause = new IOException("cannot be written: No space left on device");
    assertThat(Failure.line(new UncheckedIOException("checkpoint c: " + cause.getMessage(), cause)))
        .isEqualTo("checkpoint c: cannot be written: No space left on device");
  }

  @Test
  void exceptionsWithoutMessageAreExplained() {
    assertThat(Failure.line(new IllegalStateException()))
        .isEqualTo(
            "unexpected java.lang.IllegalStateException; run again with --debug for the stack trace");
    assertThat(Failure.line(new OutOfMemoryError("Java heap space")))
        .isEqualTo(
            "out of memory; raise the Java heap: JAVA_OPTS=-Xmx2g, or java -Xmx2g -jar ...; with token vectors it must exceed the encoder's file");
  }
}
