package org.tributary.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Predicate;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;

/** A check for the presence of a requested device, with hard or soft placement if it is absent. */
final class DeviceSelection {
  private static final Logger LOGGER = System.getLogger(DeviceSelection.class.getName());

  private final Predicate<Device> present;

  DeviceSelection(Predicate<Device> present) {
    this.present = present;
  }

  /** Returns a selection that runs a small graph on a device to find out whether it is present. */
  static DeviceSelection byTrial() {
    return new DeviceSelection(DeviceSelection::canRunOn);
  }

  /**
   * Returns the requested device.
   *
   * @throws IllegalStateException if TensorFlow has no such device
   */
  Device hard(Device requested) {
    if (!isPresent(requested)) {
      throw new IllegalStateException(absent(requested) + ", or ask for soft placement");
    }
    return requested;
  }

  /** Returns the requested device; if it is absent, logs a warning and returns the processor. */
  Device soft(Device requested) {
    if (!isPresent(requested)) {
      LOGGER.log(Level.WARNING, "{0}; the processor is used instead", absent(requested));
      return Device.cpu();
    }
    return requested;
  }

  private boolean isPresent(Device requested) {
    return requested.kind() == Device.Kind.CPU || present.test(requested);
  }

  private static String absent(Device requested) {
    return "device: %s was asked for, but TensorFlow sees no such device; build with -Pgpu on a"
            .formatted(requested)
        + " machine with CUDA, or use cpu";
  }

  private static boolean canRunOn(Device device) {
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
