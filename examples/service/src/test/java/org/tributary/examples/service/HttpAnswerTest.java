package org.tributary.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class HttpAnswerTest {
  private static final Logger LOGGER = Logger.getLogger(HttpAnswer.class.getName());

  private final List<LogRecord> records = new ArrayList<>();

  /** Returns the failures that sending an answer in chunks logs. */
  private List<Throwable> logged(HttpAnswer.Body body) throws IOException {
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            records.add(record);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    HttpExchange exchange = Mockito.mock(HttpExchange.class);
    Mockito.when(exchange.getResponseHeaders()).thenReturn(new Headers());
    Mockito.when(exchange.getRequestMethod()).thenReturn("POST");
    Mockito.when(exchange.getResponseBody()).thenReturn(OutputStream.nullOutputStream());
    LOGGER.addHandler(handler);
    LOGGER.setUseParentHandlers(false);
    try {
      HttpAnswer.json(true, body).send(exchange);
    } finally {
      LOGGER.setUseParentHandlers(true);
      LOGGER.removeHandler(handler);
    }
    Mockito.verify(exchange).sendResponseHeaders(200, 0);
    Mockito.verify(exchange).close();
    return records.stream()
        .filter(record -> record.getLevel().equals(Level.SEVERE))
        .map(LogRecord::getThrown)
        .toList();
  }

  @Test
  void failureWhileAnAnswerIsSentIsLogged() throws IOException {
    IllegalStateException failure = new IllegalStateException("marginals");
    assertThat(
            logged(
                stream -> {
                  throw failure;
                }))
        .containsExactly(failure);
  }

  @Test
  void connectionThatTheClientClosedIsNoFailure() throws IOException {
    assertThat(
            logged(
                stream -> {
                  throw new IOException("Broken pipe");
                }))
        .isEmpty();
  }
}
