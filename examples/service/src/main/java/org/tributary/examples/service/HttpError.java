package org.tributary.examples.service;

import java.util.Map;

/** A request that is answered with an error. */
final class HttpError extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, String> headers;

  /**
   * @param status the HTTP status
   * @param message one line for the client
   * @param headers further headers of the answer
   */
  HttpError(int status, String message, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.headers = Map.copyOf(headers);
  }

  HttpError(int status, String message) {
    this(status, message, Map.of());
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }
}
