package org.tributary.examples.option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.tributary.train.Checkpoints;
import picocli.CommandLine.Option;

/** The {@code --checkpoint} option. */
public final class CheckpointOption {
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description =
          "Checkpoint file, written every five minutes and after each epoch; the same command"
              + " resumes from it and ends with the same model. Default: none.")
  private Path file;

  /**
   * Returns the file of one of several runs, if present.
   *
   * @param suffix the suffix of the run with one of several seeds; empty for a single seed
   */
  public Optional<Path> file(String suffix) {
    return Optional.ofNullable(file).map(path -> path.resolveSibling(path.getFileName() + suffix));
  }

  /** Returns the checkpoints in that file, if present. */
  public Optional<Checkpoints> of(String suffix) {
    return file(suffix).map(run -> Checkpoints.in(run).every(INTERVAL));
  }
}
