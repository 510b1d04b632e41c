package org.tributary.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The resources that a constructor or a method has opened so far. If it fails they are closed, the
 * last one first, and what closing throws is suppressed in favour of the failure; once it has
 * called {@link #keep}, they are its owner's. For one thread.
 *
 * <pre>{@code
 * try (OpenResources opened = new OpenResources()) {
 *   graph = opened.add(TensorFlowRuntime.graph());
 *   session = opened.add(TensorFlowRuntime.open(graph));
 *   variables.assign(session, values);
 *   opened.keep();
 * }
 * }</pre>
 */
public final class OpenResources implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  /** No resource yet. */
  public OpenResources() {}

  /** Adds a resource and returns it. */
  public <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Leaves all of them open: {@link #close} has nothing to do any more. */
  public void keep() {
    opened.clear();
  }

  /**
   * Closes every resource, even if closing another one fails.
   *
   * @throws RuntimeException the first failure, with the others suppressed; a checked one as the
   *     cause of an {@link IllegalStateException}
   */
  @Override
  public void close() {
    Throwable failure = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception | Error e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    if (failure != null) {
      throw new IllegalStateException("a resource cannot be closed: " + failure, failure);
    }
  }
}
