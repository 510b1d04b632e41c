package org.tributary.runtime;

import java.util.function.Supplier;

/**
 * The threads and the device of a process, each fixed when it is first needed. Looking for a GPU
 * opens a session, and that fixes the threads: so a chosen device is looked for no earlier than
 * {@link #device} is called, and both can be set in any order. Thread-safe.
 */
final class RuntimeSettings {
  private final DeviceSelection choice;
  private Threads threads;
  private Supplier<Device> wanted = this::ofProperty;
  private Device device;

  /** Settings of which none is fixed. */
  RuntimeSettings(DeviceSelection choice) {
    this.choice = choice;
  }

  /** See {@link TensorFlowRuntime#use(Threads)}. */
  void use(Threads asked) {
    Threads inForce = fix(asked);
    if (!inForce.equals(asked)) {
      throw new IllegalStateException(
          "threads: this process runs with %s, so %s cannot be set; TensorFlow's pools are made once"
                  .formatted(inForce, asked)
              + " per process: set the threads before the first graph and before"
              + " TensorFlowRuntime.device() looks for a GPU");
    }
  }

  /** See {@link TensorFlowRuntime#threads}. */
  Threads threads() {
    return fix(null);
  }

  private synchronized Threads fix(Threads asked) {
    if (threads == null) {
      threads = asked != null ? asked : threadsOfProperty();
    }
    return threads;
  }

  /** See {@link TensorFlowRuntime#use(Device)}. */
  void use(Device asked) {
    choose(() -> choice.hard(asked));
  }

  /** See {@link TensorFlowRuntime#useIfAvailable}. */
  void useIfAvailable(Device asked) {
    choose(() -> choice.soft(asked));
  }

  private synchronized void choose(Supplier<Device> next) {
    wanted = next;
    device = null;
  }

  /** See {@link TensorFlowRuntime#device}. */
  synchronized Device device() {
    if (device == null) {
      device = wanted.get();
    }
    return device;
  }

  private Device ofProperty() {
    String value = System.getProperty(TensorFlowRuntime.DEVICE_PROPERTY);
    return value == null ? Device.cpu() : choice.hard(Device.parse(value));
  }

  private static Threads threadsOfProperty() {
    String value = System.getProperty(TensorFlowRuntime.THREADS_PROPERTY);
    if (value == null) {
      return Threads.perProcessor();
    }
    try {
      return Threads.of(Integer.parseInt(value.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "system property %s: expected a number of threads, got '%s'"
              .formatted(TensorFlowRuntime.THREADS_PROPERTY, value),
          e);
    }
  }
}
