package org.tributary.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A stack of resources, closed together in reverse order of registration, like Python's {@code
 * contextlib.ExitStack}: try-with-resources for an object that owns native memory from its
 * constructor until it is closed. Every resource is closed, even if another one fails to close.
 * Thread-safe.
 *
 * <pre>{@code
 * try {
 *   Graph graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
 *   this.session = closer.register(TensorFlowRuntime.open(graph), Session::close);
 * } catch (RuntimeException | Error e) {
 *   closer.closeAfter(e);
 *   throw e;
 * }
 * }</pre>
 */
public final class Closer implements AutoCloseable {
  private final Deque<Runnable> open = new ArrayDeque<>();

  /**
   * Registers a newly opened resource and returns it.
   *
   * @param close the action that closes the resource
   */
  public synchronized <R> R register(R resource, Consumer<? super R> close) {
    open.push(() -> close.accept(resource));
    return resource;
  }

  /** Closes every resource after {@code failure}; adds further failures to it as suppressed. */
  public synchronized void closeAfter(Throwable failure) {
    while (!open.isEmpty()) {
      try {
        open.pop().run();
      } catch (RuntimeException | Error e) {
        failure.addSuppressed(e);
      }
    }
  }

  /**
   * Closes every resource. Closing again has no effect.
   *
   * @throws RuntimeException or an {@link Error}: the first failure, with the others suppressed
   */
  @Override
  public synchronized void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().run();
      } catch (RuntimeException | Error e) {
        closeAfter(e);
        throw e;
      }
    }
  }
}
