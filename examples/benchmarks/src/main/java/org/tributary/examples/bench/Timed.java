package org.tributary.examples.bench;

/** Something that can be run again and again, and owns what it needs for it. */
public interface Timed extends AutoCloseable {

  /** Does the work once and waits for its end. */
  void run();

  /** Which implementation did it, in a word. */
  String kernel();

  @Override
  void close();
}
