package org.tributary.examples.command;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.tributary.examples.option.training.TrainerOptions;
import org.tributary.train.ParameterGrid;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.input.TaggerInput;

/**
 * One point of the grid of {@code train}.
 *
 * @param name the choices of the point; empty for a single point
 * @param trainer returns the trainer of the point with a seed
 */
record TrainPoint(String name, LongFunction<LstmTaggerTrainer> trainer) {
  /**
   * Returns the points of a grid.
   *
   * @param inputs returns the inputs of the tagger with given options
   */
  static ParameterGrid<TrainPoint> grid(
      ParameterGrid<TrainerOptions> options, Function<TrainerOptions, List<TaggerInput>> inputs) {
    return new ParameterGrid<>(
        options.points().stream()
            .map(
                point -> {
                  List<TaggerInput> own = inputs.apply(point.setting());
                  return new ParameterGrid.Point<>(
                      point.choices(),
                      new TrainPoint(point.name(), seed -> point.setting().trainer(own, seed)));
                })
            .toList());
  }
}
