package org.tributary.tagger;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.tributary.internal.AtomicFile;
import org.tributary.internal.ByteArrayChannel;
import org.tributary.internal.NullChecks;
import org.tributary.internal.tagger.TaggerFileFormat;

/**
 * The bytes of a stored tagger: a file, or the content of a stream or a pipe in memory. A {@link
 * TaggerReader} reads it.
 */
public final class TaggerSource {
  /** Maximum size of a stream's content: that of a Java array. */
  private static final int MAX_STREAM_BYTES = Integer.MAX_VALUE - 8;

  private static final String STREAM = "(stream)";

  private final String name;
  private final Optional<Path> file;
  private final byte[] content; // all bytes of a stream or a pipe; the first ones of a file

  private TaggerSource(String name, Optional<Path> file, byte[] content) throws IOException {
    this.name = name;
    this.file = file;
    this.content = content;
    if (content.length == 0) {
      throw new IOException(
          "tagger %s: expected a stored tagger, got no bytes; was it copied completely?"
              .formatted(name));
    }
  }

  /**
   * Returns the source of a file, or of a pipe, which is read to its end.
   *
   * @throws IOException if it is missing, a folder, empty or unreadable, or a pipe has too many
   *     bytes
   */
  public static TaggerSource of(Path file) throws IOException {
    NullChecks.require("file", "the path of a tagger", file);
    if (!Files.exists(file) || Files.isDirectory(file)) {
      throw new IOException(
          "tagger %s: expected a file, got %s"
              .formatted(file, Files.exists(file) ? "a folder" : "none; check the path"));
    }
    try (InputStream input = Files.newInputStream(file)) {
      return Files.isRegularFile(file)
          ? head(file.toString(), Optional.of(file), input)
          : head(file.toString(), Optional.empty(), input).withRest(input);
    } catch (FileSystemException e) {
      throw new IOException(
          "tagger %s: cannot be read: %s".formatted(file, AtomicFile.reason(e)), e);
    }
  }

  /**
   * Returns the source of the first bytes of a stream.
   *
   * @throws IOException if the stream is empty or cannot be read
   */
  static TaggerSource head(InputStream stream) throws IOException {
    NullChecks.require("stream", "the content of a tagger", stream);
    return head(STREAM, Optional.empty(), stream);
  }

  private static TaggerSource head(String name, Optional<Path> file, InputStream input)
      throws IOException {
    return new TaggerSource(name, file, input.readNBytes(TaggerFileFormat.PREFIX_BYTES));
  }

  /**
   * Reads the rest of a stream, whose first bytes this source has, and returns the source of the
   * whole content.
   *
   * @throws IOException if the stream cannot be read or is too large
   */
  TaggerSource withRest(InputStream stream) throws IOException {
    byte[] rest = stream.readNBytes(MAX_STREAM_BYTES - content.length);
    if (stream.read() >= 0) {
      throw new IOException(
          "tagger %s: expected at most %d bytes, got more; save it to a file and load that"
              .formatted(name, MAX_STREAM_BYTES));
    }
    byte[] all = Arrays.copyOf(content, content.length + rest.length);
    System.arraycopy(rest, 0, all, content.length, rest.length);
    return new TaggerSource(name, Optional.empty(), all);
  }

  /** Returns the name for messages: the path of a file, or {@code (stream)}. */
  public String name() {
    return name;
  }

  /** Returns the file; empty for a stream or a pipe. */
  public Optional<Path> file() {
    return file;
  }

  /** Returns a copy of the first bytes, at most 1,024. */
  byte[] head() {
    return Arrays.copyOf(content, Math.min(content.length, TaggerFileFormat.PREFIX_BYTES));
  }

  /** Returns the format. */
  TaggerFileFormat format() {
    return TaggerFileFormat.of(head());
  }

  /**
   * Opens a channel at the beginning, which the caller closes.
   *
   * @throws IOException if the file cannot be opened
   */
  public SeekableByteChannel open() throws IOException {
    return file.isPresent() ? FileChannel.open(file.get()) : new ByteArrayChannel(content);
  }

  @Override
  public String toString() {
    return name;
  }
}
