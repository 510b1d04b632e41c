package org.tributary.examples.option.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tributary.examples.option.MixinOptions;
import org.tributary.tribuo.LstmTaggerModel;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The {@code --from} option: the base model of fine-tuning. */
public final class BaseModelOption extends MixinOptions {
  @Option(
      names = "--from",
      paramLabel = "FILE",
      description =
          "Base model, for fine-tuning: training starts from its weights and keeps its features,"
              + " network and labels; options of these are refused. Default: none.")
  private Path file;

  /** Returns the file, if present. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /**
   * Checks that no option describes another network.
   *
   * @throws ParameterException if one does; the message names it
   */
  public void check() {
    if (file == null) {
      return;
    }
    List<String> network = new ArrayList<>(TrainerOptions.networkOptions());
    command().mixins().values().stream()
        .filter(mixin -> mixin.userObject() instanceof InputOptions)
        .flatMap(mixin -> mixin.options().stream())
        .forEach(option -> network.add(option.longestName()));
    for (String option : network) {
      if (isGiven(option)) {
        throw wrongUsage(
            "%s: expected no such option with --from, since the base model has its own; leave it out"
                .formatted(option));
      }
    }
  }

  /** Loads the model, if present. */
  public Optional<LstmTaggerModel> load() throws IOException {
    return file == null ? Optional.empty() : Optional.of(LstmTaggerModel.load(file));
  }
}
