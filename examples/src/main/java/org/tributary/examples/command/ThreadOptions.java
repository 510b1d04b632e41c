package org.tributary.examples.command;

import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.runtime.Threads;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How many threads TensorFlow may use. */
final class ThreadOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with. Default: one a processor.")
  private Integer threads;

  /** Wrong usage where there is less than one. */
  void check() {
    if (threads != null && threads < 1) {
      throw new ParameterException(
          command.commandLine(), "--threads: expected at least 1, got " + threads);
    }
  }

  /** Fixes the number for this process, before its first model. */
  void apply() {
    if (threads != null) {
      TensorFlowRuntime.use(Threads.of(threads));
    }
  }
}
