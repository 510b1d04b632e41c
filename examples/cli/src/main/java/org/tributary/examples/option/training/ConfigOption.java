package org.tributary.examples.option.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.job.ConfiguredTrainer;
import org.tributary.examples.option.MixinOptions;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The {@code --config} option: a trainer from an OLCUT configuration file. */
public final class ConfigOption extends MixinOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "OLCUT configuration (XML) with an LstmTaggerTrainer, which replaces the options of"
              + " inputs, network and training; such options are refused beside it. Its feature"
              + " extractor and its devSource are used, if it has them. Default: none.")
  private Path file;

  /** Returns the file, if present. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Checks that no option contradicts the configuration, and reads it.
   *
   * @return the trainer; empty without a configuration
   * @throws ParameterException if an option is present that the configuration replaces
   * @throws IOException if the file cannot be read
   */
  public Optional<ConfiguredTrainer> read() throws IOException {
    if (file == null) {
      return Optional.empty();
    }
    for (CommandSpec mixin : command().mixins().values()) {
      boolean replaced =
          mixin.userObject() instanceof TrainerOptions
              || mixin.userObject() instanceof InputOptions;
      for (OptionSpec option : mixin.options()) {
        if (replaced && isGiven(option.longestName())) {
          throw contradiction(typed(option));
        }
      }
    }
    return Optional.of(ConfiguredTrainer.read(file));
  }

  /** Returns the name of an option as the user typed it. */
  private String typed(OptionSpec option) {
    List<String> names = List.of(option.names());
    return command().commandLine().getParseResult().originalArgs().stream()
        .map(argument -> argument.replaceFirst("=.*", ""))
        .filter(names::contains)
        .findFirst()
        .orElse(option.longestName());
  }

  private ParameterException contradiction(String option) {
    return wrongUsage(
        "%s: expected no such option with --config, which has the trainer's settings; set it in %s, or omit --config"
            .formatted(option, file));
  }
}
