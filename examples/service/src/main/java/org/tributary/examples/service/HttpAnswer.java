package org.tributary.examples.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The answer to a request over HTTP.
 *
 * @param status the status
 * @param type the type of the content
 * @param headers further headers
 * @param length the body's length in bytes; 0 for an unknown one, sent in chunks
 * @param body the body, written as it is sent
 */
record HttpAnswer(int status, String type, Map<String, String> headers, int length, Body body) {
  static final String JSON = "application/json";
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final System.Logger LOGGER = System.getLogger(HttpAnswer.class.getName());

  /** A body that is written to a stream. */
  @FunctionalInterface
  interface Body {
    void writeTo(OutputStream stream) throws IOException;
  }

  /** Returns an answer with status 200. */
  static HttpAnswer ok(String type, byte[] body) {
    return new HttpAnswer(200, type, Map.of(), body.length, stream -> stream.write(body));
  }

  /** Returns an answer of JSON with status 200: a large one in chunks, another with its length. */
  static HttpAnswer json(boolean large, Body body) {
    return large ? new HttpAnswer(200, JSON, Map.of(), 0, body) : ok(JSON, bytes(body));
  }

  /** Returns the answer {@code {"error": message}}. */
  static HttpAnswer of(HttpError error) {
    ObjectNode json = MAPPER.createObjectNode().put("error", error.getMessage());
    byte[] body = bytes(stream -> MAPPER.writeValue(stream, json)); // escapes unpaired surrogates
    return new HttpAnswer(
        error.status(), JSON, error.headers(), body.length, stream -> stream.write(body));
  }

  private static byte[] bytes(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      body.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("an array of bytes can be written", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Sends the answer and ends the exchange. A closed connection is no error of the service; a
   * failure of the body, which leaves the answer incomplete, is logged.
   */
  void send(HttpExchange exchange) {
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", type);
      headers.forEach(exchange.getResponseHeaders()::set);
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(status, -1);
      } else {
        exchange.sendResponseHeaders(status, length);
        body.writeTo(exchange.getResponseBody());
      }
    } catch (IOException e) {
      LOGGER.log(System.Logger.Level.DEBUG, "the client ended the connection", e);
    } catch (RuntimeException | Error e) {
      LOGGER.log(System.Logger.Level.ERROR, "an answer failed while it was sent", e);
    }
  }
}
