package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.DataFormatException;
import org.tributary.text.Texts;

class LineReaderTest {
  private static List<String> lines(InputStream input) throws IOException {
    List<String> lines = new ArrayList<>();
    try (LineReader reader = new LineReader(input, "text")) {
      while (reader.advance()) {
        lines.add(reader.text());
        assertThat(reader.number()).isEqualTo(lines.size());
      }
    }
    return lines;
  }

  private static List<String> lines(String text) throws IOException {
    return lines(Texts.stream(text));
  }

  @Test
  void linesEndAtLfOrCrLf() throws IOException {
    assertThat(lines("a\r\n\nb c\n\r\nd")).containsExactly("a", "", "b c", "", "d");
    assertThat(lines("")).isEmpty();
    assertThat(lines("\n")).containsExactly("");
    assertThat(lines("a\rb\u2028c\n")).containsExactly("a\rb\u2028c");
  }

  @Test
  void byteOrderMarkIsDroppedAtTheStartOnly() throws IOException {
    assertThat(lines("\uFEFFa\n\uFEFFb\n")).containsExactly("a", "\uFEFFb");
  }

  @Property(tries = 100)
  void linesOfAnyLengthAreRead(
      @ForAll @Size(max = 6) List<@IntRange(max = 150_000) Integer> lengths) throws IOException {
    List<String> expected = lengths.stream().map("é"::repeat).toList();
    assertThat(lines(String.join("\n", expected) + "\n"))
        .isEqualTo(expected.isEmpty() ? List.of("") : expected);
  }

  @Test
  void gzipIsDetectedByItsFirstBytes() throws IOException {
    assertThat(lines(new ByteArrayInputStream(Texts.gzip("a\nß\n")))).containsExactly("a", "ß");
    assertThat(lines(new ByteArrayInputStream(new byte[] {0x1f}))).containsExactly("\u001f");
  }

  @Test
  void pipesAndMultiMemberGzipAreRead() throws IOException {
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(Texts.gzip("a\nb"));
    members.writeBytes(Texts.gzip("c\nd\n"));
    assertThat(lines(Texts.oneByteAtATime(members.toByteArray()))).containsExactly("a", "bc", "d");
    assertThat(lines(Texts.oneByteAtATime(Texts.utf8("a\nbc\nd\n"))))
        .containsExactly("a", "bc", "d");
  }

  @Test
  void damagedGzipIsRejectedWithFileAndLine() {
    byte[] whole = Texts.gzip("first\n" + "é".repeat(200_000) + "\nlast\n");
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    assertThatThrownBy(() -> lines(new ByteArrayInputStream(cut)))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            "text, line 2: expected gzip data, which ends early or is damaged (Unexpected end of ZLIB input stream); copy or compress the file again")
        .hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(() -> lines(new ByteArrayInputStream(new byte[] {0x1f, (byte) 0x8b, 1, 2})))
        .isInstanceOf(DataFormatException.class)
        .hasMessageStartingWith("text, line 1: expected gzip data, which ends early or is damaged");
  }

  /** The trailing bytes are as long as a part of a gzip header, or longer than a buffer. */
  @Test
  void trailingGarbageAfterGzipMemberIsRejected() throws IOException {
    byte[] second = Texts.gzip("c\nd\n" + "é".repeat(100_000));
    byte[] wrongMethod = second.clone();
    wrongMethod[2] = 7;
    for (byte[] trailing :
        List.of(
            new byte[] {1},
            Texts.utf8("plain text"),
            zerosThenX(40),
            zerosThenX(300_000),
            wrongMethod)) {
      ByteArrayOutputStream members = new ByteArrayOutputStream();
      members.writeBytes(Texts.gzip("a\nb\n"));
      members.writeBytes(second);
      members.writeBytes(trailing);
      byte[] all = members.toByteArray();
      for (InputStream input : List.of(new ByteArrayInputStream(all), Texts.oneByteAtATime(all))) {
        assertThatThrownBy(() -> lines(input))
            .as("%d trailing bytes", trailing.length)
            .isInstanceOf(DataFormatException.class)
            .hasMessageContaining(
                "ends early or is damaged (%d bytes after the last complete member are not gzip data)"
                    .formatted(trailing.length));
      }
    }
  }

  private static byte[] zerosThenX(int count) {
    byte[] bytes = new byte[count];
    bytes[count - 1] = 'x';
    return bytes;
  }

  /** Tapes and block devices pad with zeros, and gzip accepts them. */
  @Test
  void zeroPaddingAfterGzipIsAccepted() throws IOException {
    for (int count : new int[] {1, 8, 27, 300_000}) {
      byte[] gzip = Texts.gzip("a\nb\n");
      byte[] padded = Arrays.copyOf(gzip, gzip.length + count);
      for (InputStream input :
          List.of(new ByteArrayInputStream(padded), Texts.oneByteAtATime(padded))) {
        assertThat(lines(input)).as("%d zeros", count).containsExactly("a", "b");
      }
    }
  }

  @Test
  void truncatedGzipMessageContainsNoNull() {
    byte[] whole = Texts.gzip("first\nlast\n");
    for (int length : new int[] {2, whole.length - 3}) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> lines(new ByteArrayInputStream(cut)))
          .isInstanceOf(DataFormatException.class)
          .hasMessageMatching(
              "text, line [13]: expected gzip data, which ends early or is damaged.*; copy or compress the file again")
          .hasMessageNotContaining("null");
    }
  }

  @Test
  void invalidUtf8IsRejectedWithFileAndLine() {
    byte[] latin1 = {'o', 'k', '\n', 'c', 'a', 'f', (byte) 0xe9, ' ', 'x', '\n'};
    assertThatThrownBy(() -> lines(new ByteArrayInputStream(latin1)))
        .isInstanceOf(DataFormatException.class)
        .hasMessage(
            "text, line 2: expected UTF-8, got the byte 0xE9 at position 4 of the line; the file is probably in another encoding such as Latin-1 or UTF-16: convert it to UTF-8");
    byte[] cutCharacter = {'a', (byte) 0xc3};
    assertThatThrownBy(() -> lines(new ByteArrayInputStream(cutCharacter)))
        .hasMessageStartingWith("text, line 1: expected UTF-8, got the byte 0xC3 at position 2");
  }

  @Test
  void missingFileAndFolderAreRejected(@TempDir Path folder) {
    Path missing = folder.resolve("missing.conllu");
    assertThatThrownBy(() -> LineReader.open(missing))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(missing + ": no such file; check the path");
    assertThatThrownBy(() -> LineReader.open(folder))
        .isInstanceOf(FileSystemException.class)
        .hasMessage(folder + ": expected a file, found a folder");
  }

  @Test
  void unreadableFileIsRejected() throws IOException {
    Path path = mock(Path.class);
    FileSystem fileSystem = mock(FileSystem.class);
    FileSystemProvider provider = mock(FileSystemProvider.class);
    when(path.toString()).thenReturn("secret.conllu");
    when(path.getFileSystem()).thenReturn(fileSystem);
    when(fileSystem.provider()).thenReturn(provider);
    doThrow(new AccessDeniedException("secret.conllu")).when(provider).newInputStream(any());
    doThrow(new IOException()).when(provider).readAttributes(any(), eq(BasicFileAttributes.class));
    assertThatThrownBy(() -> LineReader.open(path))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessage("secret.conllu: may not be read; check its permissions");
  }

  @Test
  void streamIsClosedIfConstructionFails() throws IOException {
    InputStream broken = mock(InputStream.class);
    doThrow(new IOException("unplugged")).when(broken).read(any(), any(int.class), any(int.class));
    assertThatThrownBy(() -> new LineReader(broken, "text")).hasMessage("unplugged");
    verify(broken).close();
  }

  @Test
  void streamIsClosedWithTheReaderAndIfItIsNoGzip() throws IOException {
    AtomicInteger closed = new AtomicInteger();
    new LineReader(counting("a\n", closed), "text").close();
    assertThat(closed).hasValue(1);
    assertThatThrownBy(() -> new LineReader(counting("\u001f\u008bno gzip", closed), "text"))
        .isInstanceOf(DataFormatException.class);
    assertThat(closed).hasValue(2);
  }

  private static InputStream counting(String latin1, AtomicInteger closed) {
    return new ByteArrayInputStream(latin1.getBytes(StandardCharsets.ISO_8859_1)) {
      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }
}
