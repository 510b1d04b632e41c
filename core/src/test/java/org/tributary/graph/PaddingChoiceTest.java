package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.runtime.ExecutionMode;
import org.tributary.sequence.PaddingStrategy;

/** Tests the rule that decides for a layer, over all amounts of padding. */
class PaddingChoiceTest {
  private static final int STEPS = 25;
  private static final int ROWS = 16;

  @Test
  void blocksAtInferenceFollowTheirOwnRule() {
    assertFollows(Recurrent.lstm(64).hidden(64), ExecutionMode.INFERENCE, blocks(64, 64));
    assertFollows(Recurrent.lstm(64).hidden(64), ExecutionMode.TRAINING, loops(64, 64));
  }

  @Test
  void layersOfOtherKernelsFollowRuleOfLoops() {
    assertFollows(Recurrent.gru(64).hidden(64), ExecutionMode.INFERENCE, loops(64, 64));
    assertFollows(
        Recurrent.lstm(64).hidden(64).projection(32), ExecutionMode.INFERENCE, loops(64, 64));
    assertFollows(
        Recurrent.lstm(64).hidden(64).kernel(Kernels.named("scan")),
        ExecutionMode.INFERENCE,
        loops(64, 64));
  }

  /** The second layer reads 2 × 64. */
  @Test
  void largestInputOfAllLayersCounts() {
    Recurrent gru = Recurrent.gru(64).hidden(64);
    assertFollows(gru.layers(2).bidirectional(), ExecutionMode.TRAINING, loops(128, 64));
    assertFollows(Recurrent.gru(256).hidden(64).layers(2), ExecutionMode.TRAINING, loops(256, 64));
  }

  /** An unbounded cell could overflow in the padding. */
  @Test
  void unboundedCellIsAlwaysPacked() {
    Recurrent relu = Recurrent.rnn(2).hidden(2).nonlinearity(Nonlinearity.RELU);
    assertFollows(relu, ExecutionMode.INFERENCE, (computed, needed) -> PaddingStrategy.PACKED);
  }

  @Test
  void batchWithoutPaddingHasNoStrategy() {
    Recurrent lstm = Recurrent.lstm(64).hidden(64);
    assertThat(PaddingChoice.of(lstm, ExecutionMode.INFERENCE, lengths(0), STEPS)).isEmpty();
  }

  private static BiFunction<Long, Long, PaddingStrategy> loops(int inputSize, int hiddenSize) {
    return (computed, needed) -> PaddingStrategy.of(computed, needed, inputSize, hiddenSize);
  }

  private static BiFunction<Long, Long, PaddingStrategy> blocks(int inputSize, int hiddenSize) {
    return (computed, needed) ->
        PaddingStrategy.forBlockKernel(computed, needed, inputSize, hiddenSize);
  }

  private static void assertFollows(
      Recurrent definition, ExecutionMode purpose, BiFunction<Long, Long, PaddingStrategy> rule) {
    for (int padding = 1; padding <= ROWS * STEPS; padding++) {
      long computed = (long) ROWS * STEPS;
      assertThat(PaddingChoice.of(definition, purpose, lengths(padding), STEPS))
          .as("%s, %s, %d steps of padding", definition, purpose, padding)
          .contains(rule.apply(computed, computed - padding));
    }
  }

  /** Returns lengths with {@code padding} steps of padding in total, most in the last rows. */
  private static int[] lengths(int padding) {
    int[] lengths = new int[ROWS];
    int left = padding;
    for (int row = ROWS - 1; row >= 0; row--) {
      lengths[row] = STEPS - Math.min(left, STEPS);
      left -= STEPS - lengths[row];
    }
    return lengths;
  }
}
