package org.tributary.examples.job;

/** The end of a training by a request to stop, such as Ctrl-C. */
public final class StoppedTraining extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean saved;

  StoppedTraining(boolean saved) {
    super("training: stopped on request");
    this.saved = saved;
  }

  /** Returns whether a model has been passed on: the best epoch of all runs so far. */
  public boolean hasSavedModel() {
    return saved;
  }
}
