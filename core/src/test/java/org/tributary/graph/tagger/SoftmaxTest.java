package org.tributary.graph.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.head.Head;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelSet;
import org.tributary.internal.graph.WrongGradients;
import org.tributary.testing.Eval;

class SoftmaxTest {
  private static final float[] LOGITS = {1f, -2f, 0.5f, 3f, 0.25f, -1f, 80f, -90f, 2f};

  @Test
  void weightedLossIsAveragedOverLabelledPositions() {
    double expected = (0.5 * nll(0, 2) + 2 * nll(2, 1)) / 2;
    assertThat((double) loss(new int[] {2, -1, 1}, 0.5f, 9f, 2f))
        .isCloseTo(expected, within(1e-5 * expected));
  }

  @Test
  void lossIsZeroIfEveryPositionIsIgnored() {
    assertThat(loss(new int[] {-1, -2, -1}, 1f, 1f, 1f)).isZero();
  }

  /** The softmax of logits that overflow is not a number, and its first label would be chosen. */
  @Test
  void probabilitiesThatAreNoNumbersAreRefused() {
    HeadDecoder decoder = Head.softmax().decoder(LabelSet.ofSize(2), name -> new float[0]);
    float[] output = {0.5f, 0.5f, Float.NaN, Float.NaN};
    for (Consumer<float[]> call :
        List.<Consumer<float[]>>of(decoder::best, decoder::distributions)) {
      assertThatThrownBy(() -> call.accept(output))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "scores: expected finite numbers, got NaN at element 2; did training diverge?");
    }
  }

  @Test
  void unweightedLossIsTheMean() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Operand<TFloat32> logits = eval.floats(LOGITS, 3, 3);
      float mean = eval.values(Softmax.loss(tf, logits, tf.constant(new int[] {2, -1, 0})))[0];
      assertThat((double) mean).isCloseTo((nll(0, 2) + nll(2, 0)) / 2, within(1e-5));
      Operand<TFloat32> deep = eval.floats(LOGITS, 1, 3, 3);
      assertThatThrownBy(() -> Softmax.loss(tf, deep, tf.constant(new int[3])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "logits: expected [M, K] (positions, labels) with K known, got [1, 3, 3]; reshape them");
    }
  }

  @Test
  void lossOfOnePositionHasGradientsWithUnknownLabelCount() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Operand<TFloat32> logits = eval.floats(new float[] {1f, -2f, 0.5f}, 1, 3);
      Operand<TInt32> labels =
          tf.placeholderWithDefault(tf.constant(new int[] {2}), Shape.of(Shape.UNKNOWN_SIZE));
      Operand<TFloat32> loss = Softmax.loss(tf, logits, labels);
      assertThatCode(
              () -> WrongGradients.refuse(List.of(loss.asOutput()), List.of(logits.asOutput())))
          .doesNotThrowAnyException();
      assertThat((double) eval.values(loss)[0]).isCloseTo(nll(0, 2), within(1e-6));
    }
  }

  @Test
  void labelOutsideTheLogitsIsRejected() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Operand<TFloat32> logits = eval.floats(LOGITS, 3, 3);
      Operand<TFloat32> loss = Softmax.loss(tf, logits, tf.constant(new int[] {2, 3, -1}));
      Operand<TFloat32> gradient = tf.gradients(List.of(loss), List.of(logits)).dy(0);
      for (Operand<TFloat32> fetched : List.of(loss, gradient)) {
        assertThatThrownBy(() -> eval.values(fetched))
            .isInstanceOf(TFInvalidArgumentException.class)
            .hasMessageContaining(
                "labels: expected 0 to 2 (K - 1), or a negative number for an ignored position; do"
                    + " the logits have a column for every label? Largest label:")
            .hasMessageContaining("[3]");
      }
    }
  }

  private static float loss(int[] labels, float... weights) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      return eval.values(
              Softmax.loss(
                  tf, eval.floats(LOGITS, 3, 3), tf.constant(labels), eval.floats(weights, 3), 3))[
          0];
    }
  }

  private static double nll(int row, int label) {
    double sum = 0;
    for (int k = 0; k < 3; k++) {
      sum += Math.exp((double) LOGITS[3 * row + k] - LOGITS[3 * row + label]);
    }
    return Math.log(sum);
  }
}
