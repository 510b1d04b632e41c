package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.feature.WordVectors;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.testing.CaseSelection;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.TaggerTrainer;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.EqualTaggers;
import org.tributary.tribuo.fixture.RandomSentences;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.VectorSource;
import org.tributary.tribuo.input.WordForms;

/**
 * Core's word tagger and Tribuo's, trained on the same sentences with the same options and seed:
 * their parameters, development scores and predictions are equal to the bit.
 */
class EqualTaggersTest {
  private static final long SEED = 42;

  private static final List<String> PARTS = List.of("NOUN", "VERB", "DET", "PUNCT", "ADJ", "X");

  @Test
  void softmaxWithAuxiliaryTaskAndCharacterLstm() {
    requireEqual(
        RandomSentences.sentences(16, 7, PARTS),
        RandomSentences.sentences(9, 8, List.of("NOUN", "VERB", "UNSEEN")),
        d ->
            d.wordForms()
                .characters(c -> c.lstm(6))
                .encoder(input -> Recurrent.lstm(input).hidden(8).layers(2).bidirectional())
                .auxiliaryTask("xpos", 0.3),
        t ->
            t.inputs(List.of(new WordForms(64), CharacterFeatures.lstm(6)))
                .layers(2)
                .bidirectional()
                .auxiliaryTasks(List.of("xpos"), 0.3));
  }

  @Test
  void crfOfSpansWithCharacterCnn() {
    List<TaggedSentence> train = RandomSentences.spans(16, 9);
    requireEqual(
        train,
        RandomSentences.spans(9, 10),
        d -> d.wordForms(f -> f.words(20)).characters(c -> c.cnn(5, 2, 3)).crf(TagScheme.BIO),
        t ->
            t.inputs(List.of(new WordForms(20), CharacterFeatures.cnn(5, 2, 3)))
                .crf(TagScheme.BIO));
  }

  /** Vectors of half of the words, some of them for the lower-cased word only, and of others. */
  @Test
  void vectorsFrozenOfTrainingWordsAndTunedOfAll() {
    List<TaggedSentence> train = RandomSentences.sentences(16, 11, PARTS);
    List<TaggedSentence> dev = RandomSentences.sentences(9, 12, PARTS);
    requireEqual(
        train,
        dev,
        d ->
            d.wordForms(f -> f.words(8))
                .input(
                    VectorInput.of(VECTORS.halfPrecision())
                        .keepTrainingWords()
                        .projectedTo(5)
                        .dropout(0.4)),
        t ->
            t.inputs(
                    List.of(
                        new WordForms(8),
                        new PretrainedVectors(
                                new FixedVectors(), Keep.TRAINING_WORDS, Trainability.FROZEN)
                            .projectedTo(5)
                            .dropout(0.4)))
                .auxiliaryTasks(List.of(), 1));
    requireEqual(
        train,
        dev,
        d -> d.wordForms(f -> f.words(8)).input(VectorInput.of(VECTORS).trainable()),
        t ->
            t.inputs(
                    List.of(
                        new WordForms(8),
                        new PretrainedVectors(
                            new FixedVectors(), Keep.ALL, Trainability.TRAINABLE)))
                .auxiliaryTasks(List.of(), 1));
  }

  private static final WordVectors VECTORS =
      new WordVectors(
          List.of("the", "zebra", "book", "berlin", "12", "Looking", "us", "US", "日本", "zoo"),
          3,
          new float[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, -1, -2, -3, -4, -5, -6, .1f, .2f, .3f, .4f, .5f, .6f, .7f,
            .8f, .9f, 2, 4, 6, 8, 10, 12
          });

  /** A source of {@link #VECTORS}. */
  static final class FixedVectors implements VectorSource {
    @Config private int unused = 1;

    @Override
    public WordVectors read(Predicate<String> wanted) {
      return VECTORS.restrictedTo(wanted);
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
      return new ConfiguredObjectProvenanceImpl(this, "VectorSource");
    }
  }

  /** Many labels share buckets of a hash map, whose order depends on that of their insertion. */
  @Test
  void labelsHaveTheOrderOfTribuosDomain() {
    Random random = new Random(3);
    for (int round = 0; round < 20; round += CaseSelection.count(5, 1)) {
      int distinct = 2 + 13 * round;
      List<String> labels =
          random.ints(400, 0, distinct).mapToObj(k -> Integer.toString(k * k, 36)).toList();
      List<String> words = labels.stream().map(label -> "w").toList();
      List<TaggedSentence> sentences = List.of(new TaggedSentence(words, labels));
      try (WordTagger tagger =
          TaggerTrainer.train(
              Tagger.define().words(1).encoder(input -> Recurrent.rnn(input).hidden(1)),
              sentences,
              TrainingOptions.defaults().epochs(1))) {
        assertThat(tagger.labels())
            .isEqualTo(EqualTaggers.labels(EqualTaggers.dataset(sentences).getOutputIDInfo()));
      }
    }
  }

  private static void requireEqual(
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      UnaryOperator<TaggerDefinition> definition,
      UnaryOperator<LstmTaggerTrainerBuilder> trainer) {
    LstmTaggerTrainerBuilder builder =
        Data.smallTrainer()
            .hiddenSize(8)
            .forwardOnly()
            .dropout(0.2)
            .unknownRate(1)
            .wordDropout(0.1)
            .seed(SEED);
    EqualTaggers.requireEqual(
        train,
        dev,
        definition.apply(base()),
        options(),
        trainer.apply(builder).build(),
        EqualTaggers.dataset(train),
        EqualTaggers.dataset(dev));
  }

  private static TaggerDefinition base() {
    return Tagger.define()
        .encoder(input -> Recurrent.lstm(input).hidden(8))
        .dropout(0.2)
        .lockedDropout(0);
  }

  private static TrainingOptions options() {
    return TrainingOptions.defaults()
        .epochs(2)
        .batchSize(2)
        .schedule(Schedule.linear(0.02, 0.005))
        .average(WeightAverage.none())
        .unknownRate(1)
        .wordDropout(0.1)
        .seed(SEED);
  }
}
