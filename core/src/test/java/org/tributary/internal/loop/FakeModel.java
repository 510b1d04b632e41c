package org.tributary.internal.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A fake model whose batches are losses and whose snapshot is the number of steps. */
class FakeModel implements TrainingLoop.Model<Double, Long> {
  private final List<Double> losses;
  private final double[] scores;
  final List<Double> rates = new ArrayList<>();
  final List<Integer> endedEpochs = new ArrayList<>();
  final List<String> events = new ArrayList<>();
  double gradientNorm = 1;
  double untrainedLoss = 3;
  long defectiveAfter = -1;
  int scoreCalls;
  long steps;

  FakeModel(List<Double> losses, double... scores) {
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
  public void prefetch(Double batch, long number) {
    events.add("%s is %d".formatted(batch, number));
  }

  @Override
  public TrainingLoop.StepOutcome step(Double batch, long number, double learningRate) {
    events.add("step " + number);
    steps = number;
    rates.add(learningRate);
    return new TrainingLoop.StepOutcome(batch, gradientNorm);
  }

  @Override
  public double untrainedLoss() {
    return untrainedLoss;
  }

  @Override
  public void epochEnded(int epoch) {
    endedEpochs.add(epoch);
  }

  @Override
  public Optional<String> defect(Long parameters) {
    return parameters == defectiveAfter ? Optional.of("w has the value NaN") : Optional.empty();
  }

  @Override
  public OptionalDouble score() {
    return scores.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(scores[scoreCalls++]);
  }

  @Override
  public Long snapshot() {
    return steps;
  }
}
