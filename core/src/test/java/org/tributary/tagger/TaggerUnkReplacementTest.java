package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.input.Frequencies;
import org.tributary.input.UnkReplacement;

class TaggerUnkReplacementTest {
  private static final int DRAWS = 20_000;
  private static final List<Frequencies> TWO =
      List.of(
          Frequencies.of(IntStream.range(0, 20).toArray(), 0),
          Frequencies.of(new int[] {0, 5, 1}, 0));

  @Test
  void rareFeaturesAreHiddenMoreOftenAndWordsWhateverTheirCount() {
    TrainingOptions options = TrainingOptions.defaults().unknownRate(2).wordDropout(0.15);
    List<UnkReplacement> hiding = new TaggerUnkReplacement(options, TWO).drawing(7);
    assertThat(share(k -> hiding.get(0).hides(1, k))).isCloseTo(2 / 3.0, within(0.01));
    assertThat(share(k -> hiding.get(0).hides(18, k))).isCloseTo(0.1, within(0.01));
    assertThat(share(hiding.get(0)::hidesAt)).isCloseTo(0.15, within(0.01));
    assertThat(IntStream.range(0, 100))
        .as("a word is hidden from every input")
        .allMatch(k -> hiding.get(0).hidesAt(k) == hiding.get(1).hidesAt(k));
    assertThat(IntStream.range(0, DRAWS))
        .as("a word hidden by one input is hidden from every input that has seen it as rarely")
        .allMatch(k -> hiding.get(0).hides(5, k) == hiding.get(1).hides(1, k))
        .allMatch(k -> !hiding.get(0).hides(5, k) || hiding.get(1).hides(2, k));
    UnkReplacement never =
        new TaggerUnkReplacement(options.unknownRate(0).wordDropout(0), TWO).drawing(7).get(0);
    assertThat(share(k -> never.hides(1, k))).isZero();
    assertThat(share(never::hidesAt)).isZero();
    assertThatThrownBy(() -> options.wordDropout(1))
        .hasMessage("training: expected a word dropout from 0 to below 1, got 1.0");
  }

  private static double share(IntPredicate hidden) {
    return IntStream.range(0, DRAWS).filter(hidden).count() / (double) DRAWS;
  }
}
