package org.tributary.internal;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * The next bytes of a channel as a stream. Closing it leaves the channel open. Unbuffered; not
 * thread-safe.
 */
public final class ChannelSection extends InputStream {
  private final ReadableByteChannel channel;
  private long left;

  /**
   * Creates a stream at the channel's position.
   *
   * @param length the number of bytes
   */
  public ChannelSection(ReadableByteChannel channel, long length) {
    this.channel = channel;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * {@inheritDoc}
   *
   * @throws EOFException if the channel ends before the section does
   */
  @Override
  public int read(byte[] to, int at, int count) throws IOException {
    if (count == 0) {
      return 0;
    }
    if (left == 0) {
      return -1;
    }
    int read = channel.read(ByteBuffer.wrap(to, at, (int) Math.min(count, left)));
    if (read < 0) {
      throw new EOFException("expected %d more bytes, got the end".formatted(left));
    }
    left -= read;
    return read;
  }
}
