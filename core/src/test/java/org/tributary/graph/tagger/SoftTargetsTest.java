package org.tributary.graph.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.span.TagScheme;
import org.tributary.testing.Eval;

/**
 * Losses and gradients with soft targets, compared with PyTorch's; see {@code
 * docs/golden/soft_targets.py}.
 */
class SoftTargetsTest {
  private static final int LABELS = 3;

  @Test
  void softmaxMatchesPyTorch() throws IOException {
    JsonNode golden = golden();
    List<float[]> actual = run(golden, Head.softmax(), Map.of());
    assertThat(actual.get(0)[0]).isCloseTo(golden.get("softmaxLoss").floatValue(), within(1e-6f));
    assertThat(actual.get(1))
        .containsExactly(joined(golden.get("softmaxGradients")), within(3e-7f));
  }

  @Test
  void crfMatchesPyTorch() throws IOException {
    JsonNode golden = golden();
    List<float[]> actual =
        run(
            golden,
            Head.crf(),
            Map.of(
                CrfHead.START, floats(golden.get("start")),
                CrfHead.END, floats(golden.get("end")),
                CrfHead.TRANSITIONS, floats(golden.get("transitions"))));
    assertThat(actual.get(0)[0]).isCloseTo(golden.get("crfLoss").floatValue(), within(1e-6f));
    assertThat(actual.get(1)).containsExactly(joined(golden.get("crfGradients")), within(3e-7f));
    assertThat(actual.get(2)).containsExactly(floats(golden.get("crfStart")), within(3e-7f));
    assertThat(actual.get(3)).containsExactly(floats(golden.get("crfEnd")), within(3e-7f));
    assertThat(actual.get(4)).containsExactly(floats(golden.get("crfTransitions")), within(5e-7f));
  }

  @Test
  void aCrfWithConstrainedTrainingDoesNotSupportSoftTargets() {
    assertThat(Head.softmax().supportsSoftTargets()).isTrue();
    assertThat(Head.crf(TagScheme.BIO).supportsSoftTargets()).isTrue();
    assertThat(Head.crf(TagScheme.BIO).constrainTraining().supportsSoftTargets()).isFalse();
  }

  /** Empty sequences have neither a loss nor a gradient, with soft targets as without. */
  @Test
  void emptySequencesOfACrfDoNotCount() {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      float[] q = {0.2f, 0.3f, 0.5f, 0.6f, 0.3f, 0.1f};
      float[] logits = {1, -1, 0.5f, 2, 0.3f, -2};
      Crf.Weights weights =
          new Crf.Weights(
              tf.constant(new float[] {0.1f, 0.2f, 0.3f}),
              tf.constant(new float[] {-0.3f, 0.2f, 0.4f}),
              eval.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, LABELS, LABELS));
      Crf.Loss alone = loss(eval, weights, logits, q, 1);
      Crf.Loss both =
          loss(
              eval,
              weights,
              new float[] {1, -1, 0.5f, 9, 9, 9, 2, 0.3f, -2, 9, 9, 9},
              new float[] {0.2f, 0.3f, 0.5f, 1, 0, 0, 0.6f, 0.3f, 0.1f, 1, 0, 0},
              2);
      List<float[]> values =
          eval.values(
              List.of(
                  alone.value(),
                  both.value(),
                  alone.weights().end(),
                  both.weights().end(),
                  alone.weights().transitions(),
                  both.weights().transitions(),
                  both.logits()));
      for (int k = 0; k < 6; k += 2) {
        assertThat(values.get(k + 1)).containsExactly(values.get(k), within(1e-6f));
      }
      assertThat(Arrays.copyOfRange(values.get(6), 3, 6)).containsOnly(0);
    }
  }

  /** The terms of each step are subtracted before they are added up, so that no sum is large. */
  @Test
  void lossOfALongSequenceKeepsItsPrecision() {
    int steps = 5_000;
    float[] logits = new float[steps * LABELS];
    float[] q = new float[steps * LABELS];
    for (int t = 0; t < steps; t++) {
      logits[t * LABELS] = 1_000 + t % 7;
      logits[t * LABELS + 1] = 1_000 + t % 7;
      logits[t * LABELS + 2] = -1_000;
      q[t * LABELS] = 0.25f;
      q[t * LABELS + 1] = 0.75f;
    }
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      Operand<TFloat32> zeros = tf.constant(new float[LABELS]);
      Crf.Loss loss =
          Crf.loss(
              tf,
              new Crf.Weights(
                  zeros, zeros, eval.floats(new float[LABELS * LABELS], LABELS, LABELS)),
              new Crf.Batch(
                  eval.floats(logits, steps, 1, LABELS),
                  tf.fill(tf.array(steps, 1), tf.constant(-1)),
                  tf.constant(new int[] {steps}),
                  tf.constant(new float[] {1}),
                  Optional.of(
                      new Crf.Distributions(
                          eval.floats(q, steps, 1, LABELS), tf.constant(new float[] {1})))),
              Optional.empty());
      assertThat(eval.values(loss.value())[0])
          .isCloseTo((float) Math.log(2), within(1e-4f)); // of two equal labels at each step
    }
  }

  /** Returns the loss of a sequence of two steps, and of an empty one if there are two. */
  private static Crf.Loss loss(
      Eval eval, Crf.Weights weights, float[] logits, float[] q, int sequences) {
    Ops tf = eval.tf();
    return Crf.loss(
        tf,
        weights,
        new Crf.Batch(
            eval.floats(logits, 2, sequences, LABELS),
            tf.reshape(tf.constant(new int[2 * sequences]), tf.array(2, sequences)),
            tf.constant(sequences == 1 ? new int[] {2} : new int[] {2, 0}),
            tf.constant(sequences == 1 ? new float[] {1.5f} : new float[] {1.5f, 4}),
            Optional.of(
                new Crf.Distributions(
                    eval.floats(q, 2, sequences, LABELS),
                    tf.constant(sequences == 1 ? new float[] {0.4f} : new float[] {0.4f, 0.9f})))),
        Optional.empty());
  }

  /** Returns the loss and its gradients with respect to the logits and the CRF's weights. */
  private static List<float[]> run(JsonNode golden, Head head, Map<String, float[]> weights) {
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      HeadLoss loss =
          HeadLosses.of(
              head,
              tf,
              LabelSet.ofSize(LABELS),
              batch(eval, golden),
              name ->
                  name.equals(CrfHead.TRANSITIONS)
                      ? eval.floats(weights.get(name), LABELS, LABELS)
                      : tf.constant(weights.get(name)));
      List<Operand<TFloat32>> operands =
          new ArrayList<>(List.of(loss.value(), loss.gradients().input()));
      operands.addAll(loss.gradients().parameters().values());
      return eval.values(operands);
    }
  }

  private static HeadBatch batch(Eval eval, JsonNode golden) {
    JsonNode rows = golden.get("labels");
    int[] lengths = new int[rows.size()];
    List<Integer> labels = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    List<Double> softWeights = new ArrayList<>();
    for (int row = 0; row < lengths.length; row++) {
      lengths[row] = rows.get(row).size();
      for (int step = 0; step < lengths[row]; step++) {
        labels.add(rows.get(row).get(step).intValue());
        positions.add(step * lengths.length + row);
        weights.add(golden.get("weights").get(row).doubleValue());
        softWeights.add(golden.get("softWeights").get(row).doubleValue());
      }
    }
    float[] q = joined(golden.get("distributions"));
    for (int k = 0; k < q.length; k++) {
      q[k] = softWeights.get(k / LABELS) == 0 ? 0 : q[k]; // a token without a distribution
    }
    int tokens = labels.size();
    Ops tf = eval.tf();
    return new HeadBatch(
        eval.floats(joined(golden.get("logits")), tokens, LABELS),
        tf.constant(labels.stream().mapToInt(Integer::intValue).toArray()),
        eval.floats(floats(weights), tokens),
        tf.constant(positions.stream().mapToInt(Integer::intValue).toArray()),
        tf.constant(Arrays.stream(lengths).max().orElseThrow()),
        tf.constant(lengths),
        tf.constant(floats(golden.get("weights"))),
        Optional.of(
            new SoftTargets(
                eval.floats(q, tokens, LABELS),
                tf.constant(floats(softWeights)),
                tf.constant(floats(golden.get("softWeights"))))));
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = values.get(k).floatValue();
    }
    return floats;
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int k = 0; k < floats.length; k++) {
      floats[k] = values.get(k).floatValue();
    }
    return floats;
  }

  private static float[] joined(JsonNode rows) {
    List<Double> values = new ArrayList<>();
    rows.forEach(row -> row.forEach(value -> values.add(value.doubleValue())));
    return floats(values);
  }

  private static JsonNode golden() throws IOException {
    try (InputStream json =
        SoftTargetsTest.class.getResourceAsStream("/org/tributary/golden/soft-targets.json")) {
      return new ObjectMapper().readTree(json);
    }
  }
}
