package org.tributary.examples.option.training;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tributary.examples.option.MixinOptions;
import org.tributary.examples.option.Suggestions;
import org.tributary.train.ParameterGrid;
import org.tributary.train.ParameterGrid.Point;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The {@code --grid} option: a grid search over the training options. */
public final class GridOptions extends MixinOptions {
  /** A command that has only the training options, to parse one grid point. */
  @Command
  static final class Setting {
    @Mixin private TrainerOptions training;
  }

  private static final List<String> NOT_SEARCHABLE = List.of("--seed", "--auxiliary-columns");

  @Option(
      names = "--grid",
      paramLabel = "OPTION=V,V...",
      description =
          "Grid search over a training option, such as hidden-size=100,200; repeatable for all"
              + " combinations. Every point is trained with every seed; a final table ranks the points"
              + " by mean score, and the best single model is saved. Default: none.")
  private List<String> choices = new ArrayList<>();

  /** Returns whether the option is present. */
  public boolean isPresent() {
    return !choices.isEmpty();
  }

  /** Returns whether the grid has values of {@code option}, such as {@code --hidden-size}. */
  boolean varies(String option) {
    return choices.stream()
        .map(choice -> longestName(choice.split("=", 2)[0].strip()))
        .anyMatch(longestName(option.substring("--".length()))::equals);
  }

  /** Returns whether the grid has values of any of these options. */
  boolean variesAny(String... options) {
    return Stream.of(options).anyMatch(this::varies);
  }

  /**
   * Returns the points of the grid; without {@code --grid}, the single point {@code base}.
   *
   * @param form returns the setting of a point, and refuses wrong options before the work; the
   *     message gets the name of the point
   */
  public <T> List<Point<T>> points(TrainerOptions base, Function<TrainerOptions, T> form) {
    List<Point<T>> points = new ArrayList<>();
    for (Point<TrainerOptions> point : points(base)) {
      try {
        points.add(new Point<>(point.choices(), form.apply(point.setting())));
      } catch (ParameterException e) { // its command line is the grid point's
        String place = isPresent() ? "--grid %s: ".formatted(point.name()) : "";
        throw new ParameterException(command().commandLine(), place + e.getMessage(), e);
      }
    }
    return points;
  }

  private List<Point<TrainerOptions>> points(TrainerOptions base) {
    ParameterGrid<TrainerOptions> grid = ParameterGrid.from(base);
    if (!isPresent()) {
      return grid.points();
    }
    for (String choice : choices) {
      int equals = choice.indexOf('=');
      if (equals < 1 || equals == choice.length() - 1) {
        throw wrongUsage("--grid: expected OPTION=V,V..., got '%s'".formatted(choice));
      }
      String given = choice.substring(0, equals).strip();
      String name = longestName(given);
      if (!names().contains("--" + name)) {
        throw wrongUsage(unknown(given));
      }
      if (grid.points().get(0).choices().containsKey(name)) {
        throw wrongUsage("--grid: expected each option once, got '%s' twice".formatted(name));
      }
      List<String> all = List.of(choice.substring(equals + 1).split(",", -1));
      for (String value : all) {
        if (Collections.frequency(all, value) > 1) {
          throw wrongUsage(
              "--grid: expected each value of %s once, got '%s' twice".formatted(name, value));
        }
      }
      grid = grid.vary(name, all, (options, value) -> options); // parsed when all are known
    }
    return grid.points().stream()
        .map(point -> new Point<>(point.choices(), parsed(point.choices())))
        .toList();
  }

  private static CommandLine settings(Setting setting) {
    return new CommandLine(setting).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Returns the longest name of an option without dashes; {@code name} if there is no option. */
  private static String longestName(String name) {
    OptionSpec option = settings(new Setting()).getCommandSpec().findOption("--" + name);
    return option == null ? name : option.longestName().substring(2);
  }

  private static List<String> names() {
    return settings(new Setting()).getCommandSpec().options().stream()
        .map(OptionSpec::longestName)
        .filter(name -> !NOT_SEARCHABLE.contains(name))
        .sorted()
        .toList();
  }

  private static String unknown(String given) {
    List<String> names = names();
    List<String> similar =
        Suggestions.similar(settings(new Setting()), "--" + given).stream()
            .filter(names::contains)
            .map(name -> name.substring(2))
            .toList();
    return similar.isEmpty()
        ? "--grid: expected one of %s, got '%s'".formatted(names, given)
        : "--grid: expected a training option, got '%s'; did you mean %s?"
            .formatted(given, String.join(" or ", similar));
  }

  /** Parses the command line again, for its training options, with those of the grid point last. */
  private TrainerOptions parsed(Map<String, Object> chosen) {
    Setting setting = new Setting();
    List<String> arguments =
        new ArrayList<>(command().commandLine().getParseResult().originalArgs());
    chosen.forEach((name, value) -> arguments.add("--%s=%s".formatted(name, value)));
    try {
      settings(setting)
          .setUnmatchedArgumentsAllowed(true) // the command's other options
          .setOverwrittenOptionsAllowed(true)
          .parseArgs(arguments.toArray(new String[0]));
    } catch (ParameterException e) {
      throw wrongUsage("--grid: " + e.getMessage());
    }
    return setting.training;
  }
}
