package org.tributary.serve;

import java.util.function.Consumer;

/** Calls of a listener whose exceptions are logged, so that they cannot fail a request. */
record SafeListener(ServiceListener listener) {
  private static final System.Logger LOGGER = System.getLogger(SafeListener.class.getName());

  void tell(Consumer<ServiceListener> event) {
    try {
      event.accept(listener);
    } catch (RuntimeException e) {
      LOGGER.log(System.Logger.Level.WARNING, "the service's listener threw an exception", e);
    }
  }
}
