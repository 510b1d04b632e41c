package org.tributary.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A reader closes the stream that it owns. */
class OwnedStreamsTest {
  /** Opens a reader on a stream. */
  @FunctionalInterface
  interface Opening {
    Closeable open(InputStream stream) throws IOException;
  }

  static List<Opening> readers() {
    return List.of(
        stream -> ConlluReader.open(stream, "text"),
        stream -> ColumnReader.open(stream, "text", ColumnLayout.of(1, 2)),
        stream -> ColumnTextReader.open(stream, "text", 1),
        stream -> TokenLineReader.open(stream, "text"));
  }

  @ParameterizedTest
  @MethodSource("readers")
  void streamIsClosedWithItsReader(Opening reader) throws IOException {
    AtomicInteger closed = new AtomicInteger();
    InputStream stream =
        new ByteArrayInputStream(new byte[0]) {
          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    reader.open(stream).close();
    assertThat(closed).hasValue(1);
  }
}
