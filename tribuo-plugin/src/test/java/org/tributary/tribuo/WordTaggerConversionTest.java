package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.hash.ModHashCodeHasher;
import org.tribuo.sequence.HashingSequenceTrainer;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput.Keep;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingListener;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.SamplePipeline.Fixed;
import org.tributary.tribuo.fixture.Stored;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.NumberFeatures;
import org.tributary.tribuo.input.PretrainedVectors;
import org.tributary.tribuo.input.TaggerInput;
import org.tributary.tribuo.input.WordForms;
import org.tributary.tribuo.protos.ParameterProto;

/** Conversion of models that read words to core's word taggers, and its refusals. */
class WordTaggerConversionTest {
  private static final List<String> LETTERS =
      List.of("a", "b", "C", "é", "重", "\ud83d\ude00", "1", "-", "=", "İ");

  private static final List<TaggedSentence> TRAIN = sentences(40, 6, 1);
  private static final List<TaggedSentence> DEV = sentences(30, LETTERS.size(), 2);

  @TempDir private Path folder;

  /** Words of the first letters; the labels depend on the word's length and first letter. */
  private static List<TaggedSentence> sentences(int count, int letters, long seed) {
    Random random = new Random(seed);
    List<TaggedSentence> sentences = new ArrayList<>();
    sentences.add(new TaggedSentence(List.of("dog"), List.of("L0"))); // which has a vector
    for (int k = 0; k < count; k++) {
      List<String> tokens = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      for (int length = 1 + random.nextInt(6); length > 0; length--) {
        StringBuilder word = new StringBuilder();
        for (int rest = 1 + random.nextInt(4); rest > 0; rest--) {
          word.append(LETTERS.get(random.nextInt(letters)));
        }
        tokens.add(word.toString());
        labels.add("L" + (word.length() + word.charAt(0)) % 4);
      }
      sentences.add(new TaggedSentence(tokens, labels));
    }
    return sentences;
  }

  private record Case(
      TokenFeatureExtractor extractor, List<TaggerInput> inputs, LstmTaggerTrainerBuilder trainer) {
    LstmTaggerModel train() {
      return trainer.inputs(inputs).build().train(request());
    }

    TrainingRequest request() {
      return TrainingRequest.on(
          new MutableSequenceDataset<>(new TokenListDataSource("words", TRAIN, extractor)));
    }

    @Override
    public String toString() {
      return "%s %s".formatted(extractor, inputs);
    }
  }

  private static LstmTaggerTrainerBuilder trainer() {
    return Data.smallTrainer().embeddingSize(6).hiddenSize(5).epochs(3);
  }

  private static LstmTaggerTrainerBuilder forward() {
    return trainer().forwardOnly();
  }

  private static Stream<Case> convertible() {
    return Stream.of(
        new Case(new WordFeatureExtractor(), List.of(new EmbeddedFeatures("word", 6)), trainer()),
        new Case(
            new WordFeatureExtractor(),
            List.of(CharacterFeatures.lstm(4), new EmbeddedFeatures("word", 6)),
            forward().crf()),
        new Case(new WordFeatureExtractor(), List.of(CharacterFeatures.cnn(5, 2, 3)), forward()),
        new Case(
            new WordFeatureExtractor(),
            List.of(
                new EmbeddedFeatures("word", 6),
                new PretrainedVectors(new Fixed(), Keep.ALL, Trainability.FROZEN).projectedTo(3)),
            forward()),
        new Case(
            new WordFormFeatureExtractor(),
            List.of(
                new WordForms(6),
                new PretrainedVectors(new Fixed(), Keep.TRAINING_WORDS, Trainability.TRAINABLE)),
            trainer().crf()),
        new Case(new WordFormFeatureExtractor(), List.of(), trainer()));
  }

  @ParameterizedTest
  @MethodSource("convertible")
  void convertedTaggerHasTheSamePredictionsAndWeights(Case tested) throws IOException {
    Path file = folder.resolve("words.tributary");
    List<List<String>> tokens = DEV.stream().map(TaggedSentence::tokens).toList();
    try (LstmTaggerModel model = tested.train()) {
      List<List<Map<String, Double>>> probabilities =
          tokens.stream()
              .map(sentence -> distributions(model, sentence, tested.extractor()))
              .toList();
      List<List<String>> expected =
          tokens.stream()
              .map(
                  sentence ->
                      Data.labels(model.predict(TokenSequences.of(sentence, tested.extractor()))))
              .toList();
      assertThat(expected.stream().flatMap(List::stream).distinct().count()).isGreaterThan(1);
      try (WordTagger converted = model.toWordTagger()) {
        assertThat(converted.tagAll(tokens)).extracting(Tagging::labels).isEqualTo(expected);
        assertThat(converted.tagAll(tokens))
            .extracting(WordTaggerConversionTest::distributions)
            .isEqualTo(probabilities);
        converted.save(file);
      }
      try (WordTagger loaded = WordTagger.load(file)) {
        assertThat(loaded.tagAll(tokens)).extracting(Tagging::labels).isEqualTo(expected);
        assertThat(loaded.tagAll(tokens))
            .extracting(WordTaggerConversionTest::distributions)
            .isEqualTo(probabilities);
        assertThat(loaded.labels()).containsExactlyInAnyOrder("L0", "L1", "L2", "L3");
      }
      ParameterValues written = Safetensors.read(file);
      for (ParameterProto parameter : Stored.proto(model).getParametersList()) {
        assertThat(written.values(parameter.getName()))
            .as(parameter.getName())
            .isEqualTo(Stored.values(parameter));
      }
    }
    assertThat(Safetensors.texts(file))
        .containsEntry("metadata.converted.from", LstmTaggerModel.class.getName())
        .containsEntry("metadata.epochs", "3")
        .containsKeys(
            "metadata.trained.at",
            "metadata.trainer.seed",
            "metadata.instance-values.tensorflow-version");
  }

  private static List<Map<String, Double>> distributions(Tagging tagging) {
    return IntStream.range(0, tagging.size()).mapToObj(tagging::distribution).toList();
  }

  private static List<Map<String, Double>> distributions(
      LstmTaggerModel model, List<String> sentence, TokenFeatureExtractor extractor) {
    return model.predict(TokenSequences.of(sentence, extractor)).stream()
        .map(
            prediction -> {
              Map<String, Double> scores = new TreeMap<>();
              prediction
                  .getOutputScores()
                  .forEach((name, label) -> scores.put(name, label.getScore()));
              return scores;
            })
        .toList();
  }

  @ParameterizedTest
  @MethodSource("convertible")
  void convertibleModelsAreTrainedForWordTaggers(Case tested) {
    LstmTaggerTrainer trainer = tested.trainer().inputs(tested.inputs()).epochs(1).build();
    try (LstmTaggerModel model = trainer.train(tested.request().forWordTagger());
        WordTagger words = model.toWordTagger()) {
      assertThat(words.labels()).isEqualTo(model.labels());
    }
  }

  /** An extractor of the user's own, with a number of each word. */
  private static final class OwnExtractor implements TokenFeatureExtractor {
    @Override
    public List<Feature> extract(List<String> tokens, int index) {
      return List.of(new Feature("word=" + tokens.get(index), 1), new Feature("sensor=length", 2));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
      return new ConfiguredObjectProvenanceImpl(this, "TokenFeatureExtractor");
    }
  }

  @Test
  void otherFeaturesAreRefusedWithTheReason() {
    assertRefused(
        new Case(new OwnExtractor(), List.of(new EmbeddedFeatures("word", 6)), forward().epochs(1)),
        "conversion to a word tagger: expected features of an extractor of [org.tributary.tribuo.data.WordFeatureExtractor, org.tributary.tribuo.data.WordFormFeatureExtractor], got org.tributary.tribuo.WordTaggerConversionTest$OwnExtractor; use the model through Tribuo, as a .tribuo file");
    assertRefused(
        new Case(
            new WordFormFeatureExtractor(1, 0),
            List.of(new EmbeddedFeatures("word", 6)),
            forward().epochs(1)),
        "conversion to a word tagger: expected input other to read one of [word, lower, shape], got one table of the groups [lower, prefix1, shape]; use the model through Tribuo, as a .tribuo file");
    assertRefused(
        new Case(
            new WordFormFeatureExtractor(),
            List.of(
                new EmbeddedFeatures("word", 6),
                new PretrainedVectors(new Fixed(), Keep.ALL, Trainability.FROZEN).group("lower")),
            forward().epochs(1)),
        "conversion to a word tagger: expected input vector to read the vectors of the group word, got those of the group lower; use the model through Tribuo, as a .tribuo file");
    assertRefused(
        new Case(
            new WordFeatureExtractor(), List.of(new NumberFeatures("word")), forward().epochs(1)),
        "conversion to a word tagger: expected input word to read a form of words, got numbers of the group word; use the model through Tribuo, as a .tribuo file");
  }

  private static void assertRefused(Case tested, String message) {
    try (LstmTaggerModel model = tested.train()) {
      assertRefused(model, message);
    }
    LstmTaggerTrainer trainer = tested.trainer().inputs(tested.inputs()).build();
    TrainingListener never = Mockito.mock(TrainingListener.class);
    assertThatIllegalArgumentException()
        .as("before a training")
        .isThrownBy(() -> trainer.train(tested.request().listener(never).forWordTagger()))
        .withMessage(message);
    Mockito.verifyNoInteractions(never);
  }

  private static void assertRefused(LstmTaggerModel model, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> model.toWordTagger().close())
        .withMessage(message);
  }

  @Test
  void hashedNamesAndDataWithoutExtractorAreRefused() {
    LstmTaggerTrainer trainer = forward().epochs(1).inputs(List.of()).build();
    HashingSequenceTrainer<Label> hashing =
        new HashingSequenceTrainer<>(trainer, new ModHashCodeHasher(999, "salt and pepper"));
    try (LstmTaggerModel model =
        (LstmTaggerModel)
            hashing.train(
                new MutableSequenceDataset<>(
                    new TokenListDataSource("words", TRAIN, new WordFeatureExtractor())))) {
      assertRefused(
          model,
          "conversion to a word tagger: expected features with names, got a domain of hashed names; use the model through Tribuo, as a .tribuo file");
    }
    try (LstmTaggerModel model = trainer.train(Data.dataset(Data.words(6, 4, 1)))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.toWordTagger().close())
          .withMessageEndingWith(", got none; use the model through Tribuo, as a .tribuo file");
    }
  }
}
