package org.tributary.train.tagger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tributary.layer.Recurrent;
import org.tributary.param.Safetensors;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.Checkpoints;
import org.tributary.train.StepReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

/**
 * A training run long enough to be killed midway. Its main method trains to the end, prints the
 * number of each step, and saves the parameters.
 */
final class LongRun {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(5)
          .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional())
          .dropout(0.2);

  /**
   * So many words that a checkpoint of 0.5 MB takes about as long to write as a step to compute.
   */
  private static final TaggerSizes SIZES = new TaggerSizes(5_000, 3);

  private static final int EPOCHS = 12;

  private LongRun() {}

  /** Trains with the checkpoint file and the model file of the arguments. */
  public static void main(String[] arguments) throws IOException {
    trainAndSave(
        Path.of(arguments[0]),
        Path.of(arguments[1]),
        new TrainingListener() {
          @Override
          public void stepFinished(StepReport report) {
            System.out.println((report.epoch() - 1) * report.steps() + report.step());
          }
        });
  }

  /** Trains with a checkpoint after every step and saves the parameters. */
  static TaggerFitter.Trained trainAndSave(Path checkpoint, Path model, TrainingListener listener)
      throws IOException {
    TaggerFitter.Trained trained = train(checkpoint, listener);
    Safetensors.write(model, trained.parameters());
    return trained;
  }

  private static TaggerFitter.Trained train(Path checkpoint, TrainingListener listener) {
    TrainingOptions options =
        SmallTraining.options()
            .epochs(EPOCHS)
            .batchWords(40)
            .schedule(Schedule.reduceOnPlateau(0.05).patience(1).warmUpSteps(3))
            .optimizer(Optimizer.adamW())
            .average(WeightAverage.exponential(0.8))
            .unknownRate(2)
            .wordDropout(0.1);
    return new TaggerFitter(DEFINITION, SIZES, options, counts(), 0)
        .checkpoints(Checkpoints.in(checkpoint).everySteps(1))
        .train(sequences(40, 1), sequences(10, 2), listener);
  }

  private static int[] counts() {
    return IntStream.range(0, SIZES.vocabularySizes().get(0)).toArray();
  }

  private static List<LabelledSequence> sequences(int count, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            k -> {
              int[] words =
                  random.ints(1 + random.nextInt(9), 0, SIZES.vocabularySizes().get(0)).toArray();
              int[] labels = IntStream.of(words).map(w -> w % 7 % 3).toArray();
              return new LabelledSequence(FeatureSequence.ofWords(words), labels);
            })
        .toList();
  }
}
