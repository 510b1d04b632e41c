package org.tributary.tribuo.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Gzip data of one or more members, read to the very end, where zeros may fill a block up. Java's
 * own stream takes whatever it cannot read behind a member, damaged members too, for the end of the
 * data, and says nothing.
 */
final class GzipInput extends GZIPInputStream {
  /** The bytes behind a member's compressed data: a checksum and a length. */
  private static final int TRAILER = 8;

  private final Counted source;
  private long filled; // the bytes that were taken when there was last something to inflate

  /**
   * @throws ZipException if the data are none of gzip's
   */
  GzipInput(InputStream input, int bufferSize) throws IOException {
    this(new Counted(input), bufferSize);
  }

  private GzipInput(Counted source, int bufferSize) throws IOException {
    super(source, bufferSize);
    this.source = source;
  }

  @Override
  protected void fill() throws IOException {
    super.fill();
    filled = source.taken;
  }

  /**
   * As always.
   *
   * @throws ZipException at the end, if it is not the end of the data
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
    long end = filled - inf.getRemaining() + TRAILER;
    source.transferTo(OutputStream.nullOutputStream());
    if (source.lastNonZero > end) {
      throw new ZipException(
          "%d bytes behind the last whole member are no gzip data".formatted(source.taken - end));
    }
  }

  /** Counts what is taken, and how much of it are zeros at the end. */
  private static final class Counted extends FilterInputStream {
    private long taken;
    private long lastNonZero; // how many bytes were taken with the last one that was not 0

    Counted(InputStream input) {
      super(input);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      taken += one < 0 ? 0 : 1;
      lastNonZero = one > 0 ? taken : lastNonZero;
      return one;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      int read = super.read(bytes, from, count);
      int used = read;
      while (used > 0 && bytes[from + used - 1] == 0) {
        used--;
      }
      lastNonZero = used > 0 ? taken + used : lastNonZero;
      taken += Math.max(read, 0);
      return read;
    }
  }
}
