package org.tributary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ThreadSettingTest {
  private static final Threads THREADS = new Threads(2, 5);

  @Test
  void settingIsKeptAndMayBeRepeated() {
    ThreadSetting setting = new ThreadSetting();
    setting.use(THREADS);
    setting.use(THREADS);
    assertThat(setting.current()).isEqualTo(THREADS);
  }

  @Test
  void anotherSettingIsRejectedOnceOneIsInForce() {
    ThreadSetting setting = new ThreadSetting();
    Threads first = setting.current();
    Threads other = Threads.of(first.interOp() + 1);
    assertThatThrownBy(() -> setting.use(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "threads: this process runs with %s, so %s cannot be set; pools are made once per process: set the threads before the first prediction, the first graph and the search for a GPU",
            first, other);
  }

  @Test
  void nullIsRejectedBeforeAnythingIsFixed() {
    ThreadSetting setting = new ThreadSetting();
    assertThatThrownBy(() -> setting.use(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("threads: expected a setting, got null");
    setting.use(THREADS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "5000", "many", ""})
  void invalidProperty(String value) {
    String before = System.getProperty(Threads.PROPERTY);
    System.setProperty(Threads.PROPERTY, value);
    try {
      assertThatThrownBy(() -> new ThreadSetting().current())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "system property tributary.threads: expected a number of threads from 1 to 4096, got '%s'",
              value);
    } finally {
      if (before == null) {
        System.clearProperty(Threads.PROPERTY);
      } else {
        System.setProperty(Threads.PROPERTY, before);
      }
    }
  }
}
