package org.tributary.examples.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.tributary.examples.console.Console;

class SentenceProgressTest {
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final ByteArrayOutputStream error = new ByteArrayOutputStream();
  private final Console console =
      Console.of(
          InputStream.nullInputStream(),
          output,
          new PrintStream(error, true, StandardCharsets.UTF_8));
  private final AtomicLong seconds = new AtomicLong();

  private SentenceProgress progress() {
    return new SentenceProgress(
        console, () -> false, "encode", "encoded", () -> seconds.get() * 1_000_000_000);
  }

  @Test
  void durationOfEachWorkCountsFromItsFirstSentence() {
    SentenceProgress progress = progress();
    seconds.set(100); // files are read
    progress.report(0, 9);
    seconds.set(104);
    progress.report(5, 9);
    seconds.set(111);
    progress.report(8, 9);
    seconds.set(112);
    progress.report(9, 9);
    seconds.set(200);
    progress.report(1, 3);
    seconds.set(203);
    progress.report(3, 3);
    assertThat(output.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "encode 9 sentences encoded in 12 s", "encode 3 sentences encoded in 3.0 s");
    assertThat(error.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("encode: 8 of 9 sentences encoded");
  }

  @Test
  void requestToStopEndsTheWork() {
    SentenceProgress progress = new SentenceProgress(console, () -> true, "teach", "tagged");
    assertThatThrownBy(() -> progress.report(0, 2)).isInstanceOf(StoppedTraining.class);
  }
}
