package org.tributary.tribuo.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tribuo.test.Helpers;
import org.tributary.tribuo.input.WordVectors;

class WordVectorReaderTest {
  @TempDir private Path folder;

  @Test
  void readsGloveAndWordsThatHoldSpacesAndKeepsTheFirstOfTwo() throws IOException {
    WordVectors vectors =
        read("the 0.5 -1 2e-3\n. . . 1 2 3\nat name@x.org 4 5 6\r\nthe 7 8 9\n1 0 0 1");
    assertThat(vectors.words()).containsExactly("the", ". . .", "at name@x.org", "1");
    assertThat(vectors.size()).isEqualTo(3);
    assertThat(vectors.values()).containsExactly(0.5f, -1, 0.002f, 1, 2, 3, 4, 5, 6, 0, 0, 1);
  }

  @Test
  void readsAHeaderAndTheSpaceThatFastTextEndsLinesWith() throws IOException {
    WordVectors vectors = read("2 3\nthe 1 2 3 \n日本 4 5 6 \n");
    assertThat(vectors.words()).containsExactly("the", "日本");
    assertThat(vectors.values()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void keepsOnlyWhatIsWantedOfAFilePlainOrGzip() throws IOException {
    Path plain = folder.resolve("vectors.txt");
    Files.writeString(plain, "a 1 2\nb 3 4\nc 5 6\n");
    Path gzip = folder.resolve("vectors.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      Files.copy(plain, out);
    }
    for (Path file : new Path[] {plain, gzip}) {
      WordVectors vectors = new WordVectorFile(file).read(Set.of("b", "z")::contains);
      assertThat(vectors.words()).containsExactly("b");
      assertThat(vectors.values()).containsExactly(3, 4);
      Helpers.testConfigurableRoundtrip(new WordVectorFile(file));
    }
    assertThatThrownBy(() -> new WordVectorFile(folder.resolve("none")).read(w -> true))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("no such file");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|file: expected word vectors, got none; is it the right file?",
        "2 3|file: expected word vectors, got none; is it the right file?",
        "word|file, line 1: expected a word and its numbers, separated by spaces, got \"word\"; is it a file of word vectors?",
        "a 1 2;b 1|file, line 2: expected a word and 2 numbers as in line 1, got 1: \"b 1\"; is the file cut off, or of vectors of several sizes?",
        "a 1 2;b 1 2 3|file, line 2: expected a word and 2 numbers as in line 1, got 3: \"b 1 2 3\"; is the file cut off, or of vectors of several sizes?",
        "1 3;a 1 2|file, line 2: expected a word and 3 numbers as in the header, got 2: \"a 1 2\"; is the file cut off, or of vectors of several sizes?",
        "a 1 2;b 1 x2|file, line 2: expected a finite number as number 2 of the vector, got \"x2\"; is the file damaged?",
        "a 1 2;b NaN 3|file, line 2: expected a finite number as number 1 of the vector, got \"NaN\"; is the file damaged?",
      })
  void saysWhatIsWrongAndWhere(String text, String message) {
    assertThatThrownBy(() -> read(text.replace(';', '\n')))
        .isInstanceOf(ConllFormatException.class)
        .hasMessage(message);
  }

  private static WordVectors read(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (LineReader lines = new LineReader(new ByteArrayInputStream(bytes), "file")) {
      return new WordVectorReader(lines).read(word -> true);
    }
  }
}
