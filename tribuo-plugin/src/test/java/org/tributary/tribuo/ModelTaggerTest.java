package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.oracle.labs.mlrg.olcut.config.Config;
import com.oracle.labs.mlrg.olcut.config.Configurable;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.impl.ConfiguredObjectProvenanceImpl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.Feature;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel.Subsequence;
import org.tribuo.sequence.MinimumCardinalitySequenceDataset;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.internal.LibraryVersion;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Tokenizer;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.fixture.Data;

/** A Tribuo model as a tagger of tokens, from its file alone. */
class ModelTaggerTest {
  private static final List<String> SENTENCE = List.of("Ada", "Byron", "saw", "Paris");
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(SENTENCE, List.of("B-PER", "I-PER", "O", "B-LOC")),
          new TaggedSentence(List.of("the", "dog", "saw", "Ada"), List.of("O", "O", "O", "B-PER")));

  /** Settings other than the defaults, so that a default extractor would predict otherwise. */
  private static final TokenFeatureExtractor EXTRACTOR = new WordFormFeatureExtractor(1, 2);

  @TempDir private static Path folder;
  private static Path saved;
  private static List<Prediction<Label>> expected;

  /** An extractor of the caller's own, which records that its code has run. */
  public static final class LengthExtractor implements TokenFeatureExtractor {
    @Config private int unit = 1;

    @Config private List<Configurable> parts = List.of();

    LengthExtractor() {}

    LengthExtractor(int unit, List<Configurable> parts) {
      this.unit = unit;
      this.parts = parts;
    }

    @Override
    public List<Feature> extract(List<String> tokens, int index) {
      return List.of(
          new Feature("length=" + tokens.get(index).length() / unit, 1),
          new Feature("parts=" + parts.size(), 1));
    }

    @Override
    public ConfiguredObjectProvenance getProvenance() {
      return new ConfiguredObjectProvenanceImpl(this, "TokenFeatureExtractor");
    }
  }

  private static LstmTaggerModel train(TokenFeatureExtractor extractor) {
    var source = new TokenListDataSource("four words", SENTENCES, extractor);
    LstmTaggerTrainer trainer = Data.smallTrainer().epochs(20).crf(TagScheme.BIO).build();
    return trainer.train(new MutableSequenceDataset<>(source));
  }

  @BeforeAll
  static void train() throws IOException {
    saved = folder.resolve("saved.model");
    try (LstmTaggerModel model = train(EXTRACTOR)) {
      model.save(saved);
      expected = model.predict(TokenSequences.of(SENTENCE, EXTRACTOR));
    }
  }

  private static void assertExpected(Tagging tagging) {
    assertThat(tagging.tokens()).isEqualTo(SENTENCE);
    for (int k = 0; k < SENTENCE.size(); k++) {
      assertThat(tagging.label(k)).isEqualTo(expected.get(k).getOutput().getLabel());
      for (Label label : expected.get(k).getOutputScores().values()) {
        assertThat(tagging.distribution(k)).containsEntry(label.getLabel(), label.getScore());
      }
    }
  }

  @Test
  void fileAndStreamTagAsTheModelPredicts() throws IOException {
    try (Tagger tagger = Tagger.load(saved);
        Tagger streamed = Tagger.load(new ByteArrayInputStream(Files.readAllBytes(saved)));
        Tagger own = LstmTaggerModel.load(saved).tagger()) {
      for (Tagger each : List.of(tagger, streamed, own)) {
        each.warmUp();
        assertExpected(each.tag(SENTENCE));
        assertExpected(each.tagAll(List.of(List.of("the"), SENTENCE)).get(1));
        assertThat(each.scheme()).isPresent();
        assertThat(each.labels()).contains("B-PER", "O");
      }
    }
  }

  @Test
  void modelTagsExamplesAsItsTaggerTagsTokens() throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(saved)) {
      List<List<String>> words = SENTENCES.stream().map(TaggedSentence::tokens).toList();
      assertThat(model.cache().size()).isZero();
      List<Tagging> tagged =
          model.tagAll(words.stream().map(s -> TokenSequences.of(s, EXTRACTOR)).toList());
      assertThat(model.cache().size()).isPositive();
      assertExpected(tagged.get(0));
      List<Tagging> ofTagger = model.tagger().tagAll(words);
      for (int k = 0; k < words.size(); k++) {
        assertThat(tagged.get(k).tokens()).isEqualTo(words.get(k));
        assertThat(tagged.get(k).labels()).isEqualTo(ofTagger.get(k).labels());
        assertThat(tagged.get(k).probabilities()).isEqualTo(ofTagger.get(k).probabilities());
        assertThat(tagged.get(k).spans()).isEqualTo(ofTagger.get(k).spans()).isNotEmpty();
      }
    }
  }

  @Test
  void spansHaveTheModelsProbabilitiesAndOffsets() throws IOException {
    try (LstmTaggerModel model = LstmTaggerModel.load(saved)) {
      Tokenizer tokenizer = Tokenizer.breakIterator(Locale.ROOT);
      var spans = model.tagger().tag(" Ada Byron saw Paris", tokenizer).spans();
      assertThat(spans.get(0).text()).isEqualTo("Ada Byron");
      assertThat(spans.get(0).begin()).isEqualTo(1);
      var example = TokenSequences.of(SENTENCE, EXTRACTOR);
      List<Prediction<Label>> predicted = model.predict(example);
      List<Prediction<Label>> longer = new ArrayList<>(predicted);
      longer.set(2, new Prediction<>(new Label("I-PER"), 1, example.get(2)));
      double labels = score(model, example, predicted, 2);
      double ofLonger = score(model, example, longer, 3);
      assertThat(ofLonger).isPositive();
      assertThat(spans.get(0).probability()).isCloseTo(labels - ofLonger, within(1e-12));
    }
  }

  private static double score(
      LstmTaggerModel model, SequenceExample<Label> of, List<Prediction<Label>> labels, int end) {
    return model.scoreSubsequences(of, labels, List.of(new Subsequence(0, end))).get(0);
  }

  @Test
  void metadataHasTheProvenanceAsTexts() throws IOException {
    try (Tagger tagger = Tagger.load(saved)) {
      assertThat(tagger.metadata().format()).isEqualTo(LstmTaggerModel.class.getName());
      assertThat(tagger.metadata().sizes()).containsEntry("labels", (long) tagger.labels().size());
      assertThat(tagger.metadata().provenance())
          .containsEntry("dataset.datasource.description", "four words")
          .containsEntry("dataset.datasource.extractor.longestSuffix", "2")
          .containsEntry("trainer.epochs", "20");
      assertThat(tagger.metadata().tributaryVersion()).contains(LibraryVersion.get());
    }
  }

  @Test
  void cacheIsCountedAndCleared() throws IOException {
    try (Tagger tagger = Tagger.load(saved)) {
      assertThat(tagger.cache().size()).isZero();
      tagger.tag(SENTENCE);
      long size = tagger.cache().size();
      tagger.cache().clear();
      assertThat(tagger.cache().size()).isZero();
      assertExpected(tagger.tag(SENTENCE));
      assertThat(tagger.cache().size()).isEqualTo(size);
    }
  }

  @Test
  void invalidSentencesAndClosedTaggersAreRefusedAsByWordTagger() throws IOException {
    Tagger tagger = Tagger.load(saved);
    assertThatThrownBy(() -> tagger.tag(Arrays.asList("a", null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(
            "tokens: expected a text for each, but token 2 of the sentence is null; give it a text or leave it out");
    assertThatThrownBy(() -> tagger.tagAll(List.of(List.of("a"), List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tokens: expected at least one, got none in sentence 2 of 2; leave it out");
    assertThatThrownBy(() -> tagger.tag(List.of("a", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "tokens: expected a text for each, but token 2 of the sentence is empty; give it a text or leave it out");
    tagger.close();
    tagger.close();
    assertThatThrownBy(() -> tagger.tag(SENTENCE)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void extractorOfTheCallersOwnIsCreatedIfAllowed() throws IOException {
    Path file = folder.resolve("own.model");
    try (LstmTaggerModel model = train(new LengthExtractor(2, List.of(EXTRACTOR)))) {
      model.save(file);
      Tagging tagging = model.tagger(new LengthExtractor(2, List.of(EXTRACTOR))).tag(SENTENCE);
      try (Tagger tagger = Tagger.loader().allow(LengthExtractor.class).load(file)) {
        assertThat(tagger.tag(SENTENCE).distribution(1)).isEqualTo(tagging.distribution(1));
      }
      String reason =
          "LSTM tagger: expected an extractor of Tributary's, got the class org.tributary.tribuo.ModelTaggerTest$LengthExtractor, which is not allowed to run, since a model file may come from anyone; if you trust it, load with Tagger.loader().allow(ModelTaggerTest$LengthExtractor.class), or pass the extractor that made the training features to LstmTaggerModel.tagger";
      assertThatIOException()
          .isThrownBy(() -> Tagger.load(file))
          .withMessage("model %s: %s".formatted(file, reason));
      assertThatThrownBy(model::tagger)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(reason);
      assertThatThrownBy(() -> model.tagger(null))
          .isInstanceOf(NullPointerException.class)
          .hasMessage("extractor: expected one, got null");
    }
  }

  @Test
  void extractorOfAFilteredDatasetIsFound() {
    var data = new MutableSequenceDataset<>(new TokenListDataSource("train", SENTENCES, EXTRACTOR));
    var filtered = new MinimumCardinalitySequenceDataset<>(data, 1);
    try (LstmTaggerModel model = Data.smallTrainer().build().train(filtered)) {
      assertThat(model.extractor().getProvenance()).isEqualTo(EXTRACTOR.getProvenance());
    }
  }

  @Test
  void sourceWithoutARecordedExtractorIsRefused() {
    try (LstmTaggerModel model =
        Data.smallTrainer().epochs(1).build().train(Data.dataset(List.of(Data.sentence("a/X"))))) {
      assertThatThrownBy(model::tagger)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "LSTM tagger: expected training data that records its feature extractor, got the source %s, which records none; pass the extractor that made the training features to LstmTaggerModel.tagger",
              model.getProvenance().getDatasetProvenance().getSourceProvenance().getClassName());
    }
  }

  @Test
  void otherKindsOfFileAreRefused() throws IOException {
    Path other = folder.resolve("other");
    byte[] whole = Files.readAllBytes(saved);
    Files.write(other, Arrays.copyOf(whole, whole.length / 2));
    assertThatIOException()
        .isThrownBy(() -> Tagger.load(other))
        .withMessageStartingWith(
            "model %s: expected a model file of Tribuo's, got another or a damaged one; was it copied completely?",
            other)
        .withMessageNotContaining("\n");
    try (LstmTaggerModel model = LstmTaggerModel.load(saved)) {
      Files.write(
          other,
          model.serialize().toBuilder().setClassName("org.other.Model").build().toByteArray());
      assertThatIOException()
          .isThrownBy(() -> Tagger.load(other))
          .withMessage(
              "model %s: expected an LSTM tagger, got a model of class org.other.Model", other);
      Files.write(other, model.serialize().toBuilder().setVersion(7).build().toByteArray());
      assertThatIOException()
          .isThrownBy(() -> Tagger.load(other))
          .withMessageContaining("got 7; was it written by a newer release?");
    }
    try (WordTagger words =
        TaggerTrainer.train(
            Tagger.define().words(2), SENTENCES, TrainingOptions.defaults().epochs(1))) {
      words.save(other);
    }
    Tagger.load(other).close();
    assertThatIOException()
        .isThrownBy(() -> LstmTaggerModel.load(other))
        .withMessage(
            "model %s: expected a model of Tribuo, got a tagger written by WordTagger.save; load it with WordTagger.load or Tagger.load, or convert it: LstmTaggerImport.of",
            other);
  }
}
