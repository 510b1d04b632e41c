package org.tributary.internal.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions.LoopOptions;

/** A fake model whose batches are losses and whose snapshot is the number of steps. */
class FakeModel implements TrainingLoop.Model<Double, Double> {
  private final List<Double> losses;
  private final double[] scores;
  final List<Double> rates = new ArrayList<>();
  final List<Integer> endedEpochs = new ArrayList<>();
  final List<String> prepared = Collections.synchronizedList(new ArrayList<>());
  final List<String> events = new ArrayList<>();
  int released;
  double gradientNorm = 1;
  double untrainedLoss = 3;
  long defectiveAfter = -1;
  int scoreCalls;
  int snapshots;
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
  public Double prepare(Double batch, long number) {
    prepared.add("%s is %d".formatted(batch, number));
    return batch;
  }

  @Override
  public void release(Double batch) {
    released++;
    events.add("release " + batch);
  }

  @Override
  public TrainingLoop.StepOutcome step(Double batch, long number, double learningRate) {
    steps = number;
    events.add("step " + number);
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
  public OptionalDouble score(ParameterValues parameters) {
    return scores.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(scores[scoreCalls++]);
  }

  @Override
  public ParameterValues snapshot() {
    snapshots++;
    float value = steps == defectiveAfter ? Float.NaN : steps;
    return ParameterValues.builder().add("w", TensorShape.of(1), new float[] {value}).build();
  }

  /** A loop for several models. */
  record Loop(LoopOptions options, TrainingListener listener) {
    TrainingLoop.Outcome run(FakeModel model) {
      return new TrainingLoop<>(model, options, listener).run();
    }
  }

  /** Returns the number of steps after which parameters were taken. */
  static long steps(TrainingLoop.Outcome outcome) {
    return (long) outcome.parameters().values("w")[0];
  }

  @Override
  public Map<String, ParameterValues> parts() {
    return Map.of("parameters", snapshot());
  }

  @Override
  public void restore(Checkpoint checkpoint) {
    steps = checkpoint.progress().globalStep();
    scoreCalls = checkpoint.progress().reports().size();
  }
}
