package org.tributary.graph.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;
import org.tributary.testing.Eval;

/**
 * Losses whose operands differ in size, where TensorFlow would broadcast: refused when the graph is
 * built if the sizes are known, else in the run.
 */
class LossSizesTest {
  private static final int LABELS = 3;

  /** Returns an operand as it is, or with all of its sizes unknown until the run. */
  private static <T extends TType> Operand<T> given(Ops tf, Operand<T> x, boolean known) {
    return known ? x : tf.placeholderWithDefault(x, Shape.unknown());
  }

  private static Operand<TFloat32> floats(Ops tf, int... shape) {
    return tf.fill(tf.constant(shape), tf.constant(0.5f));
  }

  private static Operand<TInt32> ints(Ops tf, int... shape) {
    return tf.fill(tf.constant(shape), tf.constant(1));
  }

  /** The sizes of the operands of a loss by name. */
  private static Map<String, int[]> softmax() {
    Map<String, int[]> sizes = new LinkedHashMap<>();
    sizes.put("logits", new int[] {4, LABELS});
    sizes.put("labels", new int[] {4});
    sizes.put("weights", new int[] {4});
    sizes.put("soft", new int[] {4, LABELS});
    sizes.put("soft weights", new int[] {4});
    return sizes;
  }

  private static Operand<TFloat32> softmax(Ops tf, Map<String, int[]> sizes, boolean known) {
    return Softmax.loss(
        tf,
        tf.placeholderWithDefault(
            floats(tf, sizes.get("logits")),
            known ? shape(sizes.get("logits")) : open(sizes.get("logits"))),
        given(tf, ints(tf, sizes.get("labels")), known),
        given(tf, floats(tf, sizes.get("weights")), known),
        Optional.of(
            new SoftTargets(
                given(tf, floats(tf, sizes.get("soft")), known),
                given(tf, floats(tf, sizes.get("soft weights")), known),
                floats(tf, 1))),
        LABELS);
  }

  private static Operand<TFloat32> unweighted(Ops tf, Map<String, int[]> sizes, boolean known) {
    return Softmax.loss(
        tf,
        tf.placeholderWithDefault(
            floats(tf, sizes.get("logits")),
            known ? shape(sizes.get("logits")) : open(sizes.get("logits"))),
        given(tf, ints(tf, sizes.get("labels")), known));
  }

  private static Shape shape(int... sizes) {
    long[] all = new long[sizes.length];
    java.util.Arrays.setAll(all, k -> sizes[k]);
    return Shape.of(all);
  }

  /** Returns a shape of which the last size alone is known. */
  private static Shape open(int... sizes) {
    long[] all = new long[sizes.length];
    java.util.Arrays.fill(all, -1);
    all[all.length - 1] = sizes[sizes.length - 1];
    return Shape.of(all);
  }

  private interface Loss {
    Operand<TFloat32> build(Ops tf, Map<String, int[]> sizes, boolean known);
  }

  static Stream<Arguments> mistakes() {
    Stream.Builder<Arguments> all = Stream.builder();
    Loss softmax = LossSizesTest::softmax;
    Loss unweighted = LossSizesTest::unweighted;
    for (int count : new int[] {1, 3, 5}) {
      all.add(Arguments.of("labels", unweighted, softmax(), new int[] {count}));
      for (String name : List.of("labels", "weights", "soft weights")) {
        all.add(Arguments.of(name, softmax, softmax(), new int[] {count}));
      }
      all.add(Arguments.of("soft", softmax, softmax(), new int[] {count, LABELS}));
    }
    all.add(Arguments.of("labels", unweighted, softmax(), new int[] {4, 1}));
    all.add(Arguments.of("labels", unweighted, softmax(), new int[] {4, 4}));
    all.add(Arguments.of("weights", softmax, softmax(), new int[] {4, 1}));
    return all.build();
  }

  @ParameterizedTest(name = "{0} {3}")
  @MethodSource("mistakes")
  void operandsOfOtherSizesAreRefused(
      String name, Loss loss, Map<String, int[]> sizes, int[] wrong) {
    try (Eval eval = new Eval()) {
      Operand<TFloat32> right = loss.build(eval.tf(), sizes, false);
      assertThat(eval.values(right)[0]).isFinite();
    }
    Map<String, int[]> mistaken = new HashMap<>(sizes);
    mistaken.put(name, wrong);
    try (Eval eval = new Eval()) {
      assertThatThrownBy(() -> loss.build(eval.tf(), mistaken, true))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageMatching("(cross entropy|soft targets): expected .*");
      Operand<TFloat32> unknown = loss.build(eval.tf(), mistaken, false);
      assertThatThrownBy(() -> eval.values(unknown))
          .hasMessageContaining("expected equal numbers; ");
    }
  }

  @Test
  void messagesNameTheOperands() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      assertThatThrownBy(() -> Softmax.loss(tf, floats(tf, 4, 3), ints(tf, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "cross entropy: expected as many labels as rows of logits, got 1 and 4; is there one label and one weight for each position, those of all sequences in one vector?");
      assertThatThrownBy(() -> Softmax.loss(tf, floats(tf, 4, 3), ints(tf, 2, 2)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("cross entropy: expected labels [M], got shape [2, 2]; reshape them");
      Operand<TInt32> labels = tf.placeholderWithDefault(ints(tf, 1), Shape.of(-1));
      assertThatThrownBy(() -> eval.values(Softmax.loss(tf, floats(tf, 4, 3), labels)))
          .hasMessageContaining(
              "cross entropy: expected equal numbers; is there one label and one weight for each position, those of all sequences in one vector? Got rows of logits, labels:")
          .hasMessageContaining("[4] [1]");
    }
  }

  /** The loss of four rows with one label was the sum, 4 ln 3; the mean of four labels is ln 3. */
  @Test
  void meanOfEqualLogitsIsTheLogarithmOfTheLabels() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Operand<TFloat32> loss = Softmax.loss(tf, floats(tf, 4, 3), ints(tf, 4));
      assertThat((double) eval.values(loss)[0]).isCloseTo(Math.log(3), within(1e-6));
    }
  }
}
