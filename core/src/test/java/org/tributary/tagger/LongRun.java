package org.tributary.tagger;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.TrainingOptions;
import org.tributary.train.Checkpoints;
import org.tributary.train.TrainingListener;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;

/** A training run long enough to be killed midway; its main method trains to the end. */
final class LongRun {
  private static final TaggerDefinition DEFINITION =
      SmallTraining.define()
          .words(5)
          .encoder(input -> Recurrent.lstm(input).hidden(4).bidirectional())
          .dropout(0.2);
  private static final TaggerSizes SIZES = new TaggerSizes(40, 3);
  private static final int EPOCHS = 12;

  private LongRun() {}

  /** Trains with a checkpoint after every step. */
  public static void main(String[] arguments) {
    train(Path.of(arguments[0]), TrainingListener.silent());
  }

  static TaggerFitter.Trained train(Path checkpoint, TrainingListener listener) {
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
