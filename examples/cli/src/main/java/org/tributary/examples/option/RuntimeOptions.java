package org.tributary.examples.option;

import org.tributary.examples.job.JobException;
import org.tributary.runtime.Device;
import org.tributary.runtime.TensorFlowRuntime;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options for TensorFlow's threads and device. */
public final class RuntimeOptions {
  @Mixin private ThreadsOption threads;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "Compute device: cpu, gpu or gpu:N. Default: cpu.")
  private Device device;

  @Option(
      names = "--soft-placement",
      description = "Fallback to the CPU, with a warning, if the device is absent. Default: off.")
  private boolean softPlacement;

  /**
   * Checks the number of threads.
   *
   * @throws ParameterException if it is out of range
   */
  public void check() {
    threads.check();
  }

  /**
   * Sets the threads and the device of this process; call it before the first model.
   *
   * @throws JobException if the device is absent
   */
  public void apply() {
    threads.apply();
    if (device != null && softPlacement) {
      TensorFlowRuntime.useIfAvailable(device);
      TensorFlowRuntime.device(); // prints its warning before other output
    } else if (device != null) {
      try {
        TensorFlowRuntime.use(device);
        TensorFlowRuntime.device(); // checks the device before the command reads its files
      } catch (IllegalStateException e) {
        TensorFlowRuntime.use(
            Device.cpu()); // later commands of this process must not request the absent device
        throw new JobException(e.getMessage(), e);
      }
    }
  }
}
