package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.classification.Label;
import org.tribuo.sequence.SequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordVectors;
import org.tributary.layer.Recurrent;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TrainingOptions;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingListener;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.PretrainedVectors.Keep;
import org.tributary.tribuo.input.VectorSource;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * Core's word tagger and Tribuo's, trained on the same sentences with the same options and seed:
 * their parameters, development scores and predictions are equal to the bit.
 */
class EqualTaggersTest {
  private static final long SEED = 42;
  private static final WordFormFeatureExtractor EXTRACTOR = new WordFormFeatureExtractor();

  /** Words of one to eleven characters, in several cases and scripts; some begin as others. */
  private static final List<String> WORDS =
      List.of(
          "a",
          "I",
          "of",
          "The",
          "the",
          "THE",
          "=",
          "a=b",
          "12",
          "3-4",
          "é",
          "Été",
          "日本",
          "😀",
          "ｆull",
          "lookup",
          "Looking",
          "looked",
          "book",
          "booking",
          "Berlin",
          "MacDonald",
          "x_y",
          "McX",
          "İstanbul",
          "straße",
          "don't",
          "...",
          "1990s",
          "US",
          "us",
          "naïve");

  private static final List<String> PARTS = List.of("NOUN", "VERB", "DET", "PUNCT", "ADJ", "X");

  @Test
  void softmaxWithAuxiliaryTaskAndCharacterLstm() {
    requireEqual(
        sentences(40, 7, PARTS),
        sentences(9, 8, List.of("NOUN", "VERB", "UNSEEN")),
        d -> d.wordForms().characters(c -> c.lstm(6)).auxiliaryTask("xpos", 0.3),
        t ->
            t.inputs(List.of(new WordForms(64), CharacterFeatures.lstm(6)))
                .auxiliaryTasks(List.of("xpos"), 0.3));
  }

  @Test
  void crfOfSpansWithCharacterCnn() {
    List<TaggedSentence> train = spans(40, 9);
    requireEqual(
        train,
        spans(9, 10),
        d -> d.wordForms(f -> f.words(20)).characters(c -> c.cnn(5, 2, 3)).crf(TagScheme.BIO),
        t ->
            t.inputs(List.of(new WordForms(20), CharacterFeatures.cnn(5, 2, 3)))
                .crf(TagScheme.BIO));
  }

  /** Vectors of half of the words, some of them for the lower-cased word only, and of others. */
  @Test
  void vectorsFrozenOfTrainingWordsAndTunedOfAll() {
    List<TaggedSentence> train = sentences(40, 11, PARTS);
    List<TaggedSentence> dev = sentences(9, 12, PARTS);
    requireEqual(
        train,
        dev,
        d -> d.wordForms(f -> f.words(8)).vectors(VECTORS),
        t ->
            t.inputs(
                    List.of(
                        new WordForms(8),
                        new PretrainedVectors(
                            new FixedVectors(), Keep.TRAINING_WORDS, Trainability.FROZEN)))
                .auxiliaryTasks(List.of(), 1));
    requireEqual(
        train,
        dev,
        d -> d.wordForms(f -> f.words(8)).input(VectorInput.of(VECTORS).keepAll().trainable()),
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
    for (int round = 0; round < 20; round++) {
      int distinct = 2 + 13 * round;
      List<String> labels =
          random.ints(400, 0, distinct).mapToObj(k -> Integer.toString(k * k, 36)).toList();
      List<String> words = labels.stream().map(label -> "w").toList();
      List<TaggedSentence> sentences = List.of(new TaggedSentence(words, labels));
      try (WordTagger tagger =
          WordTagger.train(
              Tagger.define().words(1).encoder(input -> Recurrent.rnn(input).hidden(1)),
              sentences,
              TrainingOptions.defaults().epochs(1))) {
        assertThat(tagger.labels()).isEqualTo(labels(dataset(sentences).getOutputIDInfo()));
      }
    }
  }

  private static List<String> labels(ImmutableOutputInfo<Label> domain) {
    return IntStream.range(0, domain.size())
        .mapToObj(id -> domain.getOutput(id).getLabel())
        .toList();
  }

  private static void requireEqual(
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      UnaryOperator<TaggerDefinition> definition,
      UnaryOperator<LstmTaggerTrainerBuilder> trainer) {
    List<EpochReport> coreReports = new ArrayList<>();
    List<EpochReport> tribuoReports = new ArrayList<>();
    LstmTaggerTrainerBuilder builder =
        Data.smallTrainer().layers(2).dropout(0.2).unknownRate(1).wordDropout(0.1).seed(SEED);
    try (WordTagger core =
            WordTagger.train(
                definition.apply(base()), train, dev, options(), reports(coreReports));
        LstmTaggerModel tribuo =
            trainer
                .apply(builder)
                .build()
                .train(
                    TrainingRequest.on(dataset(train))
                        .dev(dataset(dev))
                        .listener(reports(tribuoReports)))) {
      Map<String, float[]> expected = tribuoParameters(tribuo);
      assertThat(core.parameters().names()).containsExactlyElementsOf(expected.keySet());
      assertThat(core.labels()).isEqualTo(labels(tribuo.getOutputIDInfo()));
      expected.forEach(
          (name, values) -> assertThat(core.parameters().values(name)).as(name).isEqualTo(values));
      assertThat(scores(coreReports)).isEqualTo(scores(tribuoReports)).hasSize(2);
      for (TaggedSentence sentence : dev) {
        List<String> predicted =
            Data.labels(tribuo.predict(TokenSequences.of(sentence.tokens(), EXTRACTOR)));
        assertThat(core.tag(sentence.tokens()).labels()).isEqualTo(predicted);
      }
    }
  }

  private static TaggerDefinition base() {
    return Tagger.define()
        .encoder(input -> Recurrent.lstm(input).hidden(20).layers(2).bidirectional())
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

  private static TrainingListener reports(List<EpochReport> to) {
    return new TrainingListener() {
      @Override
      public void epochFinished(EpochReport report) {
        to.add(report);
      }
    };
  }

  private static List<String> scores(List<EpochReport> reports) {
    return reports.stream()
        .map(r -> "%d %s %s".formatted(r.epoch(), r.meanLoss(), r.devScore()))
        .toList();
  }

  private static Map<String, float[]> tribuoParameters(LstmTaggerModel model) {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (ParameterProto parameter : Stored.proto(model).getParametersList()) {
      FloatBuffer floats =
          parameter
              .getValues()
              .asReadOnlyByteBuffer()
              .order(ByteOrder.LITTLE_ENDIAN)
              .asFloatBuffer();
      float[] copy = new float[floats.remaining()];
      floats.get(copy);
      values.put(parameter.getName(), copy);
    }
    return values;
  }

  private static SequenceDataset<Label> dataset(List<TaggedSentence> sentences) {
    List<SequenceExample<Label>> examples = new ArrayList<>();
    for (TaggedSentence sentence : sentences) {
      SequenceExample<Label> example = TokenSequences.of(sentence, EXTRACTOR);
      sentence
          .columns()
          .forEach(
              (name, values) -> {
                for (int step = 0; step < values.size(); step++) {
                  example.get(step).setMetadataValue(name, values.get(step));
                }
              });
      examples.add(example);
    }
    return Data.dataset(examples);
  }

  /** Returns sentences with random words and labels; some have values of the column xpos. */
  private static List<TaggedSentence> sentences(int count, long seed, List<String> labels) {
    Random random = new Random(seed);
    List<TaggedSentence> sentences = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      List<String> words = words(random);
      TaggedSentence sentence =
          new TaggedSentence(
              words,
              words.stream()
                  .map(w -> labels.get((w.length() + random.nextInt(2)) % labels.size()))
                  .toList());
      sentences.add(
          k % 5 == 0
              ? sentence
              : sentence.withColumn(
                  "xpos",
                  words.stream().map(w -> "X" + (w.hashCode() + random.nextInt(2)) % 5).toList()));
    }
    return sentences;
  }

  private static List<TaggedSentence> spans(int count, long seed) {
    Random random = new Random(seed);
    List<TaggedSentence> sentences = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      List<String> words = words(random);
      List<String> labels = new ArrayList<>();
      String previous = "O";
      for (String word : words) {
        boolean name = Character.isUpperCase(word.charAt(0));
        boolean inside = name && previous.length() > 1 && random.nextBoolean();
        previous =
            inside
                ? "I" + previous.substring(1)
                : name ? "B-" + (word.length() > 4 ? "LOC" : "PER") : "O";
        labels.add(previous);
      }
      sentences.add(new TaggedSentence(words, labels));
    }
    return sentences;
  }

  private static List<String> words(Random random) {
    return IntStream.range(0, 1 + random.nextInt(8))
        .mapToObj(i -> WORDS.get(random.nextInt(WORDS.size())))
        .toList();
  }
}
