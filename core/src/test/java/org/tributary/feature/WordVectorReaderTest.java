package org.tributary.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tributary.DataFormatException;

class WordVectorReaderTest {
  @TempDir private Path folder;

  @Test
  void gloveWordsMayContainSpacesAndFirstDuplicateWins() throws IOException {
    WordVectors vectors =
        read("the 0.5 -1 2e-3\n. . . 1 2 3\nat name@x.org 4 5 6\r\nthe 7 8 9\n1 0 0 1");
    assertThat(vectors.words()).containsExactly("the", ". . .", "at name@x.org", "1");
    assertThat(vectors.size()).isEqualTo(3);
    assertThat(vectors.values()).containsExactly(0.5f, -1, 0.002f, 1, 2, 3, 4, 5, 6, 0, 0, 1);
  }

  @Test
  void streamIsNotClosed() throws IOException {
    byte[] text = "a 1 2\n".getBytes(StandardCharsets.UTF_8);
    AtomicBoolean closed = new AtomicBoolean();
    WordVectors.read(
        new ByteArrayInputStream(text) {
          @Override
          public void close() {
            closed.set(true);
          }
        },
        "file",
        word -> true);
    assertThat(closed).isFalse();
  }

  @Test
  void headerAndTrailingSpacesOfFastTextAreRead() throws IOException {
    WordVectors vectors = read("2 3\nthe 1 2 3 \n日本 4 5 6 \n");
    assertThat(vectors.words()).containsExactly("the", "日本");
    assertThat(vectors.values()).containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void blankLinesMayEndTheFile() throws IOException {
    assertThat(read("1 2\nthe 1 2\n\n \n").words()).containsExactly("the");
  }

  @Test
  void onlyWantedVectorsAreKeptFromPlainAndGzipFiles() throws IOException {
    Path plain = folder.resolve("vectors.txt");
    Files.writeString(plain, "a 1 2\nb 3 4\nc 5 6\n");
    Path gzip = gzip(plain);
    for (Path file : new Path[] {plain, gzip}) {
      WordVectors vectors = WordVectors.read(file, Set.of("b", "z")::contains);
      assertThat(vectors.words()).containsExactly("b");
      assertThat(vectors.values()).containsExactly(3, 4);
    }
    assertThatThrownBy(() -> WordVectors.read(folder.resolve("none"), w -> true))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("no such file");
  }

  private static Path gzip(Path plain) throws IOException {
    Path gzip = plain.resolveSibling(plain.getFileName() + ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      Files.copy(plain, out);
    }
    return gzip;
  }

  /** Unwanted lines and repeated words count towards the header's total. */
  @Test
  void correctHeaderIsAcceptedForAnyWantedWords() throws IOException {
    Path plain = folder.resolve("vectors.txt");
    Files.writeString(plain, "5 2\na 1 2\nb 3 4\n3 5 6\na 7 8\nd 9 10");
    for (Path file : List.of(plain, gzip(plain))) {
      WordVectors vectors = WordVectors.read(file, Set.of("a", "3")::contains);
      assertThat(vectors.words()).containsExactly("a", "3");
      assertThat(vectors.values()).containsExactly(1, 2, 5, 6);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4 2;a 1 2;b 3 4;c 5 6|line 4: expected 4 words as in the header, got 3 and the end of the file; was it cut off? Download or write it again, or correct the header",
        "400000000000 2;a 1 2|line 2: expected 400000000000 words as in the header, got 1 and the end of the file; was it cut off? Download or write it again, or correct the header",
        "2 2;a 1 2;b 3 4;c 5 6;d 7 8|line 4: expected the end of the file after the 2 words declared in the header, got \"c 5 6\"; does the header belong to another file? Correct its first number or remove it",
        "0 2;a 1 2|line 2: expected the end of the file after the 0 words declared in the header, got \"a 1 2\"; does the header belong to another file? Correct its first number or remove it",
      })
  void wrongHeaderIsRejectedForAnyWantedWords(String text, String message) throws IOException {
    Path plain = folder.resolve("vectors.txt");
    for (String end : List.of("", "\n", "\r\n")) {
      Files.writeString(plain, text.replace(';', '\n') + end);
      for (Path file : List.of(plain, gzip(plain))) {
        for (Predicate<String> wanted : List.<Predicate<String>>of(w -> true, w -> false)) {
          assertThatThrownBy(() -> WordVectors.read(file, wanted))
              .isInstanceOf(DataFormatException.class)
              .hasMessage(file + ", " + message);
        }
      }
    }
  }

  /** The first line of a GloVe file may resemble a header. */
  @Test
  void numericFirstWordIsNotAHeader() throws IOException {
    assertThat(read("3 0.5\na 1\n").words()).containsExactly("3", "a");
    assertThat(read("3 0\na 1\n").words()).containsExactly("3", "a");
    assertThat(read("1234567890123456789 5\na 1\n").words())
        .containsExactly("1234567890123456789", "a");
    assertThat(read("3 5 7\n").words()).containsExactly("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|file: expected word vectors, got none; is it the right file?",
        "2 3|file: expected word vectors, got none; is it the right file?",
        "word|file, line 1: expected a word and its numbers, separated by spaces, got \"word\"; is it a file of word vectors?",
        "a 1 2;b 1|file, line 2: expected a word and 2 numbers as in line 1, got 1: \"b 1\"; is the file cut off, or does it mix vectors of several sizes?",
        "a 1 2;b 1 2 3|file, line 2: expected a word and 2 numbers as in line 1, got 3: \"b 1 2 3\"; is the file cut off, or does it mix vectors of several sizes?",
        "1 3;a 1 2|file, line 2: expected a word and 3 numbers as in the header, got 2: \"a 1 2\"; is the file cut off, or does it mix vectors of several sizes?",
        "a 1 2;b 1 x2|file, line 2: expected a finite number as number 2 of the vector, got \"x2\"; is the file damaged?",
        "a 1 2;b 1 5d|file, line 2: expected a finite number as number 2 of the vector, got \"5d\"; is the file damaged?",
        "a 1 2;b 0x1p3 1|file, line 2: expected a finite number as number 1 of the vector, got \"0x1p3\"; is the file damaged?",
        "a 1 2;;b 1 2|file, line 3: expected no vector after a blank line, got \"b 1 2\"; remove the blank line",
        "a 1 2;b NaN 3|file, line 2: expected a finite number as number 1 of the vector, got \"NaN\"; is the file damaged?",
      })
  void malformedFilesAreRejectedWithFileAndLine(String text, String message) {
    assertThatThrownBy(() -> read(text.replace(';', '\n')))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(message);
  }

  private static WordVectors read(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return WordVectors.read(new ByteArrayInputStream(bytes), "file", word -> true);
  }
}
