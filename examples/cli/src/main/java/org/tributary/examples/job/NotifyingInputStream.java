package org.tributary.examples.job;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An input that says so before it makes its reader wait. */
final class WaitingInput extends FilterInputStream {

  /** What to do meanwhile. */
  @FunctionalInterface
  interface BeforeWaiting {
    void run() throws IOException;
  }

  private final BeforeWaiting beforeWaiting;

  WaitingInput(InputStream in, BeforeWaiting beforeWaiting) {
    super(in);
    this.beforeWaiting = beforeWaiting;
  }

  @Override
  public int read() throws IOException {
    announce();
    return super.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    announce();
    return super.read(bytes, offset, length);
  }

  private void announce() throws IOException {
    if (in.available() == 0) {
      beforeWaiting.run();
    }
  }
}
