package org.tributary.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.tributary.Threads;

class TensorFlowRuntimeTest {
  @Test
  void differentSecondSettingIsRejected() {
    Threads inForce = TensorFlowRuntime.threads();
    Threads other = new Threads(inForce.intraOp() + 1, inForce.interOp());
    assertThatCode(() -> TensorFlowRuntime.use(inForce)).doesNotThrowAnyException();
    assertThatThrownBy(() -> TensorFlowRuntime.use(other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "threads: this process runs with %s, so %s cannot be set; pools are made once per process: set the threads before the first prediction, the first graph and the search for a GPU",
            inForce, other);
    assertThat(TensorFlowRuntime.threads()).isEqualTo(inForce);
  }

  @Test
  void emptyPoolIsRejected() {
    assertThat(Threads.of(3)).isEqualTo(new Threads(1, 3));
    assertThatThrownBy(() -> Threads.of(0))
        .hasMessage("threads: expected 1 to 4096 in each pool, got 1 intra-op and 0 inter-op");
  }

  /** The digits come from the Unicode locale data in the JDK. */
  @Test
  void localeWithOtherDigitsIsRejected() {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    try {
      Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("fa-IR"));
      assertThatThrownBy(TensorFlowRuntime::graph)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "locale: expected one that writes 0 as 0, got fa_IR, which writes \u06f0; TensorFlow"
                  + " Java numbers operations in the locale's digits and TensorFlow refuses such"
                  + " names: call Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT) first, or"
                  + " start Java with -Duser.language.format=en");
      for (String latin : List.of("fa-IR-u-nu-latn", "de-DE", "tr-TR")) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag(latin));
        assertThatCode(() -> TensorFlowRuntime.graph().close()).doesNotThrowAnyException();
      }
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }
}
