package org.tributary.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Predicate;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;

/** Decides whether the device that was asked for is there, and what happens where it is not. */
final class DeviceSelection {
  private static final Logger LOGGER = System.getLogger(DeviceSelection.class.getName());

  private final Predicate<Device> present;

  DeviceSelection(Predicate<Device> present) {
    this.present = present;
  }

  /** By trying to run something there. */
  static DeviceSelection byTrial() {
    return new DeviceSelection(DeviceSelection::runsOn);
  }

  /**
   * The wanted device.
   *
   * @throws IllegalStateException if TensorFlow has no such device
   */
  Device hard(Device wanted) {
    if (!isPresent(wanted)) {
      throw new IllegalStateException(absent(wanted) + ", or ask for soft placement");
    }
    return wanted;
  }

  /** The wanted device, or the processor and a warning in the log where it is not there. */
  Device soft(Device wanted) {
    if (!isPresent(wanted)) {
      LOGGER.log(Level.WARNING, "{0}; the processor is used instead", absent(wanted));
      return Device.cpu();
    }
    return wanted;
  }

  private boolean isPresent(Device wanted) {
    return wanted.kind() == Device.Kind.CPU || present.test(wanted);
  }

  private static String absent(Device wanted) {
    return "device: %s was asked for, but TensorFlow sees no such device; build with -Pgpu on a"
            .formatted(wanted)
        + " machine with CUDA, or use cpu";
  }

  private static boolean runsOn(Device device) {
    try (Graph graph = TensorFlowRuntime.graphOfAnyDevice()) {
      Ops tf = Ops.create(graph).withDevice(device.specification());
      var probe = tf.math.add(tf.constant(1f), tf.constant(1f));
      try (Session session = TensorFlowRuntime.openStrict(graph)) {
        session.runner().fetch(probe).run().close();
        return true;
      } catch (IllegalArgumentException | TensorFlowException e) {
        return false;
      }
    }
  }
}
