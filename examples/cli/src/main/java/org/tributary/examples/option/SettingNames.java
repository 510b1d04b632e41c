package org.tributary.examples.option;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.TaggerSetting;
import picocli.CommandLine;

/**
 * The command line's names of what the libraries' messages name as in Java: settings of a trainer,
 * and methods.
 */
public final class SettingNames {
  /** Settings without an option of their own name. */
  private static final Set<String> WITHOUT =
      Set.of("head", "inputs", "loggingInterval", "wordGroup");

  /** Options whose names do not follow from the name of the setting or method. */
  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("auxiliaryTasks", "--auxiliary-columns"),
          Map.entry("averageDecay", "--ema-decay"),
          Map.entry("connection", "--skip-connection"),
          Map.entry("devSource", "--dev"),
          Map.entry("fullPrecision()", "--vector-precision F32"),
          Map.entry("learningRateSchedule", "--lr-schedule"),
          Map.entry("momentum", "--momentum"),
          Map.entry("RecoveredTraining.filesIn", "--data"),
          Map.entry("RecoveredTraining.from", "--from"),
          Map.entry("tuneOutsideBias", "--no-outside-bias-tuning"),
          Map.entry("unknownRate", "--unk-rate"),
          Map.entry("warmUp", "--lr-warm-up"),
          Map.entry("weightDecay", "--weight-decay"));

  /** Options by the setting or method of the libraries. */
  private static final Map<String, String> OPTIONS = options();

  /** Commands by the method of the libraries. */
  private static final Map<String, String> COMMANDS =
      Map.of(
          "LstmTaggerImport.of", "tributary convert --to tribuo",
          "TorchTagger.read", "tributary import-torch");

  private static final Pattern NAME =
      Pattern.compile(
          "(?<![\\w.'\"/\\\\-])(?:%s)(?![\\w('\"/\\\\])|(?<=^|: )(?:%s)(?=: )"
              .formatted(alternatives(false), alternatives(true)));

  private SettingNames() {}

  private static Map<String, String> options() {
    Map<String, String> options = new HashMap<>(OTHERS);
    for (TaggerSetting setting : LstmTaggerTrainer.settings()) {
      String name = setting.name();
      if (!WITHOUT.contains(name)) {
        options.putIfAbsent(
            name, "--" + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
      }
    }
    return options;
  }

  /**
   * Returns the names that a pattern looks for, longest first.
   *
   * @param words whether to return the names that are also English words, which count only at the
   *     head of a message; else the others
   */
  private static String alternatives(boolean words) {
    return Map.of(true, OPTIONS, false, COMMANDS).values().stream()
        .flatMap(names -> names.keySet().stream())
        .filter(name -> name.matches("[a-z]+") == words)
        .sorted(Comparator.comparingInt(String::length).reversed())
        .map(Pattern::quote)
        .collect(Collectors.joining("|"));
  }

  /** Returns the option of a setting or method, if it has one. */
  public static Optional<String> option(String setting) {
    return Optional.ofNullable(OPTIONS.get(setting));
  }

  /**
   * Returns a message with the options of a command, and names of commands, instead of the
   * libraries' names.
   *
   * @param command the command that fails
   * @param message a message of the libraries or the command
   */
  public static String translate(CommandLine command, String message) {
    return NAME.matcher(message)
        .replaceAll(
            found -> {
              String name = found.group();
              String option = option(name).orElse("");
              boolean known =
                  command.getCommandSpec().optionsMap().containsKey(option.replaceFirst(" .*", ""));
              return Matcher.quoteReplacement(known ? option : COMMANDS.getOrDefault(name, name));
            });
  }
}
