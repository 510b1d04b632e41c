package org.tributary.internal.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.feature.Frequencies;
import org.tributary.feature.UnkReplacement;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.SmallTraining;

class UnkReplacementsTest {
  private static final int DRAWS = 20_000;
  private static final List<Frequencies> TWO_INPUTS =
      List.of(
          Frequencies.of(IntStream.range(0, 20).toArray(), 0),
          Frequencies.of(new int[] {0, 5, 1}, 0));

  @Test
  void rareFeaturesAreReplacedMoreOftenAndDroppedWordsWhateverTheirFrequency() {
    TrainingOptions options = SmallTraining.options().unknownRate(2).wordDropout(0.15);
    List<UnkReplacement> replacements = TrainingGraph.unkReplacements(options, TWO_INPUTS, 7);
    assertThat(fraction(k -> replacements.get(0).replaces(1, k))).isCloseTo(2 / 3.0, within(0.01));
    assertThat(fraction(k -> replacements.get(0).replaces(18, k))).isCloseTo(0.1, within(0.01));
    assertThat(fraction(replacements.get(0)::replacesAll)).isCloseTo(0.15, within(0.01));
    assertThat(IntStream.range(0, 100))
        .as("a dropped word is unknown to every input")
        .allMatch(k -> replacements.get(0).replacesAll(k) == replacements.get(1).replacesAll(k));
    assertThat(IntStream.range(0, DRAWS))
        .as("a feature replaced in one input is replaced in every input in which it is as rare")
        .allMatch(k -> replacements.get(0).replaces(5, k) == replacements.get(1).replaces(1, k))
        .allMatch(k -> !replacements.get(0).replaces(5, k) || replacements.get(1).replaces(2, k));
    UnkReplacement never =
        TrainingGraph.unkReplacements(options.unknownRate(0).wordDropout(0), TWO_INPUTS, 7).get(0);
    assertThat(fraction(k -> never.replaces(1, k))).isZero();
    assertThat(fraction(never::replacesAll)).isZero();
    assertThatThrownBy(() -> options.wordDropout(1))
        .hasMessage("training: expected a word dropout from 0 to below 1, got 1.0");
  }

  @Test
  void dropoutOfEntriesIsIndependentOfTheirFrequencyAndOfDroppedWords() {
    TrainingOptions options = SmallTraining.options().unknownRate(2).wordDropout(0.15);
    List<Frequencies> inputs =
        List.of(
            Frequencies.of(new int[] {0, 2}, 0),
            Frequencies.neverReplaced().withDropout(4, 0.3),
            Frequencies.of(new int[] {0, 2}, 0).withDropout(0, 0.3));
    List<UnkReplacement> all = TrainingGraph.unkReplacements(options, inputs, 7);
    UnkReplacement rare = all.get(0); // with probability 2/(2+2)
    UnkReplacement dropped = all.get(1);
    assertThat(dropped.unknown()).isEqualTo(4);
    assertThat(fraction(k -> dropped.replaces(3, k))).isCloseTo(0.3, within(0.01));
    assertThat(fraction(dropped::replacesAll)).isZero();
    assertThat(fraction(k -> dropped.replaces(3, k) && rare.replaces(1, k)))
        .isCloseTo(0.15, within(0.01));
    assertThat(fraction(k -> dropped.replaces(3, k) && rare.replacesAll(k)))
        .isCloseTo(0.045, within(0.01));
    assertThat(fraction(k -> all.get(2).replaces(1, k))).isCloseTo(0.65, within(0.01));
    assertThatThrownBy(() -> Frequencies.neverReplaced().withDropout(4, 1))
        .hasMessage("dropout of entries: expected a probability from 0 to below 1, got 1.0");
  }

  private static double fraction(IntPredicate replaced) {
    return IntStream.range(0, DRAWS).filter(replaced).count() / (double) DRAWS;
  }
}
