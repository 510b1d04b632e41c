package org.example;

import org.tributary.train.optimizer.Schedule;

/** The inverse square root of the step number (Vaswani et al. 2017, without their warm-up). */
record InverseSquareRoot(double rate) implements Schedule {

  @Override
  public double learningRate(Progress progress) {
    return rate / Math.sqrt((double) progress.finished() + 1);
  }
}
