package org.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenLineReaderTest {
  /** A terminal or a pipe has no more bytes until the next line is typed. */
  @ParameterizedTest
  @ValueSource(strings = {"a b", "a", ""})
  void lineIsReadBeforeTheNextBegins(String line) throws IOException {
    InputStream typed =
        new SequenceInputStream(
            Texts.stream(line + "\n"),
            new InputStream() {
              @Override
              public int read() {
                throw new AssertionError("read beyond the line");
              }

              @Override
              public int read(byte[] bytes, int offset, int length) {
                return read();
              }
            });
    try (TokenLineReader reader = TokenLineReader.open(typed, "text")) {
      assertThat(reader.read()).hasValue(line.isEmpty() ? List.of() : List.of(line.split(" ")));
      assertThat(reader.line()).isEqualTo(line);
    }
  }

  @Test
  void linesSplitAtBlanks() throws IOException {
    String text = "The  cat\tsat .\r\n\n \t\n # 1\u00a0000 \nend";
    try (TokenLineReader reader = TokenLineReader.open(Texts.stream(text), "text")) {
      assertThat(reader.read()).contains(List.of("The", "cat", "sat", "."));
      assertThat(reader.read()).contains(List.of());
      assertThat(reader.read()).contains(List.of());
      assertThat(reader.read()).contains(List.of("#", "1\u00a0000"));
      assertThat(reader.read()).contains(List.of("end"));
      assertThat(reader.read()).isEmpty();
    }
  }

  @Test
  void endlessTextIsStreamed() throws IOException {
    try (TokenLineReader reader =
        TokenLineReader.open(Texts.endless(Texts.utf8("a b c\n")), "endless")) {
      for (int i = 0; i < 100_000; i++) {
        assertThat(reader.read().orElseThrow()).hasSize(3);
      }
    }
  }

  @Test
  void gzipFileIsRead(@TempDir Path folder) throws IOException {
    Path gzip = Files.write(folder.resolve("a.txt"), Texts.gzip("é ß\n"));
    try (TokenLineReader reader = TokenLineReader.open(gzip)) {
      assertThat(reader.read()).contains(List.of("é", "ß"));
    }
  }
}
