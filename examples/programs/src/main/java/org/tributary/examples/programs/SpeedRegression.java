package org.tributary.examples.programs;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.tributary.examples.sensor.Recording;
import org.tributary.examples.sensor.RecordingSplits;
import org.tributary.examples.sensor.SensorGenerator;
import org.tributary.layer.Recurrent;
import org.tributary.nn.Fit;
import org.tributary.nn.Floats;
import org.tributary.nn.Model;
import org.tributary.nn.Network;
import org.tributary.train.optimizer.Schedule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * A program that predicts a number at each time step, by a model and an optimizer of its own
 * ({@link Lion}).
 */
@Command(
    name = "regression",
    description = "A number predicted at each step by a model and an optimizer of your own.")
public final class SpeedRegression implements Callable<Integer> {
  private static final int HIDDEN = 32;

  @Mixin private RecordingOptions recordings;

  /** Learns targets of mean 0 and deviation 1. The loss leaves out the padding of a batch. */
  private static Floats network(Network<Recording> m, int channels, double mean, double deviation) {
    Floats readings = m.vectors(channels, SpeedRegression::readings); // [N, T, C]
    Recurrent gru = Recurrent.gru(channels).hidden(HIDDEN).bidirectional();
    Floats hidden = m.recurrent("gru", gru).forward(readings).output();
    Floats predicted = m.linear("linear", 2 * HIDDEN, 1).forward(hidden).squeeze(-1); // [N, T]
    Floats target = m.numbers(Recording::targets);
    Floats speed = predicted.times(deviation).plus(mean);
    m.output(speed);
    m.rmse("error", speed, target);
    return m.mse(predicted, target.minus(mean).times(1 / deviation));
  }

  private static float[][] readings(Recording recording) {
    return IntStream.range(0, recording.steps())
        .mapToObj(t -> recording.values().at(t).values())
        .toArray(float[][]::new);
  }

  @Override
  public Integer call() {
    RecordingSplits data = RecordingSplits.of(SensorGenerator.speeds(120, 1));
    List<Float> known = numbers(data.train().stream().map(Recording::targets).toList());
    double mean = known.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
    double deviation = error(known, Collections.nCopies(known.size(), (float) mean));
    int channels = data.train().get(0).channels();
    try (Model<Recording> model = Model.of(1, m -> network(m, channels, mean, deviation))) {
      Fit fit =
          Fit.epochs(recordings.epochs())
              .batchSize(8)
              .optimizer(new Lion(0.9f, 0.99f))
              .schedule(Schedule.linear(0.003, 0))
              .clipNorm(1)
              .progress(System.out::println);
      model.fit(data.train(), data.dev(), fit);
      List<Float> gold = numbers(data.test().stream().map(Recording::targets).toList());
      List<Float> predicted =
          numbers(model.predict(data.test()).stream().map(speed -> speed.values()).toList());
      System.out.printf(
          "root mean squared error of the training mean %.4f, of the GRU %.4f in test%n",
          error(gold, Collections.nCopies(gold.size(), (float) mean)), error(gold, predicted));
    }
    return 0;
  }

  private static List<Float> numbers(List<float[]> sequences) {
    return sequences.stream()
        .flatMap(all -> IntStream.range(0, all.length).mapToObj(t -> all[t]))
        .toList();
  }

  /** Returns the root mean squared error. */
  private static double error(List<Float> gold, List<Float> predicted) {
    return Math.sqrt(
        IntStream.range(0, gold.size())
            .mapToDouble(k -> gold.get(k) - predicted.get(k))
            .map(difference -> difference * difference)
            .average()
            .orElseThrow());
  }
}
