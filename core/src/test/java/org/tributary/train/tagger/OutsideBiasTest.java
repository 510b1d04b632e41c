package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tributary.head.Head;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.OutsideBias;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;

/** Training that ends with a shift of the bias of the label O. */
class OutsideBiasTest {
  /** A word after "saw" is a name in three of ten training sentences, and in most of the others. */
  private static final List<TaggedSentence> TRAIN = sentences(200, 0.3, 1);

  private static final List<TaggedSentence> DEV = sentences(60, 0.8, 2);

  private static final TaggerDefinition DEFINITION =
      Tagger.define()
          .words(8)
          .encoder(input -> Recurrent.lstm(input).hidden(8).bidirectional())
          .lockedDropout(0);

  private static final TrainingOptions OPTIONS =
      TrainingOptions.defaults().epochs(20).batchSize(8).unknownRate(5).wordDropout(0);

  private static List<TaggedSentence> sentences(int number, double names, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, number)
        .mapToObj(
            k ->
                new TaggedSentence(
                    List.of("we", "saw", "w" + random.nextInt(1000), "there"),
                    List.of("O", "O", random.nextDouble() < names ? "B-NAME" : "O", "O")))
        .toList();
  }

  /** Keeps the shift that training reports. */
  private static final class Listener implements TrainingListener {
    private Optional<OutsideBias> bias = Optional.empty();

    @Override
    public void outsideBiasTuned(OutsideBias tuned) {
      bias = Optional.of(tuned);
    }
  }

  private static double f1(WordTagger tagger) {
    int correct = 0;
    int spans = 0;
    for (TaggedSentence sentence : DEV) {
      String gold = sentence.labels().get(2);
      List<String> predicted = tagger.tag(sentence.tokens()).labels();
      correct += gold.equals("B-NAME") && predicted.get(2).equals("B-NAME") ? 1 : 0;
      spans += gold.equals("B-NAME") ? 1 : 0;
      spans += Collections.frequency(predicted, "B-NAME"); // each a span of one word
    }
    return 2.0 * correct / spans;
  }

  @Test
  void recallIsRaisedWhereDevelopmentSentencesHaveMoreSpans() {
    for (TaggerDefinition definition : List.of(DEFINITION, DEFINITION.head(Head.softmax()))) {
      Listener listener = new Listener();
      try (WordTagger tuned = TaggerTrainer.train(definition, TRAIN, DEV, OPTIONS, listener);
          WordTagger plain =
              TaggerTrainer.train(
                  definition,
                  TRAIN,
                  DEV,
                  OPTIONS.withoutOutsideBiasTuning(),
                  TrainingListener.silent())) {
        OutsideBias bias = listener.bias.orElseThrow();
        assertThat(bias.shift()).isNegative();
        assertThat(bias.score()).isGreaterThan(bias.scoreBefore() + 0.1);
        assertThat(f1(plain)).isCloseTo(bias.scoreBefore(), within(1e-12));
        assertThat(f1(tuned)).isCloseTo(bias.score(), within(1e-12));
        assertThat(tuned.metadata().provenance())
            .containsEntry("outside.bias", Double.toString(bias.shift()))
            .containsEntry("development.score", Double.toString(bias.score()));
        assertThat(plain.metadata().provenance()).doesNotContainKey("outside.bias");
        assertThat(differences(tuned, plain)).hasSize(1).allMatch(d -> d == (float) bias.shift());
      }
    }
  }

  /** Returns the differences of the parameters' numbers that differ. */
  private static List<Float> differences(WordTagger a, WordTagger b) {
    ParameterValues first = a.parameters();
    ParameterValues second = b.parameters();
    List<Float> differences = new ArrayList<>();
    for (String name : first.names()) {
      float[] x = first.values(name);
      float[] y = second.values(name);
      for (int k = 0; k < x.length; k++) {
        if (x[k] != y[k]) {
          differences.add(Math.round((x[k] - y[k]) * 4) / 4f); // rounding of the sum
        }
      }
    }
    return differences;
  }

  @Test
  void noShiftWithoutDevelopmentSentencesOrSpans() {
    Listener listener = new Listener();
    TrainingOptions shortRun = OPTIONS.epochs(1);
    TaggerTrainer.train(DEFINITION, TRAIN, List.of(), shortRun, listener).close();
    List<TaggedSentence> tags = List.of(new TaggedSentence(List.of("a", "b"), List.of("X", "O")));
    TaggerTrainer.train(DEFINITION, tags, tags, shortRun, listener).close();
    assertThat(listener.bias).isEmpty();
  }
}
