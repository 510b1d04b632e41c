package org.tributary.examples.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Map;

/** A reader of request bodies and sender of responses over HTTP. */
final class HttpAnswers {
  static final String JSON = "application/json";

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final System.Logger LOGGER = System.getLogger(HttpAnswers.class.getName());

  private final ServiceMetrics metrics;

  HttpAnswers(ServiceMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Reads a request's body.
   *
   * @throws HttpError with status 413 if it has more than {@code maxBytes} bytes, with 400 if it is
   *     incomplete or takes longer than the server allows
   */
  static byte[] body(HttpExchange exchange, int maxBytes) throws HttpError {
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (isAbove(length, maxBytes)) {
      throw tooLarge(maxBytes);
    }
    byte[] body;
    boolean hasMore;
    try {
      InputStream stream = exchange.getRequestBody();
      body = stream.readNBytes(maxBytes);
      hasMore = stream.read() >= 0;
    } catch (IOException e) { // the client sends wrong chunks, takes too long, or has gone
      throw new HttpError(
          400,
          "expected a body as its headers declare, got %s".formatted(e.getMessage()),
          Map.of("Connection", "close"));
    }
    if (hasMore) {
      throw tooLarge(maxBytes);
    }
    return body;
  }

  private static boolean isAbove(String length, int maxBytes) {
    return length != null
        && length.matches("[0-9]+")
        && new BigInteger(length).compareTo(BigInteger.valueOf(maxBytes)) > 0;
  }

  private static HttpError tooLarge(int maxBytes) {
    return new HttpError(
        413,
        "expected a body of at most %d bytes; send fewer sentences at once".formatted(maxBytes),
        Map.of("Connection", "close")); // the rest of the body is not read
  }

  /** The body of a response, which is written to a stream. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream stream) throws IOException;
  }

  /** Returns a body as an array. */
  static byte[] bytes(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      body.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("an array of bytes can be written", e);
    }
    return bytes.toByteArray();
  }

  /** Sends {@code {"error": message}}. */
  void error(HttpExchange exchange, HttpError error) {
    error.headers().forEach(exchange.getResponseHeaders()::set);
    send(exchange, error.status(), JSON, errorBody(error.getMessage()));
  }

  /** Returns {@code {"error": message}} in UTF-8, with unpaired surrogates escaped. */
  static byte[] errorBody(String message) {
    ObjectNode json = MAPPER.createObjectNode().put("error", message);
    return bytes(body -> MAPPER.writeValue(body, json));
  }

  /** Sends a response and ends the exchange. */
  void send(HttpExchange exchange, int status, String type, byte[] body) {
    stream(exchange, status, type, body.length, stream -> stream.write(body));
  }

  /**
   * Sends a response as its body is written, and ends the exchange. A closed connection is not an
   * error of the service.
   *
   * @param length the body's length in bytes; 0 for an unknown one, sent in chunks
   */
  void stream(HttpExchange exchange, int status, String type, int length, Body body) {
    metrics.responded(status);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
      } else {
        exchange.sendResponseHeaders(status, length);
        body.writeTo(exchange.getResponseBody());
      }
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "the client ended the connection", e);
    }
  }
}
