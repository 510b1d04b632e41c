package org.tributary.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The resources that a constructor or method has opened so far. If it fails, they are closed in
 * reverse order, and failures to close are suppressed. After {@link #keep} they belong to the new
 * owner. Not thread-safe.
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

  /** Creates an empty set of resources. */
  public OpenResources() {}

  /** Adds a resource and returns it. */
  public <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** Releases all resources to their owner: {@link #close} no longer closes them. */
  public void keep() {
    opened.clear();
  }

  /**
   * Closes every resource, even if closing another one fails.
   *
   * @throws RuntimeException the first failure, with the others suppressed; a checked exception is
   *     wrapped in an {@link IllegalStateException}
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
