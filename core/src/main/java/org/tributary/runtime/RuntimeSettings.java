package org.tributary.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tributary.internal.NullChecks;

/**
 * The device setting of the process; it can be changed for graphs opened later. Looking for a GPU
 * opens a session, which fixes the threads; the search is therefore deferred until {@link #device},
 * and both settings can be made in any order. Thread-safe.
 */
final class RuntimeSettings {
  private static final Logger LOGGER = System.getLogger(RuntimeSettings.class.getName());

  private final Predicate<Device> present;
  private Supplier<Device> requestedDevice = this::deviceOfProperty;
  private Device device;

  /**
   * Creates settings with no value fixed.
   *
   * @param present whether a GPU is present
   */
  RuntimeSettings(Predicate<Device> present) {
    this.present = present;
  }

  /** Returns settings that run a small graph on a device to find out whether it is present. */
  static RuntimeSettings byTrial() {
    return new RuntimeSettings(RuntimeSettings::canRunOn);
  }

  /** See {@link TensorFlowRuntime#use(Device)}. */
  void use(Device next) {
    NullChecks.require("device", "one", next);
    choose(() -> hard(next));
  }

  /** See {@link TensorFlowRuntime#useIfAvailable}. */
  void useIfAvailable(Device next) {
    NullChecks.require("device", "one", next);
    choose(() -> soft(next));
  }

  private synchronized void choose(Supplier<Device> next) {
    requestedDevice = next;
    device = null;
  }

  /** See {@link TensorFlowRuntime#device}. */
  synchronized Device device() {
    if (device == null) {
      device = requestedDevice.get();
    }
    return device;
  }

  private Device deviceOfProperty() {
    String value = System.getProperty(TensorFlowRuntime.DEVICE_PROPERTY);
    return value == null ? Device.cpu() : hard(parseDevice(value));
  }

  private static Device parseDevice(String value) {
    try {
      return Device.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "system property %s: %s".formatted(TensorFlowRuntime.DEVICE_PROPERTY, e.getMessage()), e);
    }
  }

  /**
   * Returns the requested device.
   *
   * @throws IllegalStateException if TensorFlow has no such device
   */
  private Device hard(Device requested) {
    if (!isPresent(requested)) {
      throw new IllegalStateException(absent(requested) + ", or ask for soft placement");
    }
    return requested;
  }

  /** Returns the requested device; if it is absent, logs a warning and returns the processor. */
  private Device soft(Device requested) {
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
