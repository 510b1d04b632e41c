package org.tributary.runtime;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * The device setting of the process; it can be changed for graphs opened later. Looking for a GPU
 * opens a session, which fixes the threads; the search is therefore deferred until {@link #device},
 * and both settings can be made in any order. Thread-safe.
 */
final class RuntimeSettings {
  private final DeviceSelection selection;
  private Supplier<Device> requestedDevice = this::deviceOfProperty;
  private Device device;

  /** Creates settings with no value fixed. */
  RuntimeSettings(DeviceSelection selection) {
    this.selection = selection;
  }

  /** See {@link TensorFlowRuntime#use(Device)}. */
  void use(Device next) {
    requireNonNull(next, "device: expected one, got null");
    choose(() -> selection.hard(next));
  }

  /** See {@link TensorFlowRuntime#useIfAvailable}. */
  void useIfAvailable(Device next) {
    requireNonNull(next, "device: expected one, got null");
    choose(() -> selection.soft(next));
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
    return value == null ? Device.cpu() : selection.hard(parseDevice(value));
  }

  private static Device parseDevice(String value) {
    try {
      return Device.parse(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "system property %s: %s".formatted(TensorFlowRuntime.DEVICE_PROPERTY, e.getMessage()), e);
    }
  }
}
