package org.tributary.examples.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tributary.train.ParameterGrid;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Values to try of options that say how to train. */
final class GridOptions {
  /** A command of nothing but the options that can be varied. */
  @Command
  static final class Setting {
    @Mixin private TrainerOptions training;
  }

  private static final List<String> FIXED = List.of("--seed", "--also");

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--grid",
      paramLabel = "OPTION=V,V...",
      description =
          "Values to try of an option that says how to train, such as hidden=100,200; given several"
              + " times, all combinations. Each is trained with every seed; a table at the end"
              + " compares them by their mean, and the best model of all is saved.")
  private List<String> choices = new ArrayList<>();

  /** Whether there is anything to try. */
  boolean isGiven() {
    return !choices.isEmpty();
  }

  /** What is to be tried; without choices, what was given alone. */
  ParameterGrid<TrainerOptions> of(TrainerOptions given) {
    if (!isGiven()) {
      return ParameterGrid.from(given);
    }
    ParameterGrid<Map<String, String>> values = ParameterGrid.from(Map.of());
    for (String choice : choices) {
      int equals = choice.indexOf('=');
      if (equals < 1 || equals == choice.length() - 1) {
        throw wrong("--grid: expected OPTION=V,V..., got '%s'".formatted(choice));
      }
      String name = choice.substring(0, equals).strip();
      if (!names().contains("--" + name)) {
        throw wrong("--grid: expected one of %s, got '%s'".formatted(names(), name));
      }
      if (values.points().get(0).choices().containsKey(name)) {
        throw wrong("--grid: expected each option once, got '%s' twice".formatted(name));
      }
      List<String> all = List.of(choice.substring(equals + 1).split(",", -1));
      for (String value : all) {
        if (Collections.frequency(all, value) > 1) {
          throw wrong(
              "--grid: expected each value of %s once, got '%s' twice".formatted(name, value));
        }
      }
      values = values.vary(name, all, (before, value) -> with(before, "--" + name, value));
    }
    return new ParameterGrid<>(
        values.points().stream()
            .map(point -> new ParameterGrid.Point<>(point.choices(), parsed(point.setting())))
            .toList());
  }

  private static Map<String, String> with(Map<String, String> before, String name, String value) {
    Map<String, String> after = new LinkedHashMap<>(before);
    after.put(name, value);
    return after;
  }

  private static CommandLine settings(Setting setting) {
    return new CommandLine(setting).setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static List<String> names() {
    return settings(new Setting()).getCommandSpec().options().stream()
        .map(OptionSpec::longestName)
        .filter(name -> !FIXED.contains(name))
        .sorted()
        .toList();
  }

  /** The options as they were given, but for those that are chosen. */
  private TrainerOptions parsed(Map<String, String> chosen) {
    Setting setting = new Setting();
    CommandLine line = settings(setting);
    List<String> arguments = new ArrayList<>();
    for (OptionSpec option : line.getCommandSpec().options()) {
      String name = option.longestName();
      OptionSpec given = command.findOption(name);
      if (chosen.containsKey(name)) {
        arguments.add(name + "=" + chosen.get(name));
      } else if (command.commandLine().getParseResult().hasMatchedOption(given)) {
        boolean flag = option.arity().max() == 0; // which may have been given as =false
        String value =
            flag ? given.getValue().toString() : String.join(",", given.originalStringValues());
        arguments.add(name + "=" + value);
      }
    }
    try {
      line.parseArgs(arguments.toArray(new String[0]));
    } catch (ParameterException e) {
      throw wrong("--grid: " + e.getMessage());
    }
    return setting.training;
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }
}
