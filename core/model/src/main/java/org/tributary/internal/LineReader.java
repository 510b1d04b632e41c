package org.tributary.internal;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.tributary.DataFormatException;

/**
 * A cursor over the lines of a UTF-8 text, plain or gzip. Lines are split as bytes and decoded one
 * by one, so every error names its line.
 */
public final class LineReader implements Closeable {
  private static final int BUFFER_SIZE = 1 << 16;
  private static final int GZIP_MAGIC_1 = 0x1f;
  private static final int GZIP_MAGIC_2 = 0x8b;

  private final String name;
  private final InputStream input;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private int position;
  private int limit;
  private String text = "";
  private long number;

  /** Takes ownership of the stream: closing the reader or a failure here closes it. */
  public LineReader(InputStream input, String name) throws IOException {
    this.name = name;
    PeekableInputStream peekable = new PeekableInputStream(input);
    try {
      this.input = peekable.startsAsGzip() ? new GzipInput(peekable, BUFFER_SIZE) : peekable;
    } catch (EOFException | ZipException e) {
      input.close();
      throw damagedGzip(1, e);
    } catch (IOException e) {
      input.close();
      throw e;
    }
  }

  /** Returns a reader of a stream that stays open. */
  public static LineReader ofOpen(InputStream input, String name) throws IOException {
    return new LineReader(
        new FilterInputStream(input) {
          @Override
          public void close() {}
        },
        name);
  }

  /** Opens a file; error messages name the file and the reason. */
  public static InputStream open(Path path) throws IOException {
    String name = path.toString();
    if (Files.isDirectory(path)) {
      throw new FileSystemException(name, null, "expected a file, found a folder");
    }
    try {
      return Files.newInputStream(path);
    } catch (NoSuchFileException e) {
      throw withReason(new NoSuchFileException(name, null, "no such file; check the path"), e);
    } catch (AccessDeniedException e) {
      throw withReason(
          new AccessDeniedException(name, null, "may not be read; check its permissions"), e);
    }
  }

  private static FileSystemException withReason(FileSystemException error, IOException cause) {
    error.initCause(cause);
    return error;
  }

  /** Moves to the next line; returns false at the end of the text. */
  public boolean advance() throws IOException {
    number++;
    if (position == limit && !fill()) {
      number--;
      return false;
    }
    int start = position;
    if (skipToLineEnd()) {
      text = decode(buffer, start, position - 1);
    } else {
      text = decodeLongLine(start);
    }
    return true;
  }

  /**
   * Returns the current line without its terminator, LF or CR LF, and without a byte order mark.
   */
  public String text() {
    return text;
  }

  /** Returns the columns of a line between single tabs, including empty ones. */
  public static List<String> splitAtTabs(String line) {
    return List.of(line.split("\t", -1));
  }

  /**
   * Returns the nonempty columns of a line between runs of blanks: spaces and tabs; other white
   * space is text.
   */
  public static List<String> splitAtBlanks(String line) {
    List<String> columns = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || line.charAt(i) == ' ' || line.charAt(i) == '\t') {
        if (i > start) {
          columns.add(line.substring(start, i));
        }
        start = i + 1;
      }
    }
    return Collections.unmodifiableList(columns);
  }

  /** Returns the current line's number, from 1. */
  public long number() {
    return number;
  }

  /** Returns the name of the text in messages. */
  public String name() {
    return name;
  }

  /** Returns an error at the current line. */
  public DataFormatException error(String problem) {
    return new DataFormatException(name, number, problem);
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  /**
   * Moves past the next LF in the buffer and returns true, or to the buffer's end and returns
   * false.
   */
  private boolean skipToLineEnd() {
    while (position < limit) {
      if (buffer[position++] == '\n') {
        return true;
      }
    }
    return false;
  }

  /**
   * Decodes a line that extends past the end of the buffer, or that the end of the text terminates.
   */
  private String decodeLongLine(int start) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.write(buffer, start, limit - start);
    while (fill()) {
      boolean ended = skipToLineEnd();
      line.write(buffer, 0, ended ? position - 1 : limit);
      if (ended) {
        break;
      }
    }
    return decode(line.toByteArray(), 0, line.size());
  }

  private boolean fill() throws IOException {
    position = 0;
    limit = 0;
    try {
      int read = input.read(buffer, 0, BUFFER_SIZE);
      limit = Math.max(read, 0);
      return read > 0;
    } catch (EOFException | ZipException e) {
      throw damagedGzip(number, e);
    }
  }

  private DataFormatException damagedGzip(long line, IOException cause) {
    String why = cause.getMessage() == null ? "" : " (" + cause.getMessage() + ")";
    DataFormatException error =
        new DataFormatException(
            name,
            line,
            "expected gzip data, which ends early or is damaged"
                + why
                + "; copy or compress the file again");
    error.initCause(cause);
    return error;
  }

  private String decode(byte[] bytes, int start, int end) throws DataFormatException {
    int length = (end > start && bytes[end - 1] == '\r' ? end - 1 : end) - start;
    ByteBuffer line = ByteBuffer.wrap(bytes, start, length);
    try {
      String decoded = decoder.decode(line).toString();
      return number == 1 && decoded.startsWith("\uFEFF") ? decoded.substring(1) : decoded;
    } catch (CharacterCodingException e) {
      DataFormatException error =
          error(
              "expected UTF-8, got the byte 0x%02X at position %d of the line; the file is probably in another encoding such as Latin-1 or UTF-16: convert it to UTF-8"
                  .formatted(bytes[line.position()], line.position() - start + 1));
      error.initCause(e);
      throw error;
    }
  }

  /** A stream with lookahead that, unlike a buffered one, never queries a pipe's position. */
  private static final class PeekableInputStream extends PushbackInputStream {
    PeekableInputStream(InputStream input) {
      super(input, 2);
    }

    /** Reads a second byte only after gzip's first: what a user types is read at once. */
    boolean startsAsGzip() throws IOException {
      byte[] start = readNBytes(1);
      boolean gzip = false;
      if (start.length == 1 && (start[0] & 0xff) == GZIP_MAGIC_1) {
        byte[] second = readNBytes(1);
        gzip = second.length == 1 && (second[0] & 0xff) == GZIP_MAGIC_2;
        unread(second);
      }
      unread(start);
      return gzip;
    }

    /** Returns unread bytes alone, since a further read may wait. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int unread = buf.length - pos;
      return super.read(bytes, offset, unread == 0 ? length : Math.min(unread, length));
    }

    /**
     * Waits for a byte. A pipe reports 0 between two gzip members, and the GZIPInputStream of older
     * JDKs (JDK-7036144) takes that for the end of the data.
     */
    @Override
    public int available() throws IOException {
      byte[] next = readNBytes(1);
      unread(next);
      return next.length;
    }
  }

  /**
   * A gzip stream that reads all members and rejects trailing garbage; zero padding at the end is
   * allowed. {@link GZIPInputStream} silently treats unreadable bytes after a member, including a
   * damaged member, as the end of the data.
   */
  private static final class GzipInput extends GZIPInputStream {
    /** Bytes after a member's compressed data: a checksum and a length. */
    private static final int TRAILER_BYTES = 8;

    private final CountingStream source;
    private long filled; // bytes read from the source at the last refill of the inflater

    /**
     * @throws ZipException if the data is not gzip
     */
    GzipInput(InputStream input, int bufferSize) throws IOException {
      this(new CountingStream(input), bufferSize);
    }

    private GzipInput(CountingStream source, int bufferSize) throws IOException {
      super(source, bufferSize);
      this.source = source;
    }

    @Override
    protected void fill() throws IOException {
      super.fill();
      filled = source.bytesRead;
    }

    /**
     * Reads uncompressed bytes.
     *
     * @throws ZipException at the end of the last member, if other data follows
     */
    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      int read = super.read(bytes, from, count);
      if (read < 0) {
        requireEnd();
      }
      return read;
    }

    private void requireEnd() throws IOException {
      long end = filled - inf.getRemaining() + TRAILER_BYTES;
      source.transferTo(OutputStream.nullOutputStream());
      if (source.nonZeroEnd > end) {
        throw new ZipException(
            "%d bytes after the last complete member are not gzip data"
                .formatted(source.bytesRead - end));
      }
    }

    /** A stream that tracks the bytes read and the position of the last nonzero byte. */
    private static final class CountingStream extends FilterInputStream {
      private long bytesRead;
      private long nonZeroEnd; // bytes read up to and including the last nonzero value

      CountingStream(InputStream input) {
        super(input);
      }

      @Override
      public int read() throws IOException {
        int value = super.read();
        bytesRead += value < 0 ? 0 : 1;
        nonZeroEnd = value > 0 ? bytesRead : nonZeroEnd;
        return value;
      }

      @Override
      public int read(byte[] bytes, int from, int count) throws IOException {
        int read = super.read(bytes, from, count);
        int nonZero = read;
        while (nonZero > 0 && bytes[from + nonZero - 1] == 0) {
          nonZero--;
        }
        nonZeroEnd = nonZero > 0 ? bytesRead + nonZero : nonZeroEnd;
        bytesRead += Math.max(read, 0);
        return read;
      }
    }
  }
}
