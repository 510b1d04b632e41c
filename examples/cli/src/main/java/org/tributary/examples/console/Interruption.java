package org.tributary.examples.console;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * A request to stop by Ctrl-C or SIGTERM. The process ends when the work has closed the
 * interruption: until then the work can save its results. The exit code is the system's, 130 for
 * Ctrl-C.
 */
public final class Interruption implements BooleanSupplier, AutoCloseable {
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::waitForWork, "interruption");
  private volatile boolean requested;

  /** Creates an interruption that does not listen yet: Ctrl-C ends the process at once. */
  public Interruption() {}

  /** Listens for requests until it is closed. */
  public void listen() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void waitForWork() {
    requested = true;
    try {
      finished.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether a stop is requested. */
  @Override
  public boolean getAsBoolean() {
    return requested;
  }

  /** Lets the process end, if a stop is requested. */
  @Override
  public void close() {
    finished.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        return; // the process is ending already
      }
    }
  }
}
