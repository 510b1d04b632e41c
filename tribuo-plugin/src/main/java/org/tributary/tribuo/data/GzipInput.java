package org.tributary.tribuo.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Gzip data of one or more members, read to the very end. Java's own stream takes whatever it
 * cannot read behind a member, damaged members too, for the end of the data, and says nothing.
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
    if (source.taken != end) {
      throw new ZipException(
          "%d bytes behind the last whole member are no gzip data".formatted(source.taken - end));
    }
  }

  /** Counts what is taken. */
  private static final class Counted extends FilterInputStream {
    private long taken;

    Counted(InputStream input) {
      super(input);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      taken += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] bytes, int from, int count) throws IOException {
      int read = super.read(bytes, from, count);
      taken += Math.max(read, 0);
      return read;
    }
  }
}
