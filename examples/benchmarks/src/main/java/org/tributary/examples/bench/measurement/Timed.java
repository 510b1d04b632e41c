package org.tributary.examples.bench.measurement;

/** A repeatable operation to time. It owns its resources. */
public interface Timed extends AutoCloseable {

  /** Runs the operation once and waits until it finishes. */
  void run();

  /** Returns the name of the implementation. */
  String kernel();

  @Override
  void close();
}
