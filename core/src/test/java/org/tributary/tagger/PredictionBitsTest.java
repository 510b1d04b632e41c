package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;

/** A sequence gets the same bits alone and in every batch, whatever the sizes. */
class PredictionBitsTest {
  private static final TaggerSizes SIZES = new TaggerSizes(500, 17);

  @ParameterizedTest
  @CsvSource({"100, 200, 2", "50, 100, 1", "30, 25, 2", "6, 6, 1", "7, 150, 1", "1, 1, 1"})
  void areTheSameInEveryBatch(int embeddingSize, int hiddenSize, int layers) {
    assertTheSameInEveryBatch(
        Tagger.define().words(embeddingSize).encode(e -> e.lstm(hiddenSize).layers(layers)));
  }

  @ParameterizedTest
  @MethodSource("otherEncoders")
  void areTheSameInEveryBatchOfOtherEncoders(UnaryOperator<EncoderDefinition> change) {
    assertTheSameInEveryBatch(Tagger.define().words(30).encode(change));
  }

  static List<UnaryOperator<EncoderDefinition>> otherEncoders() {
    return List.of(
        e -> e.gru(25).layers(2),
        e -> e.rnn(25).layers(2),
        e -> e.lstm(25).layers(2).residual(),
        e -> e.lstm(25).layers(2).highway());
  }

  private static void assertTheSameInEveryBatch(TaggerDefinition definition) {
    ParameterValues parameters =
        ParameterValues.draw(definition.parameters(SIZES), TorchRandom.seeded(5));
    try (SequenceTagger tagger = new SequenceTagger(definition, SIZES, parameters)) {
      Random random = new Random(3);
      List<FeatureSequence> sequences =
          IntStream.range(0, 120).mapToObj(k -> sequence(1 + k / 2, random)).toList();
      List<float[]> alone =
          sequences.stream().map(s -> values(tagger.predict(List.of(s)).get(0))).toList();

      List<Integer> order = new ArrayList<>(IntStream.range(0, sequences.size()).boxed().toList());
      for (int size : new int[] {2, 3, 7, 33, 120}) {
        Collections.shuffle(order, random);
        for (int from = 0; from < order.size(); from += size) {
          List<Integer> chosen = order.subList(from, Math.min(from + size, order.size()));
          List<LabelDistributions> together =
              tagger.predict(chosen.stream().map(sequences::get).toList());
          for (int k = 0; k < chosen.size(); k++) {
            assertThat(values(together.get(k)))
                .as("length %d among %d", sequences.get(chosen.get(k)).steps(), chosen.size())
                .containsExactly(alone.get(chosen.get(k)));
          }
        }
      }
    }
  }

  private static FeatureSequence sequence(int steps, Random random) {
    FeatureSequence.Builder builder = FeatureSequence.builder();
    for (int step = 0; step < steps; step++) {
      builder.step();
      for (int k = random.nextInt(3); k >= 0; k--) {
        builder.feature(random.nextInt(SIZES.features()), 0.5f + random.nextFloat());
      }
    }
    return builder.build();
  }

  private static float[] values(LabelDistributions distributions) {
    float[] values = new float[distributions.steps() * distributions.labels()];
    for (int k = 0; k < values.length; k++) {
      values[k] = distributions.probability(k / distributions.labels(), k % distributions.labels());
    }
    return values;
  }
}
