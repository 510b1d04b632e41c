package org.tributary.examples.tagging;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An input stream that notifies a listener before a read that may block. */
final class NotifyingInputStream extends FilterInputStream {

  /** A listener for reads that may block. */
  @FunctionalInterface
  interface BlockingListener {
    void run() throws IOException;
  }

  private final BlockingListener listener;

  NotifyingInputStream(InputStream in, BlockingListener listener) {
    super(in);
    this.listener = listener;
  }

  @Override
  public int read() throws IOException {
    notifyIfBlocking();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    notifyIfBlocking();
    return super.read(bytes, offset, length);
  }

  private void notifyIfBlocking() throws IOException {
    if (in.available() == 0) {
      listener.run();
    }
  }
}
