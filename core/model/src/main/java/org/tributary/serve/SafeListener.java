package org.tributary.serve;

import java.util.function.Consumer;

/**
 * Calls of a listener whose exceptions and errors are logged, so that they can neither fail a
 * request nor end a thread of the service.
 */
record SafeListener(ServiceListener listener) {
  private static final System.Logger LOGGER = System.getLogger(SafeListener.class.getName());

  void tell(Consumer<ServiceListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException | Error e) {
      LOGGER.log(System.Logger.Level.WARNING, "the service's listener threw an exception", e);
    }
  }
}
