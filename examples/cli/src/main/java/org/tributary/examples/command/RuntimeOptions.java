package org.tributary.examples.command;

import org.tributary.examples.job.JobException;
import org.tributary.runtime.Device;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.runtime.Threads;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How TensorFlow runs: its threads and its device. */
public final class RuntimeOptions {

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to compute with. Default: one a processor.")
  private Integer threads;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Where to compute: cpu, gpu or gpu:N. Default: cpu.")
  private Device device;

  @Option(
      names = "--soft-placement",
      description = "Compute on the processor where there is no such device, with a warning.")
  private boolean softPlacement;

  /** Wrong usage where there are none, or too many. */
  public void check() {
    if (threads != null && (threads < 1 || threads > Threads.MAX)) {
      throw new ParameterException(
          command.commandLine(),
          "--threads: expected 1 to %d, got %d".formatted(Threads.MAX, threads));
    }
  }

  /**
   * Fixes both for this process, before its first model.
   *
   * @throws JobException if there is no such device
   */
  public void apply() {
    if (threads != null) {
      TensorFlowRuntime.use(Threads.of(threads));
    }
    if (device != null && softPlacement) {
      TensorFlowRuntime.useIfAvailable(device);
      TensorFlowRuntime.device(); // so that a warning comes first
    } else if (device != null) {
      try {
        TensorFlowRuntime.use(device);
        TensorFlowRuntime.device(); // looks for it, before the command reads its files
      } catch (IllegalStateException e) {
        TensorFlowRuntime.use(Device.cpu()); // or all that follows would ask for it in vain
        throw new JobException(e.getMessage());
      }
    }
  }
}
