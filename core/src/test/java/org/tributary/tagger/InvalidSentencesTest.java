package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tributary.feature.FeatureColumn;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.train.TrainingListener;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerFitter;
import org.tributary.train.tagger.TaggerTrainer;

/** Null and empty sentences are refused with their position by every entry point. */
class InvalidSentencesTest {
  private static final List<TaggedSentence> SENTENCES =
      List.of(new TaggedSentence(List.of("a", "b"), List.of("X", "Y")));
  private static final TrainingOptions ONE_EPOCH = SmallTraining.options().epochs(1);

  private static WordTagger words;
  private static WordTagger characters;

  @BeforeAll
  static void train() {
    words =
        TaggerTrainer.train(
            SmallTraining.define()
                .words(2)
                .encoder(input -> Recurrent.lstm(input).hidden(2).bidirectional()),
            SENTENCES,
            ONE_EPOCH);
    characters =
        TaggerTrainer.train(
            SmallTraining.define()
                .words(2)
                .characters(c -> c.size(2).lstm(2))
                .encoder(input -> Recurrent.lstm(input).hidden(2).bidirectional()),
            SENTENCES,
            ONE_EPOCH);
  }

  @AfterAll
  static void close() {
    words.close();
    characters.close();
  }

  @Test
  void nullTokenIsRefusedWithItsPosition() {
    for (WordTagger tagger : List.of(words, characters)) {
      assertThatThrownBy(() -> tagger.tag(Arrays.asList("a", "b", null)))
          .isInstanceOf(NullPointerException.class)
          .hasMessage(
              "tokens: expected a text for each, but token 3 of the sentence is null; give it a text or leave it out");
      assertThatThrownBy(() -> tagger.tagAll(List.of(List.of("a"), Arrays.asList(null, "b"))))
          .isInstanceOf(NullPointerException.class)
          .hasMessage(
              "tokens: expected a text for each, but token 1 of sentence 2 of 2 is null; give it a text or leave it out");
    }
  }

  @Test
  void nullSentenceIsRefusedWithItsPosition() {
    assertThatThrownBy(() -> words.tag((List<String>) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("tokens: expected a list, got null");
    assertThatThrownBy(() -> words.tagAll(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("sentences: expected a list, got null");
    assertThatThrownBy(() -> words.tagAll(Arrays.asList(List.of("a"), null, List.of("b"))))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("sentences: expected no null, but sentence 2 of 3 is null");
  }

  @Test
  void emptySentenceIsRefused() {
    for (WordTagger tagger : List.of(words, characters)) {
      assertThatThrownBy(() -> tagger.tag(List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected at least one, got none in the sentence; leave it out");
      assertThatThrownBy(() -> tagger.tagAll(List.of(List.of("a"), List.of())))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("tokens: expected at least one, got none in sentence 2 of 2; leave it out");
      assertThatThrownBy(() -> tagger.tag(List.of("a", "")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "tokens: expected a text for each, but token 2 of the sentence is empty; give it a text or leave it out");
    }
    for (Runnable constructor :
        List.<Runnable>of(
            FeatureSequence::ofWords,
            () -> FeatureSequence.ofSteps(List.of()),
            () -> FeatureSequence.of(FeatureColumn.builder().build()))) {
      assertThatThrownBy(constructor::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "feature sequence: expected at least one step, got none; leave out empty sequences");
    }
  }

  @Test
  void nullInATaggedSentenceIsRefusedWithItsPosition() {
    assertThatThrownBy(() -> new TaggedSentence(Arrays.asList("a", null), List.of("X", "Y")))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(
            "tokens: expected a text for each, but token 2 of the sentence is null; give it a text or leave it out");
    assertThatThrownBy(() -> new TaggedSentence(List.of("a", "b"), Arrays.asList("X", null)))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("labels: expected no null, but label 2 of 2 is null");
    assertThatThrownBy(() -> new TaggedSentence(null, List.of("X")))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("tokens: expected a list, got null");
    assertThatThrownBy(() -> new TaggedSentence(List.of("a"), null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("labels: expected a list, got null");
  }

  @Test
  void nullSequenceIsRefusedWithItsPosition() {
    TaggerDefinition definition =
        SmallTraining.define()
            .words(2)
            .encoder(input -> Recurrent.lstm(input).hidden(2).bidirectional());
    TaggerSizes sizes = new TaggerSizes(3, 2);
    TaggerFitter fitter = new TaggerFitter(definition, sizes, ONE_EPOCH, new int[] {0, 1, 1}, 0);
    List<FeatureSequence> withNull = Arrays.asList(FeatureSequence.ofWords(1), null);
    try (SequenceTagger tagger = new SequenceTagger(definition, sizes, fitter.initial())) {
      List<Consumer<List<FeatureSequence>>> all =
          List.of(tagger::decode, tagger::decodeColumns, s -> tagger.nBest(s, 2));
      for (Consumer<List<FeatureSequence>> each : all) {
        assertThatThrownBy(() -> each.accept(withNull))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("sequences: expected no null, but sequence 2 of 2 is null");
        assertThatThrownBy(() -> each.accept(null))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("sequences: expected a list, got null");
      }
    }
    List<LabelledSequence> labelled = new ArrayList<>();
    labelled.add(null);
    assertThatThrownBy(() -> fitter.train(labelled, List.of(), TrainingListener.silent()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("training sequences: expected no null, but sequence 1 of 1 is null");
    List<LabelledSequence> train = List.of(new LabelledSequence(FeatureSequence.ofWords(1), 1));
    assertThatThrownBy(() -> fitter.train(train, labelled, TrainingListener.silent()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("development sequences: expected no null, but sequence 1 of 1 is null");
  }

  @Test
  void nullTrainingSentenceIsRefusedWithItsPosition() {
    List<TaggedSentence> withNull = Arrays.asList(SENTENCES.get(0), null);
    assertThatThrownBy(
            () -> TaggerTrainer.train(SmallTraining.define().words(2), withNull, ONE_EPOCH))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("training sentences: expected no null, but sentence 2 of 2 is null");
    assertThatThrownBy(
            () ->
                TaggerTrainer.train(
                    SmallTraining.define().words(2),
                    SENTENCES,
                    withNull,
                    ONE_EPOCH,
                    TrainingListener.silent()))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("development sentences: expected no null, but sentence 2 of 2 is null");
  }

  /** Every other argument of a public method of taggers and their training. */
  @Test
  void nullArgumentIsRefusedByName() {
    TaggedSentence sentence = new TaggedSentence(List.of("a"), List.of("X"));
    TaggerDefinition definition = words.definition();
    TrainingListener silent = TrainingListener.silent();
    TaggerSizes sizes = new TaggerSizes(3, 2);
    TaggerFitter fitter = new TaggerFitter(definition, sizes, ONE_EPOCH, new int[] {1, 1, 1}, 0);
    List<LabelledSequence> data = List.of(new LabelledSequence(FeatureSequence.ofWords(1), 0));
    Map<ThrowingCallable, String> refused = new LinkedHashMap<>();
    refused.put(() -> TaggerTrainer.train(null, SENTENCES, ONE_EPOCH), "definition");
    refused.put(() -> TaggerTrainer.train(definition, SENTENCES, null), "options");
    refused.put(
        () -> TaggerTrainer.train(definition, SENTENCES, List.of(), ONE_EPOCH, null), "listener");
    refused.put(
        () -> TaggerTrainer.train(definition, SENTENCES, List.of(), ONE_EPOCH, null, silent),
        "checkpoints");
    refused.put(
        () -> TaggerTrainer.train(null, definition, SENTENCES, List.of(), ONE_EPOCH, silent),
        "base");
    refused.put(() -> words.save(null), "file");
    refused.put(() -> new Sentence(List.of("a"), null), "numbers");
    refused.put(() -> new Sentence(List.of("a")).withNumbers("x", null), "numbers x");
    refused.put(() -> sentence.withColumn(null, List.of("v")), "column");
    refused.put(() -> new SequenceTagger(null, sizes, words.parameters()), "definition");
    refused.put(() -> new SequenceTagger(definition, null, words.parameters()), "sizes");
    refused.put(() -> new SequenceTagger(definition, sizes, null), "parameters");
    refused.put(
        () -> new TaggerFitter(null, sizes, ONE_EPOCH, new int[] {1, 1, 1}, 0), "definition");
    refused.put(
        () -> new TaggerFitter(definition, null, ONE_EPOCH, new int[] {1, 1, 1}, 0), "sizes");
    refused.put(() -> new TaggerFitter(definition, sizes, null, new int[] {1, 1, 1}, 0), "options");
    refused.put(() -> fitter.checkpoints(null), "checkpoints");
    refused.put(() -> fitter.withDevScore(null), "score");
    refused.put(() -> fitter.train(null, data, List.of(), silent), "initial");
    refused.put(() -> fitter.train(data, List.of(), null), "listener");
    refused.put(() -> new LabelledSequence(FeatureSequence.ofWords(1), (int[]) null), "labels");
    refused.forEach(
        (call, name) ->
            assertThatThrownBy(call)
                .as(name)
                .isInstanceOf(NullPointerException.class)
                .hasMessageStartingWith(name + ": expected ")
                .hasMessageEndingWith(", got null"));
  }
}
