package org.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.tagger.GraphHead;
import org.tributary.graph.tagger.HeadBatch;
import org.tributary.graph.tagger.HeadLoss;
import org.tributary.head.Head;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.param.TensorShape;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** The mistakes of a user's head that a tagger refuses. */
class HeadContractTest {
  private static final String OWN = "column tag: " + Own.class.getName();

  /** The loss of a batch. */
  private interface Loss {
    HeadLoss of(Ops tf, HeadBatch batch, Operand<TFloat32> scale);
  }

  /** A head with one parameter, {@code scale}, of one element. */
  private record Own(Loss loss, HeadDecoder decoder) implements GraphHead {
    @Override
    public String name() {
      return "own";
    }

    @Override
    public List<ParameterSpec> parameters(LabelSet labels) {
      return List.of(new ParameterSpec("scale", TensorShape.of(1), Initializer.constant(1)));
    }

    @Override
    public HeadLoss loss(
        Ops tf, LabelSet labels, HeadBatch batch, Function<String, Operand<TFloat32>> weights) {
      return loss.of(tf, batch, weights.apply("scale"));
    }

    @Override
    public HeadDecoder decoder(LabelSet labels, Function<String, float[]> weights) {
      return decoder;
    }
  }

  private static final Loss SQUARES = (tf, batch, scale) -> squares(tf, batch, scale, scale);

  private static HeadLoss squares(
      Ops tf, HeadBatch batch, Operand<TFloat32> scale, Operand<TFloat32> used) {
    return HeadLoss.differentiated(
        tf,
        tf.reduceSum(tf.math.square(tf.math.mul(batch.logits(), used)), tf.array(0, 1)),
        batch.logits(),
        Map.of("scale", scale));
  }

  private static final HeadDecoder FIRST = logits -> new int[logits.length / 2];

  static Stream<Arguments> losses() {
    return Stream.of(
        arguments(
            (Loss)
                (tf, batch, scale) ->
                    HeadLoss.differentiated(
                        tf,
                        tf.reduceSum(tf.math.mul(batch.logits(), scale), tf.array(0, 1)),
                        batch.logits()),
            ".loss: expected a gradient for each of the parameters [scale], got none; pass the head's own parameters to HeadLoss.differentiated by name"),
        arguments(
            (Loss)
                (tf, batch, scale) ->
                    HeadLoss.differentiated(
                        tf,
                        tf.reduceSum(tf.math.mul(batch.logits(), scale), tf.constant(1)),
                        batch.logits(),
                        Map.of("scale", scale)),
            ".loss: expected a loss of shape of a scalar, [], got [-1]; sum the losses of the tokens, or take their mean"),
        arguments(
            (Loss)
                (tf, batch, scale) ->
                    HeadLoss.differentiated(
                        tf,
                        tf.reduceSum(batch.logits(), tf.array(0, 1)),
                        batch.logits(),
                        Map.of("scale", scale)),
            "gradients: expected operands that "),
        arguments((Loss) (tf, batch, scale) -> null, ".loss: expected a loss, got null"));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossIsRefused(Loss loss, String message) {
    assertThatThrownBy(() -> train(new Own(loss, FIRST)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message.startsWith(".") ? OWN + message : message);
  }

  /** A parameter behind {@code stopGradient} keeps its value, as in PyTorch behind detach(). */
  @Test
  void parameterBehindStopGradientIsNotTrained() {
    Loss stopped = (tf, batch, scale) -> squares(tf, batch, scale, tf.stopGradient(scale));
    float[] before = {1};
    try (WordTagger tagger = train(new Own(stopped, FIRST))) {
      assertThat(tagger.parameters().values("own.tag.scale")).isEqualTo(before);
    }
    try (WordTagger tagger = train(new Own(SQUARES, FIRST))) {
      assertThat(tagger.parameters().values("own.tag.scale")).isNotEqualTo(before);
    }
  }

  static Stream<Arguments> decoders() {
    return Stream.of(
        arguments(
            (HeadDecoder) logits -> new int[logits.length / 2 + 1],
            "best: expected a label for each of 4 steps, got 5 labels; the logits of a sequence are [T, 2], row-major"),
        arguments(
            (HeadDecoder) logits -> new int[] {0, 99, 0, 0},
            "best: expected labels from 0 to 1, got 99 at step 1; return positions in the LabelSet"),
        arguments(
            (HeadDecoder) logits -> null, "best: expected a label for each of 4 steps, got null"),
        arguments(null, Own.class.getName() + ".decoder: expected a decoder, got null"));
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void decoderIsRefused(HeadDecoder decoder, String message) {
    assertThatThrownBy(
            () -> {
              try (WordTagger tagger = train(new Own(SQUARES, decoder))) {
                tagger.tag(List.of("a", "b", "a", "b"));
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("column tag: ")
        .hasMessageContaining(message);
  }

  @Test
  void headWithoutProbabilitiesStillHasLabels() {
    try (WordTagger tagger = train(new Own(SQUARES, FIRST))) {
      Tagging tagging = tagger.tag(List.of("a", "b"));
      assertThat(tagging.labels()).hasSize(2).containsOnly(tagger.labels().get(0));
      assertThatThrownBy(() -> tagging.probability(0))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith("probabilities: expected a head that has them, ");
    }
  }

  private static WordTagger train(Head head) {
    TaggerDefinition definition =
        Tagger.define().words(4).head(head).encoder(size -> Recurrent.gru(size).hidden(4));
    return TaggerTrainer.train(
        definition,
        List.of(new TaggedSentence(List.of("a", "b", "a", "b"), List.of("A", "B", "A", "B"))),
        TrainingOptions.defaults().epochs(1));
  }
}
