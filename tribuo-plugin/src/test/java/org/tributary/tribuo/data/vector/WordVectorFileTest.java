package org.tributary.tribuo.data.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.test.Helpers;
import org.tributary.DataFormatException;

class WordVectorFileTest {
  @TempDir private Path folder;

  @Test
  void wantedVectorsAreReadByAConfigurableSource() throws IOException {
    Path file = Files.writeString(folder.resolve("vectors.txt"), "a 1 2\nb 3 4\nc 5 6\n");
    WordVectorFile source = new WordVectorFile(file);
    assertThat(source.read(Set.of("b", "z")::contains).values()).containsExactly(3, 4);
    Helpers.testConfigurableRoundtrip(source);
  }

  @Test
  void malformedLineIsReportedWithFileAndLine() throws IOException {
    Path file = Files.writeString(folder.resolve("vectors.txt"), "a 1 2\nb 3\n");
    assertThatThrownBy(() -> new WordVectorFile(file).read(word -> true))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith(file + ", line 2: expected a word and 2 numbers as in line 1");
  }
}
