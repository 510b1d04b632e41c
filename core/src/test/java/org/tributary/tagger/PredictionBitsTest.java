package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.NumberInput;
import org.tributary.head.DecodedSequence;
import org.tributary.head.LabelDistributions;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.testing.CaseSelection;
import org.tributary.train.tagger.SmallTraining;

/**
 * Predictions are bitwise independent of the batch, for many layer sizes. By default each
 * definition runs with one of the batch sizes, and each batch size with several definitions.
 */
class PredictionBitsTest {
  /** The number of sequences, of 1 to 60 steps. */
  private static final int SEQUENCES = CaseSelection.count(40, 120);

  private static final List<Integer> BATCH_SIZES = List.of(2, 3, 7, 33, SEQUENCES);

  private static List<TaggerDefinition> definitions() {
    return List.of(
        words(100, 200, 2),
        words(50, 100, 1),
        words(270, 256, 2), // enough weights for the scan kernel
        words(100, 330, 1), // also the scan kernel
        words(30, 25, 2),
        words(6, 6, 1),
        words(7, 150, 1),
        words(1, 1, 1),
        words(100, 100, 1).lowercase(50).features("prefix", 31).features("suffix", 33),
        words(20, 50, 1).characters(c -> c.lstm(50)),
        words(9, 7, 1).characters(c -> c.size(11).lstm(7)),
        words(9, 7, 1).characters(c -> c.size(1).lstm(1)),
        words(20, 50, 1).characters(c -> c.lstm(50, CharacterPooling.MAX)),
        words(9, 7, 1).characters(c -> c.size(1).lstm(1, CharacterPooling.MAX)),
        words(20, 25, 2).characters(c -> c.cnn(30, 3)),
        words(20, 330, 1).characters(c -> c.size(3).lstm(2)),
        words(9, 7, 1).characters(c -> c.size(7).cnn(5, 1, 2, 4)),
        words(20, 32, 1).input(EmbeddingInput.of("tags", 23).projectedTo(9)),
        words(20, 32, 1).input(EmbeddingInput.of("suffix2", 23).projectedTo(9)),
        words(20, 32, 1).input(NumberInput.of("sensor", 6)),
        words(20, 32, 1).input(NumberInput.of("sensor", 23).projectedTo(9)),
        words(100, 200, 1)
            .lowercase(100)
            .features("suffix", 64)
            .characters(c -> c.lstm(50))
            .input(NumberInput.of("sensor", 3)));
  }

  private static TaggerDefinition words(int embeddingSize, int hiddenSize, int layers) {
    return SmallTraining.define()
        .words(embeddingSize)
        .encoder(input -> Recurrent.lstm(input).hidden(hiddenSize).layers(layers).bidirectional());
  }

  private static List<TaggerDefinition> otherEncoders() {
    return Stream.<IntFunction<Recurrent>>of(
            input -> Recurrent.gru(input).hidden(25).layers(2).bidirectional(),
            input -> Recurrent.rnn(input).hidden(25).layers(2).bidirectional(),
            input -> Recurrent.lstm(input).hidden(25).layers(2).bidirectional().residual(),
            input -> Recurrent.lstm(input).hidden(25).layers(2).bidirectional().highway())
        .flatMap(
            encoder ->
                Stream.of(
                    SmallTraining.define().words(30).encoder(encoder),
                    SmallTraining.define()
                        .words(10)
                        .characters(c -> c.size(5).lstm(4))
                        .encoder(encoder)))
        .toList();
  }

  static Stream<Arguments> numberedDefinitions() {
    List<TaggerDefinition> all = new ArrayList<>(definitions());
    all.addAll(otherEncoders());
    return IntStream.range(0, all.size()).mapToObj(k -> Arguments.of(k, all.get(k)));
  }

  @ParameterizedTest
  @MethodSource("numberedDefinitions")
  void predictionBitsDoNotDependOnBatch(int number, TaggerDefinition definition) {
    TaggerSizes sizes =
        new TaggerSizes(Collections.nCopies(definition.inputs().all().size(), 300), 17);
    ParameterValues parameters =
        ParameterValues.draw(definition.parameters(sizes), TorchRandom.seeded(5));
    Random random = new Random(3);
    List<FeatureSequence> sequences =
        IntStream.range(0, SEQUENCES)
            .mapToObj(
                k -> RandomColumns.sequence(definition, sizes, 1 + k * 60 / SEQUENCES, random))
            .toList();
    List<float[]> alone = new ArrayList<>();
    try (SequenceTagger tagger = new SequenceTagger(definition, sizes, parameters)) {
      sequences.forEach(s -> alone.add(values(tagger.decode(List.of(s)).get(0).distributions())));
    }
    // a tagger caches words, so each batch size gets a tagger with an empty cache
    for (int k = 0; k < BATCH_SIZES.size(); k++) {
      if (!CaseSelection.includes(5, number, k)) {
        continue;
      }
      try (SequenceTagger tagger = new SequenceTagger(definition, sizes, parameters)) {
        for (int pass = 0; pass < 2; pass++) {
          assertSameBits(tagger, sequences, alone, BATCH_SIZES.get(k), random);
        }
      }
    }
  }

  private static void assertSameBits(
      SequenceTagger tagger,
      List<FeatureSequence> sequences,
      List<float[]> alone,
      int size,
      Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, sequences.size()).boxed().toList());
    Collections.shuffle(order, random);
    for (int from = 0; from < order.size(); from += size) {
      List<Integer> chosen = order.subList(from, Math.min(from + size, order.size()));
      List<LabelDistributions> together =
          tagger.decode(chosen.stream().map(sequences::get).toList()).stream()
              .map(DecodedSequence::distributions)
              .toList();
      for (int k = 0; k < chosen.size(); k++) {
        assertThat(values(together.get(k)))
            .as("length %d among %d", sequences.get(chosen.get(k)).steps(), chosen.size())
            .isEqualTo(alone.get(chosen.get(k)));
      }
    }
  }

  private static float[] values(LabelDistributions distributions) {
    float[] values = new float[distributions.steps() * distributions.labels()];
    for (int k = 0; k < values.length; k++) {
      values[k] = distributions.probability(k / distributions.labels(), k % distributions.labels());
    }
    return values;
  }
}
