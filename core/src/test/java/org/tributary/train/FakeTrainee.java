package org.tributary.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Batches are losses; the snapshot is the number of steps taken. */
final class FakeTrainee implements TrainingLoop.Trainee<Double, Long> {
  private final List<Double> losses;
  private final double[] scores;
  final List<Double> rates = new ArrayList<>();
  final List<Integer> ended = new ArrayList<>();
  final List<String> heard = new ArrayList<>();
  double gradientNorm = 1;
  long brokenAfter = -1;
  int scored;
  long steps;

  FakeTrainee(List<Double> losses, double... scores) {
    this.losses = losses;
    this.scores = scores;
  }

  @Override
  public List<Double> batches(int epoch) {
    return losses;
  }

  @Override
  public long tokens(Double batch) {
    return 10;
  }

  @Override
  public void announce(Double batch, long number) {
    heard.add("%s is %d".formatted(batch, number));
  }

  @Override
  public TrainingLoop.StepOutcome step(Double batch, long number, double learningRate) {
    heard.add("step " + number);
    steps = number;
    rates.add(learningRate);
    return new TrainingLoop.StepOutcome(batch, gradientNorm);
  }

  @Override
  public void epochEnded(int epoch) {
    ended.add(epoch);
  }

  @Override
  public Optional<String> defect(Long parameters) {
    return parameters == brokenAfter ? Optional.of("w has the value NaN") : Optional.empty();
  }

  @Override
  public OptionalDouble score() {
    return scores.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(scores[scored++]);
  }

  @Override
  public Long snapshot() {
    return steps;
  }
}
