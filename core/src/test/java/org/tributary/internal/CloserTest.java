package org.tributary.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloserTest {
  private final List<String> closed = new ArrayList<>();
  private final Closer closer = new Closer();

  private void open(String name) {
    assertThat(closer.register(name, closed::add)).isSameAs(name);
  }

  private void openFailing(String name) {
    closer.register(
        name,
        resource -> {
          closed.add(resource);
          throw new IllegalStateException(resource);
        });
  }

  @Test
  void closesInReverseOrderOnce() {
    open("graph");
    open("session");
    closer.close();
    closer.close();
    assertThat(closed).containsExactly("session", "graph");
  }

  @Test
  void closesOthersWhenSomeFail() {
    openFailing("graph");
    open("session");
    openFailing("batches");
    assertThatThrownBy(closer::close)
        .hasMessage("batches")
        .satisfies(
            e -> assertThat(e.getSuppressed()).extracting("message").containsExactly("graph"));
    assertThat(closed).containsExactly("batches", "session", "graph");
  }

  @Test
  void closeAfterSuppressesFurtherFailures() {
    openFailing("graph");
    openFailing("session");
    open("batches");
    IllegalArgumentException failure = new IllegalArgumentException("weights");
    closer.closeAfter(failure);
    assertThat(closed).containsExactly("batches", "session", "graph");
    assertThat(failure.getSuppressed()).extracting("message").containsExactly("session", "graph");
    closer.close();
    assertThat(closed).hasSize(3);
  }
}
