package org.tributary.examples.job;

/** The end of a training by a request to stop, such as Ctrl-C. */
public final class StoppedTraining extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoppedTraining() {
    super("training: stopped on request");
  }
}
