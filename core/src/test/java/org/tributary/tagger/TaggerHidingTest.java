package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TaggerHidingTest {
  private static final int DRAWS = 20_000;

  @Test
  void rareFeaturesAreHiddenMoreOftenAndWordsWhateverTheirCount() {
    TrainingOptions options = TrainingOptions.defaults().unknownRate(2).wordDropout(0.15);
    TaggerBatch.Hiding hiding =
        new TaggerHiding(options, feature -> feature, 0).drawing(new SplittableRandom(7));
    assertThat(share(() -> hiding.hides(1))).isCloseTo(2 / 3.0, within(0.01));
    assertThat(share(() -> hiding.hides(18))).isCloseTo(0.1, within(0.01));
    assertThat(share(hiding::hidesStep)).isCloseTo(0.15, within(0.01));
    TaggerBatch.Hiding never =
        new TaggerHiding(options.unknownRate(0).wordDropout(0), feature -> feature, 0)
            .drawing(new SplittableRandom(7));
    assertThat(share(() -> never.hides(1))).isZero();
    assertThat(share(never::hidesStep)).isZero();
    assertThatThrownBy(() -> options.wordDropout(1))
        .hasMessage("training: expected a word dropout from 0 to below 1, got 1.0");
  }

  private static double share(BooleanSupplier hidden) {
    return IntStream.range(0, DRAWS).filter(k -> hidden.getAsBoolean()).count() / (double) DRAWS;
  }
}
