package org.tributary.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tributary.evaluation.ScoredText;
import org.tributary.span.Span;
import org.tributary.span.TagScheme;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.TaggedSpan;
import org.tributary.tagger.Tagger;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.LstmTaggerTrainerBuilder;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.evaluation.KnownWords;
import org.tributary.tribuo.evaluation.ScoredExamples;

class ModelPredictionsTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(
          sentence("Ada Byron met Ann", "B-PER I-PER O B-PER"),
          sentence("Ann left Paris", "B-PER O B-LOC"),
          sentence("rain fell", "O O"),
          sentence("Paris met Ada Byron", "B-LOC O B-PER I-PER"));
  private static final MutableSequenceDataset<Label> DATA =
      new MutableSequenceDataset<>(new TokenListDataSource("people and places", SENTENCES));

  private static TaggedSentence sentence(String words, String labels) {
    return new TaggedSentence(List.of(words.split(" ")), List.of(labels.split(" ")));
  }

  /** {@code evaluate} reports these of a Tribuo model, in one pass of its tagger. */
  @Test
  void taggerWithKnownWordsEqualsItsModel() {
    for (LstmTaggerTrainerBuilder head :
        List.of(
            LstmTaggerTrainer.builder().crf(),
            LstmTaggerTrainer.builder().crf(TagScheme.BIO),
            LstmTaggerTrainer.builder().softmax())) {
      LstmTaggerTrainer trainer =
          head.hiddenSize(8).layers(1).epochs(12).learningRate(0.05).build();
      try (LstmTaggerModel model = trainer.train(DATA);
          Tagger tagger = model.tagger()) {
        ScoredText ofModel = ModelPredictions.of(model, DATA).text();
        ScoredText ofTagger =
            ScoredExamples.withKnownWords(
                ModelPredictions.of(tagger, SENTENCES).text(),
                KnownWords.of(model),
                DATA.getData());
        assertThat(ofTagger).isEqualTo(ofModel); // the probabilities of spans too
      }
    }
  }

  /** A pass that finds the words of the one before in the caches would look faster. */
  @Test
  void everyPassBeginsWithEmptyCaches() {
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder().hiddenSize(8).layers(1).epochs(1).build();
    try (LstmTaggerModel model = trainer.train(DATA);
        Tagger tagger = model.tagger()) {
      List<Long> sizes = new ArrayList<>();
      Tagger counting = Mockito.mock(Tagger.class);
      Mockito.when(counting.cache()).thenReturn(tagger.cache());
      Mockito.when(counting.tagAll(Mockito.anyList()))
          .thenAnswer(
              call -> {
                sizes.add(tagger.cache().size());
                return tagger.tagAll(call.getArgument(0));
              });
      ModelPredictions.of(counting, SENTENCES);
      assertThat(sizes).hasSizeGreaterThan(1).containsOnly(0L);
      assertThat(tagger.cache().size()).isPositive();
    }
  }

  @Test
  void everyPassOfAModelBeginsWithEmptyCaches() {
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder().hiddenSize(8).layers(1).epochs(1).build();
    try (LstmTaggerModel model = trainer.train(DATA)) {
      List<Long> sizes = new ArrayList<>();
      LstmTaggerModel counting = Mockito.spy(model);
      Mockito.doAnswer(
              call -> {
                sizes.add(model.cache().size());
                return model.tagAll(call.getArgument(0));
              })
          .when(counting)
          .tagAll(Mockito.anyList());
      ModelPredictions.of(counting, DATA);
      assertThat(sizes).hasSizeGreaterThan(1).containsOnly(0L);
      assertThat(model.cache().size()).isPositive();
    }
  }

  /** The probability of a span is at most that of each of its labels. */
  @Test
  void spansOfATaggerHaveTheProbabilitiesOfItsAnswers() {
    LstmTaggerTrainer trainer =
        LstmTaggerTrainer.builder()
            .hiddenSize(8)
            .layers(1)
            .epochs(30)
            .learningRate(0.05)
            .crf()
            .build();
    try (LstmTaggerModel model = trainer.train(DATA);
        Tagger tagger = model.tagger()) {
      List<ScoredText.Sentence> scored = ModelPredictions.of(tagger, SENTENCES).text().sentences();
      int longer = 0;
      for (int k = 0; k < scored.size(); k++) {
        ScoredText.Sentence sentence = scored.get(k);
        assertThat(sentence.spanConfidences()).containsOnlyKeys(sentence.predictedSpans());
        for (TaggedSpan span : tagger.tag(SENTENCES.get(k).tokens()).spans()) {
          double joint =
              sentence.confidence(new Span(span.type(), span.begin(), span.end())).orElseThrow();
          assertThat(joint).isCloseTo(span.probability(), within(1e-7));
          for (int i = span.begin(); i < span.end(); i++) {
            assertThat(joint)
                .isLessThanOrEqualTo(sentence.tokens().get(i).confidence().orElseThrow() + 1e-6);
          }
          longer += span.end() - span.begin() > 1 ? 1 : 0;
        }
      }
      assertThat(longer).isPositive();
    }
  }
}
