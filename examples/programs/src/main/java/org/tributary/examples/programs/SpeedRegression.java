package org.tributary.examples.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.tensorflow.Graph;
import org.tributary.examples.chart.RegressionChart;
import org.tributary.examples.sensor.Recording;
import org.tributary.examples.sensor.RecordingFile;
import org.tributary.examples.sensor.RecordingSplits;
import org.tributary.examples.sensor.SensorGenerator;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.GraphTrainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * A program that predicts a number at each time step, by a graph and an optimizer of its own
 * ({@link SpeedNetwork}, {@link Lion}).
 */
@Command(
    name = "regression",
    description =
        "A number predicted at each step by a graph and an optimizer of your own. Picture: predicted against true.")
public final class SpeedRegression implements Callable<Integer> {
  private static final int BATCH = 8;

  @Mixin private RecordingOptions recordings;
  @Mixin private ProgramOptions options;

  @Override
  public Integer call() throws IOException {
    RecordingSplits data =
        recordings.read(RecordingFile::readTargets, () -> SensorGenerator.speeds(120, 1));
    List<Float> known = targets(data.train());
    double mean = known.stream().mapToDouble(Float::doubleValue).average().orElseThrow();
    if (known.stream().distinct().count() < 2) {
      throw new IllegalArgumentException(
          "expected training targets that differ, got only %s; is the last column the number to predict?"
              .formatted(known.get(0)));
    }
    double deviation = rootMeanSquare(known, Collections.nCopies(known.size(), (float) mean));
    List<Float> gold = targets(data.test());
    List<Float> predicted = new ArrayList<>();
    try (Graph graph = TensorFlowRuntime.graph()) {
      var tf = TensorFlowRuntime.ops(graph);
      SpeedNetwork network = new SpeedNetwork(tf, data.train().get(0).channels());
      var initial = ParameterValues.draw(network.parameters(), TorchRandom.seeded(1));
      try (GraphTrainer trainer =
          GraphTrainer.builder(tf, network.variables(), network.gradients(), new Lion(0.9f, 0.99f))
              .clipNorm(1)
              .open(initial)) {
        List<Recording> order = new ArrayList<>(data.train());
        int epochs = recordings.epochs();
        Random random = new Random(1);
        for (int epoch = 1; epoch <= epochs; epoch++) {
          Collections.shuffle(order, random);
          double rate = 0.002 * (epochs + 1 - epoch) / epochs; // linear decay
          for (int from = 0; from < order.size(); from += BATCH) {
            var batch = order.subList(from, Math.min(from + BATCH, order.size()));
            trainer.step(rate, feed -> network.feed(feed, batch, mean, deviation), network.loss());
          }
          float loss =
              trainer
                  .evaluate(feed -> network.feed(feed, data.dev(), mean, deviation), network.loss())
                  .get();
          System.out.printf(
              "epoch %2d: root mean squared error %.4f in dev%n",
              epoch, deviation * Math.sqrt(loss));
        }
        for (Recording recording : data.test()) {
          FloatTensor numbers =
              trainer.evaluate(
                  feed -> network.feed(feed, List.of(recording), mean, deviation),
                  network.predicted()); // [1, T]
          for (float number : numbers.values()) {
            predicted.add((float) (mean + deviation * number));
          }
        }
      }
    }
    System.out.printf(
        "root mean squared error of the training mean %.4f, of the GRU %.4f in test%n",
        rootMeanSquare(gold, Collections.nCopies(gold.size(), (float) mean)),
        rootMeanSquare(gold, predicted));
    Path picture = options.file("regression.png");
    new RegressionChart("Sequence regression, test recordings", gold, predicted).write(picture);
    System.out.println("picture " + picture);
    return 0;
  }

  private static List<Float> targets(List<Recording> recordings) {
    List<Float> targets = new ArrayList<>();
    for (Recording recording : recordings) {
      for (float target : recording.targets()) {
        targets.add(target);
      }
    }
    return targets;
  }

  private static double rootMeanSquare(List<Float> gold, List<Float> predicted) {
    double sum = 0;
    for (int k = 0; k < gold.size(); k++) {
      double error = gold.get(k) - predicted.get(k);
      sum += error * error / gold.size();
    }
    return Math.sqrt(sum);
  }
}
