package org.tributary;

import static java.util.Objects.requireNonNull;

/** The threads of a process, final once used. Thread-safe. */
final class ThreadSetting {
  private Threads threads;

  /** See {@link Threads#use}. */
  void use(Threads requestedThreads) {
    requireNonNull(requestedThreads, "threads: expected a setting, got null");
    Threads current = fix(requestedThreads);
    if (!current.equals(requestedThreads)) {
      throw new IllegalStateException(
          "threads: this process runs with %s, so %s cannot be set; pools are made once per process: set the threads before the first prediction, the first graph and the search for a GPU"
              .formatted(current, requestedThreads));
    }
  }

  /** See {@link Threads#current}. */
  Threads current() {
    return fix(null);
  }

  private synchronized Threads fix(Threads requestedThreads) {
    if (threads == null) {
      threads = requestedThreads != null ? requestedThreads : threadsOfProperty();
    }
    return threads;
  }

  private static Threads threadsOfProperty() {
    String value = System.getProperty(Threads.PROPERTY);
    if (value == null) {
      return Threads.perProcessor();
    }
    try {
      return Threads.of(Integer.parseInt(value.strip()));
    } catch (IllegalArgumentException e) { // not a number, or out of range
      throw new IllegalArgumentException(
          "system property %s: expected a number of threads from 1 to %d, got '%s'"
              .formatted(Threads.PROPERTY, Threads.MAX, value),
          e);
    }
  }
}
