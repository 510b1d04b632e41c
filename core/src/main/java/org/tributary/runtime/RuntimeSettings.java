package org.tributary.runtime;

import static java.util.Objects.requireNonNull;

import java.util.function.Supplier;

/**
 * Process-wide thread and device settings. The threads are final once used; the device can be
 * changed for graphs opened later. Looking for a GPU opens a session, which fixes the threads; the
 * search is therefore deferred until {@link #device}, and both settings can be made in any order.
 * Thread-safe.
 */
final class RuntimeSettings {
  private final DeviceSelection selection;
  private Threads threads;
  private Supplier<Device> requestedDevice = this::deviceOfProperty;
  private Device device;

  /** Creates settings with no value fixed. */
  RuntimeSettings(DeviceSelection selection) {
    this.selection = selection;
  }

  /** See {@link TensorFlowRuntime#use(Threads)}. */
  void use(Threads requestedThreads) {
    requireNonNull(requestedThreads, "threads: expected a setting, got null");
    Threads inForce = fix(requestedThreads);
    if (!inForce.equals(requestedThreads)) {
      throw new IllegalStateException(
          "threads: this process runs with %s, so %s cannot be set; TensorFlow's pools are made once"
                  .formatted(inForce, requestedThreads)
              + " per process: set the threads before the first graph and before"
              + " TensorFlowRuntime.device() looks for a GPU");
    }
  }

  /** See {@link TensorFlowRuntime#threads}. */
  Threads threads() {
    return fix(null);
  }

  private synchronized Threads fix(Threads requestedThreads) {
    if (threads == null) {
      threads = requestedThreads != null ? requestedThreads : threadsOfProperty();
    }
    return threads;
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

  private static Threads threadsOfProperty() {
    String value = System.getProperty(TensorFlowRuntime.THREADS_PROPERTY);
    if (value == null) {
      return Threads.perProcessor();
    }
    try {
      return Threads.of(Integer.parseInt(value.strip()));
    } catch (IllegalArgumentException e) { // not a number, or out of range
      throw new IllegalArgumentException(
          "system property %s: expected a number of threads from 1 to %d, got '%s'"
              .formatted(TensorFlowRuntime.THREADS_PROPERTY, Threads.MAX, value),
          e);
    }
  }
}
