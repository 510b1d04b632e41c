package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.oracle.labs.mlrg.olcut.config.Config;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.tribuo.test.Helpers;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.tribuo.config.AdamOptimizer;
import org.tributary.tribuo.config.AdamWOptimizer;
import org.tributary.tribuo.config.SgdOptimizer;

class TaggerOptimizerTest {

  @Test
  void defaultsMatchPyTorch() {
    assertThat(new AdamOptimizer().optimizer()).isEqualTo(new Optimizer.Adam(0.9, 0.999, 1e-8, 0));
    assertThat(new AdamWOptimizer().optimizer())
        .isEqualTo(new Optimizer.AdamW(0.9, 0.999, 1e-8, 0.01));
    assertThat(new SgdOptimizer().optimizer()).isEqualTo(new Optimizer.Sgd(0, 0, false, 0));
    assertThat(LstmTaggerTrainer.builder().build().training().optimizer())
        .isEqualTo(Optimizer.adam());
  }

  @Test
  void constantsReachTheCoreOptimizer() {
    assertThat(new AdamOptimizer(0.5).optimizer())
        .isEqualTo(new Optimizer.Adam(0.9, 0.999, 1e-8, 0.5));
    assertThat(new AdamOptimizer(0.5, 0.25, 0.125, 2).optimizer())
        .isEqualTo(new Optimizer.Adam(0.5, 0.25, 0.125, 2));
    assertThat(new AdamWOptimizer(0.5).optimizer())
        .isEqualTo(new Optimizer.AdamW(0.9, 0.999, 1e-8, 0.5));
    assertThat(new AdamWOptimizer(0.5, 0.25, 0.125, 2).optimizer())
        .isEqualTo(new Optimizer.AdamW(0.5, 0.25, 0.125, 2));
    assertThat(new SgdOptimizer(0.5, 0.25, false, 2).optimizer())
        .isEqualTo(new Optimizer.Sgd(0.5, 0.25, false, 2));
    assertThat(new SgdOptimizer(0.5, 0, true, 2).optimizer())
        .isEqualTo(new Optimizer.Sgd(0.5, 0, true, 2));
    assertThat(new SgdOptimizer(0.5)).hasToString(new Optimizer.Sgd(0.5, 0, false, 0).toString());
  }

  @Test
  void configurationRoundTrips() {
    Helpers.testConfigurableRoundtrip(new AdamOptimizer(0.5, 0.25, 0.125, 2));
    Helpers.testConfigurableRoundtrip(new AdamWOptimizer(0.5, 0.25, 0.125, 2));
    Helpers.testConfigurableRoundtrip(new SgdOptimizer(0.5, 0, true, 2));
  }

  @Test
  void everyFieldIsDescribed() {
    assertThat(
            Stream.of(
                    AdamOptimizer.class.getSuperclass(),
                    AdamOptimizer.class,
                    AdamWOptimizer.class,
                    SgdOptimizer.class)
                .flatMap(type -> Arrays.<Field>stream(type.getDeclaredFields()))
                .filter(field -> field.isAnnotationPresent(Config.class)))
        .hasSize(8)
        .allSatisfy(f -> assertThat(f.getAnnotation(Config.class).description()).endsWith("."));
  }

  @Test
  void outOfRangeConstantsAreRefusedByName() {
    assertRefused(() -> new AdamOptimizer(1, 0.5, 1, 0), "beta1");
    assertRefused(() -> new AdamOptimizer(0.5, -0.5, 1, 0), "beta2");
    assertRefused(() -> new AdamWOptimizer(0.5, 0.5, 0, 0), "epsilon");
    assertRefused(() -> new AdamWOptimizer(-1), "weightDecay");
    assertRefused(() -> new AdamOptimizer(Double.NaN), "weightDecay");
    assertRefused(() -> new SgdOptimizer(1), "momentum");
    assertRefused(() -> new SgdOptimizer(0.5, 1.5, false, 0), "dampening");
    assertRefused(() -> new SgdOptimizer(0, 0, true, 0), "nesterov");
    assertRefused(() -> new SgdOptimizer(0.5, 0.5, true, 0), "nesterov");
    assertRefused(() -> new SgdOptimizer(0, 0, false, -1), "weightDecay");
  }

  private static void assertRefused(ThrowingCallable call, String field) {
    assertThatIllegalArgumentException()
        .isThrownBy(call)
        .withMessageStartingWith(field + ": expected ");
  }
}
