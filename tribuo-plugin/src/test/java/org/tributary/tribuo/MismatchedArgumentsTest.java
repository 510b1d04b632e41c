package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.classification.sequence.ConfidencePredictingSequenceModel.Subsequence;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.evaluation.ScoredText;
import org.tributary.feature.Gazetteer;
import org.tributary.span.Span;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tribuo.data.GazetteerFeatureExtractor;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.evaluation.KnownWords;
import org.tributary.tribuo.evaluation.ScoredExamples;
import org.tributary.tribuo.evaluation.SpanEvaluator;
import org.tributary.tribuo.evaluation.TaggingEvaluator;
import org.tributary.tribuo.fixture.Data;

/** Arguments of one call that do not fit each other, one of them too short or too long. */
class MismatchedArgumentsTest {
  private static final List<String> TOKENS = List.of("the", "dog", "ran");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void predictionsAndSpansBelongToTheExample(boolean crf) {
    SequenceExample<Label> example = Data.sentence("a/B-X", "b/I-X", "c/O");
    LstmTaggerTrainerBuilder small = Data.smallTrainer().epochs(1);
    LstmTaggerTrainer trainer = (crf ? small.crf() : small.softmax()).build();
    try (LstmTaggerModel model = trainer.train(Data.dataset(List.of(example)))) {
      List<Prediction<Label>> predictions = model.predict(example);
      List<Prediction<Label>> longer = new ArrayList<>(predictions);
      longer.add(predictions.get(0));
      List<Subsequence> whole = List.of(new Subsequence(0, 2));
      for (List<Prediction<Label>> others : List.of(predictions.subList(0, 2), longer)) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> model.scoreSubsequences(example, others, whole))
            .withMessage(
                "predictions: expected 3, one a step of the example, got " + others.size());
      }
      for (Subsequence span : List.of(new Subsequence(0, 4), new Subsequence(3, 4))) {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> model.scoreSubsequences(example, predictions, List.of(span)))
            .withMessage(
                "span: expected some of the steps from 0 to 2, got from %d to before 4; is it of another example?"
                    .formatted(span.begin));
      }
    }
  }

  @Test
  void evaluationNeedsOnePredictionForEachToken() {
    SequenceExample<Label> example = Data.sentence("a/B-X", "b/O");
    try (LstmTaggerModel model =
        Data.smallTrainer().epochs(1).build().train(Data.dataset(List.of(example)))) {
      List<List<Prediction<Label>>> none = List.of();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TaggingEvaluator().evaluate(model, none, null))
          .withMessageStartingWith("examples: expected at least one sentence");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new SpanEvaluator().evaluate(model, none, null))
          .withMessageStartingWith("examples: expected at least one sentence");
    }
  }

  @Test
  void scoredTextFitsItsSentences() {
    List<TaggedSentence> gold = List.of(new TaggedSentence(List.of("a", "b"), List.of("B-X", "O")));
    List<TaggedSentence> longer =
        List.of(new TaggedSentence(List.of("a", "b", "a"), List.of("B-X", "O", "O")));
    MutableSequenceDataset<Label> data =
        new MutableSequenceDataset<>(new TokenListDataSource("two words", gold));
    List<SequenceExample<Label>> others =
        new MutableSequenceDataset<>(new TokenListDataSource("three words", longer)).getData();
    try (LstmTaggerModel model = Data.smallTrainer().epochs(1).build().train(data);
        Tagger tagger = model.tagger()) {
      List<Tagging> taggings = tagger.tagAll(List.of(gold.get(0).tokens()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ScoredText.of(gold, List.of()))
          .withMessage(
              "taggings: expected predictions for 1 sentences, got 0; every sentence and token needs one, in order");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ScoredText.of(longer, taggings))
          .withMessageStartingWith("taggings: expected 3 predictions for sentence 1, got 2");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ScoredExamples.of(KnownWords.of(model), others, taggings))
          .withMessageStartingWith("taggings: expected 3 predictions for sentence 1, got 2");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  ScoredExamples.withKnownWords(
                      ScoredText.of(gold, taggings), KnownWords.of(model), others))
          .withMessageStartingWith("examples: expected the 1 sentences that were tagged, got 1");
      assertThatIllegalStateException()
          .isThrownBy(() -> ScoredExamples.of(model, others, model.predict(data.getData())))
          .withMessage("model: expected 3 predictions for sentence 1, one a token, got 2");
      assertThatIllegalStateException()
          .isThrownBy(() -> ScoredExamples.of(model, others, List.of()))
          .withMessageStartingWith("model: expected predictions for 1 sentences, got 0");
    }
    List<ScoredText.Token> one = List.of(ScoredText.Token.of("a", "B-X", "B-X"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoredText.Sentence(one, Map.of(new Span("X", 0, 2), 0.5)))
        .withMessageStartingWith("spanConfidences: expected spans within the 1 tokens, got ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ScoredText.Sentence(one, Map.of(new Span("X", 0, 1), 1.5)))
        .withMessageStartingWith("spanConfidences: expected a probability in [0, 1], got 1.5");
  }

  @Test
  void indexIsOneOfTheTokens() throws IOException {
    Path phrases = Files.writeString(folder.resolve("phrases.tsv"), "ANIMAL\tdog\n");
    WordFeatureExtractor words = new WordFeatureExtractor();
    for (TokenFeatureExtractor extractor :
        List.of(
            words,
            new WordFormFeatureExtractor(),
            new GazetteerFeatureExtractor(words, phrases, Gazetteer.Matching.CASE_SENSITIVE))) {
      for (int index : new int[] {-1, 3}) {
        String message = "index: expected an index of one of 3 tokens, from 0, got " + index;
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> extractor.extract(TOKENS, index))
            .withMessage(message);
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> TokenSequences.step(TOKENS, index, extractor))
            .withMessage(message);
      }
    }
  }
}
