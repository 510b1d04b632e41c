package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenResourcesTest {
  private final List<String> closed = new ArrayList<>();

  private AutoCloseable resource(String name) {
    return () -> closed.add(name);
  }

  private AutoCloseable failing(String name, Exception failure) {
    return () -> {
      closed.add(name);
      throw failure;
    };
  }

  @Test
  void failureClosesResourcesInReverse() {
    IllegalStateException failure = new IllegalStateException("late");
    IOException second = new IOException("second");
    assertThatThrownBy(
            () -> {
              try (OpenResources opened = new OpenResources()) {
                opened.add(resource("first"));
                opened.add(failing("second", second));
                opened.add(resource("third"));
                throw failure;
              }
            })
        .isSameAs(failure);
    assertThat(closed).containsExactly("third", "second", "first");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(failure.getSuppressed()[0])
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a resource cannot be closed: java.io.IOException: second")
        .hasCause(second);
  }

  @Test
  void keptResourcesStayOpen() {
    try (OpenResources opened = new OpenResources()) {
      AutoCloseable first = resource("first");
      assertThat(opened.add(first)).isSameAs(first);
      opened.keep();
    }
    assertThat(closed).isEmpty();
  }

  @Test
  void failureToCloseLeavesNoOtherResourceOpen() {
    IllegalStateException first = new IllegalStateException("first");
    IllegalArgumentException second = new IllegalArgumentException("second");
    OpenResources opened = new OpenResources();
    opened.add(failing("first", first));
    opened.add(failing("second", second));
    assertThatThrownBy(opened::close).isSameAs(second).hasSuppressedException(first);
    assertThat(closed).containsExactly("second", "first");
    opened.close();
    assertThat(closed).hasSize(2);
  }
}
