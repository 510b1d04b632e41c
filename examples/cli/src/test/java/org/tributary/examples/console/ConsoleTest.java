package org.tributary.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  @Test
  void linesAreUtf8() {
    RecordingConsole recording = new RecordingConsole();
    recording.console().say("%s in %.1f s", "naïve ✓", 1.25);
    recording.console().say("100 %");
    assertThat(recording.output()).isEqualTo("naïve ✓ in 1.3 s\n100 %\n");
    assertThat(recording.console().errorIsTerminal()).isFalse();
    assertThat(recording.console().onTerminal().errorIsTerminal()).isTrue();
  }

  @Test
  void closedPipeIsDistinguishedFromOtherFailures() {
    assertThatThrownBy(() -> failing("Broken pipe").output().write(1))
        .isInstanceOf(Console.BrokenPipeException.class);
    assertThatCode(() -> failing("Broken pipe").say("line")).doesNotThrowAnyException();
    assertThatThrownBy(() -> failing("No space left on device").say("line"))
        .isInstanceOf(UncheckedIOException.class);
    assertThatThrownBy(() -> failing("No space left on device").output().write(new byte[2]))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(Console.BrokenPipeException.class)
        .hasMessage("standard output: No space left on device");
  }

  @Test
  void consolesOfOneStreamNameItOnce() {
    assertThatThrownBy(() -> failing("disk full").onTerminal().quiet().output().write(1))
        .hasMessage("standard output: disk full");
  }

  private static Console failing(String message) {
    OutputStream output =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(message);
          }
        };
    return Console.of(
        InputStream.nullInputStream(),
        output,
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
  }
}
