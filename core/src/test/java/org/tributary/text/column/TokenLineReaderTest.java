package org.tributary.text.column;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.text.Texts;

class TokenLineReaderTest {
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
