package org.tributary.examples.option;

import java.util.Optional;
import org.tributary.Threads;
import org.tributary.runtime.TensorFlowRuntime;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The {@code --threads} option. */
public final class ThreadsOption extends MixinOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of compute threads. Default: one per processor.")
  private Optional<Integer> threads = Optional.empty();

  /**
   * Checks the number of threads.
   *
   * @throws ParameterException if it is out of range
   */
  public void check() {
    if (threads.isPresent() && (threads.get() < 1 || threads.get() > Threads.MAX)) {
      throw wrongUsage("--threads: expected 1 to %d, got %d".formatted(Threads.MAX, threads.get()));
    }
  }

  /** Sets the threads of this process; call it before the first model. */
  public void apply() {
    threads.ifPresent(count -> TensorFlowRuntime.use(Threads.of(count)));
  }
}
