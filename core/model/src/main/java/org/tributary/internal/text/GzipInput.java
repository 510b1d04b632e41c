package org.tributary.internal.text;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A gzip stream that reads all members and rejects trailing garbage; zero padding at the end is
 * allowed. {@link GZIPInputStream} silently treats unreadable bytes after a member, including a
 * damaged member, as the end of the data.
 */
public final class GzipInput extends GZIPInputStream {
  /** Bytes after a member's compressed data: a checksum and a length. */
  private static final int TRAILER_BYTES = 8;

  private final CountingStream source;
  private long filled; // bytes read from the source at the last refill of the inflater

  /**
   * @throws ZipException if the data is not gzip
   */
  public GzipInput(InputStream input, int bufferSize) throws IOException {
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
