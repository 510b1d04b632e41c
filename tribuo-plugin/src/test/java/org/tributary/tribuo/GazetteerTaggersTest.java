package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.Gazetteer.Matching;
import org.tributary.feature.GazetteerInput;
import org.tributary.layer.Recurrent;
import org.tributary.param.TensorType;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.optimizer.WeightAverage;
import org.tributary.train.tagger.TaggerTrainer;
import org.tributary.tribuo.data.GazetteerFeatureExtractor;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.EqualTaggers;
import org.tributary.tribuo.input.CharacterFeatures;
import org.tributary.tribuo.input.EmbeddedFeatures;
import org.tributary.tribuo.input.WordForms;

/** Taggers with a gazetteer in core and in Tribuo: equal weights and predictions, to the bit. */
class GazetteerTaggersTest {
  private static final List<String> WORDS =
      List.of("New", "new", "York", "Times", "Ada", "in", "IN", "met", "Oslo", "the", "zürich");

  private static final List<TaggedSentence> TRAIN = sentences(24, 7, 1);
  private static final List<TaggedSentence> DEV = sentences(20, WORDS.size(), 2);
  private static final List<List<String>> TOKENS =
      DEV.stream().map(TaggedSentence::tokens).toList();

  @TempDir private Path folder;
  private Path file;

  /** Phrases that overlap and have several types; some of their tags are in the dev data alone. */
  @BeforeEach
  void writeFile() throws IOException {
    file =
        Files.writeString(
            folder.resolve("phrases.tsv"),
            "LOC\tNew York\nLOC\tYork\nORG\tnew york times\nORG\tNew York Times\nPER\tada\n"
                + "PER\tAda met\nX\tYork Ada\nLOC\tOslo\nPLACE\tOslo\nLOC\tZürich in the\n");
  }

  private static List<TaggedSentence> sentences(int count, int words, long seed) {
    Random random = new Random(seed);
    List<TaggedSentence> sentences = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      List<String> tokens =
          random.ints(1 + random.nextInt(9), 0, words).mapToObj(WORDS::get).toList();
      sentences.add(
          new TaggedSentence(
              tokens, tokens.stream().map(word -> "L" + word.length() % 3).toList()));
    }
    return sentences;
  }

  private static LstmTaggerTrainer trainer() {
    return Data.smallTrainer()
        .hiddenSize(8)
        .forwardOnly()
        .dropout(0.2)
        .unknownRate(1)
        .wordDropout(0.1)
        .seed(5)
        .epochs(2)
        .inputs(
            List.of(
                new WordForms(6),
                CharacterFeatures.cnn(5, 3),
                new EmbeddedFeatures("gazetteer", GazetteerInput.DEFAULT_SIZE)))
        .build();
  }

  private GazetteerFeatureExtractor extractor(Matching matching) throws IOException {
    return new GazetteerFeatureExtractor(new WordFormFeatureExtractor(), file, matching);
  }

  private static TrainingRequest request(GazetteerFeatureExtractor extractor) {
    return TrainingRequest.on(
            new MutableSequenceDataset<>(new TokenListDataSource("train", TRAIN, extractor)))
        .dev(new MutableSequenceDataset<>(new TokenListDataSource("dev", DEV, extractor)));
  }

  private TaggerDefinition definition(Matching matching) throws IOException {
    return Tagger.define()
        .wordForms(forms -> forms.words(6))
        .characters(c -> c.cnn(5, 3))
        .gazetteer(Gazetteer.read(file, matching))
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
        .seed(5);
  }

  @ParameterizedTest
  @EnumSource(Matching.class)
  void trainedTaggersAreEqual(Matching matching) throws IOException {
    EqualTaggers.requireEqual(
        TRAIN,
        DEV,
        definition(matching),
        options(),
        trainer(),
        request(extractor(matching)),
        extractor(matching));
  }

  /** The word tagger and the model that it becomes again need the file of phrases no longer. */
  @ParameterizedTest
  @EnumSource(Matching.class)
  void conversionsPredictTheSame(Matching matching) throws IOException {
    Path core = folder.resolve("core.tributary");
    Path back = folder.resolve("back.tribuo");
    List<String> expected;
    try (LstmTaggerModel model = trainer().train(request(extractor(matching)));
        WordTagger words = model.toWordTagger();
        Tagger tagger = model.tagger()) {
      expected = distributions(tagger);
      assertThat(distributions(words)).isEqualTo(expected);
      words.save(core);
    }
    Gazetteer gazetteer = Gazetteer.read(file, matching);
    Files.delete(file);
    try (WordTagger loaded = WordTagger.load(core);
        LstmTaggerModel model = LstmTaggerImport.of(loaded)) {
      assertThat(loaded.definition().inputs().all())
          .last()
          .isEqualTo(GazetteerInput.of(gazetteer).withFeatureStandardDeviation(0.05));
      assertThat(distributions(loaded)).isEqualTo(expected);
      model.save(back);
    }
    try (Tagger loaded = Tagger.load(back);
        LstmTaggerModel model = LstmTaggerModel.load(back);
        WordTagger again = model.toWordTagger();
        WordTagger first = WordTagger.load(core)) {
      assertThat(distributions(loaded)).isEqualTo(expected);
      assertThat(distributions(again)).isEqualTo(expected);
      assertThat(again.definition()).isEqualTo(first.definition());
      assertThat(again.vocabularies().get(again.vocabularies().size() - 1).symbols())
          .isEqualTo(first.vocabularies().get(first.vocabularies().size() - 1).symbols());
    }
  }

  /** Returns labels and probabilities of the dev sentences, to the bit. */
  private static List<String> distributions(Tagger tagger) {
    List<String> all = new ArrayList<>();
    for (Tagging tagging : tagger.tagAll(TOKENS)) {
      IntStream.range(0, tagging.size())
          .mapToObj(step -> tagging.labels().get(step) + Map.copyOf(tagging.distribution(step)))
          .forEach(all::add);
    }
    return all;
  }

  @Test
  void modelWithoutItsFileIsNotConverted() throws IOException {
    Path saved = folder.resolve("model.tribuo");
    try (LstmTaggerModel model = trainer().train(request(extractor(Matching.LOWER_CASE)))) {
      model.save(saved);
    }
    Path moved = Files.createDirectory(folder.resolve("moved"));
    Files.move(file, moved.resolve("phrases.tsv"));
    Path beside = Files.move(saved, moved.resolve("model.tribuo"));
    try (LstmTaggerModel model = LstmTaggerModel.load(beside);
        WordTagger words = model.toWordTagger()) {
      assertThat(words.labels()).isEqualTo(model.labels());
      Files.writeString(moved.resolve("phrases.tsv"), "LOC\tBern\n");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> model.toWordTagger().close())
          .withMessageContaining(
              "conversion to a word tagger: gazetteer: %s: expected the gazetteer of the training"
                  .formatted(moved.resolve("phrases.tsv")));
    }
  }

  @Test
  void roundedTagsKeepHalfPrecision() throws IOException {
    TaggerDefinition definition = definition(Matching.LOWER_CASE).tablePrecision(TensorType.F16);
    try (WordTagger tagger = TaggerTrainer.train(definition, TRAIN, options())) {
      assertThat(TensorType.F16.holds(tagger.parameters().tensor("gazetteer_emb.weight"))).isTrue();
    }
  }
}
