package org.tributary.examples.command;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.train.ParameterGrid;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.input.TaggerInput;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * One point of the grid of {@code train}.
 *
 * @param name the choices of the point; empty for a single point
 * @param trainer returns the trainer of the point with a seed
 */
record TrainPoint(String name, LongFunction<LstmTaggerTrainer> trainer) {
  /**
   * Returns the points of a grid. Builds a trainer for each, so that wrong options fail before the
   * work.
   *
   * @param command the command that the user typed
   * @param inputs returns the inputs of the tagger with given options
   * @param seed the seed of the trainers that are built
   * @throws ParameterException if an option is out of range
   */
  static ParameterGrid<TrainPoint> grid(
      CommandSpec command,
      ParameterGrid<TrainerOptions> options,
      Function<TrainerOptions, List<TaggerInput>> inputs,
      long seed) {
    List<ParameterGrid.Point<TrainPoint>> points = new ArrayList<>();
    for (ParameterGrid.Point<TrainerOptions> point : options.points()) {
      try {
        TrainerOptions setting = point.setting();
        List<TaggerInput> taggerInputs = inputs.apply(setting);
        setting.trainer(taggerInputs, seed);
        points.add(
            new ParameterGrid.Point<>(
                point.choices(),
                new TrainPoint(point.name(), chosen -> setting.trainer(taggerInputs, chosen))));
      } catch (ParameterException e) { // its command line may be the grid point's
        throw new ParameterException(command.commandLine(), e.getMessage(), e);
      }
    }
    return new ParameterGrid<>(points);
  }
}
