package org.tributary.tagger;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.MockedConstruction;
import org.mockito.Mockito;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordForm;
import org.tributary.feature.WordVectors;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.train.TrainingOptions;
import org.tributary.train.optimizer.Schedule;
import org.tributary.train.tagger.SmallTraining;
import org.tributary.train.tagger.TaggerTrainer;

class WordTaggerTest {
  /**
   * A thread per task; the common pool may have a single thread, which the first task would block.
   */
  private static final Executor OWN_THREAD = task -> new Thread(task).start();

  private static final List<TaggedSentence> SENTENCES =
      List.of(
          new TaggedSentence(
              List.of("The", "dog", "ate", "the", "apple"), List.of("DET", "NN", "V", "DET", "NN")),
          new TaggedSentence(
              List.of("Everybody", "read", "that", "book"), List.of("NN", "V", "DET", "NN")));

  @Test
  void learnsTheSeedDocumentSentences() {
    try (WordTagger tagger =
        TaggerTrainer.train(
            SmallTraining.define()
                .words(6)
                .encoder(input -> Recurrent.lstm(input).hidden(6).bidirectional()),
            SENTENCES,
            SmallTraining.options().epochs(300))) {
      assertThat(tagger.tag(List.of("Everybody", "ate", "the", "book")).labels())
          .containsExactly("NN", "V", "DET", "NN");
      assertThat(tagger.tagAll(List.of(List.of("The", "dog"), List.of("unseen"))))
          .extracting(Tagging::size)
          .containsExactly(2, 1);
      assertThat(tagger.labels()).containsExactlyInAnyOrder("DET", "NN", "V");
    }
  }

  /** An embedding of words decides before one of lower-cased words; other inputs do not. */
  @Test
  void vocabularyWordsAreKnown() {
    TaggerDefinition small = Tagger.define().encoder(input -> Recurrent.lstm(input).hidden(2));
    WordVectors vectors = new WordVectors(List.of("cat", "ate"), 1, new float[] {1, 2});
    List<String> words = List.of("dog", "Dog", "everybody", "d", "cat");
    Map<TaggerDefinition, List<Boolean>> known =
        Map.of(
            small.lowercase(2).words(3).vectors(vectors), List.of(true, false, false, false, false),
            small.lowercase(2).characters(), List.of(true, true, true, false, false));
    known.forEach(
        (definition, expected) -> {
          try (WordTagger tagger = trained(definition)) {
            assertThat(words.stream().map(word -> tagger.knows(word).orElseThrow()).toList())
                .isEqualTo(expected);
          }
        });
    try (WordTagger tagger = trained(small.features("suffix2", 2).characters())) {
      assertThat(tagger.knows("dog")).isEmpty();
    }
  }

  private static WordTagger trained(TaggerDefinition definition) {
    return TaggerTrainer.train(definition, SENTENCES, SmallTraining.options().epochs(1));
  }

  /** An unseen word is tagged by its lower-cased form or its characters. */
  @Test
  void unseenWordsAreTaggedByLowerCaseAndCharacters() {
    TaggerDefinition definition =
        SmallTraining.define().words(2).lowercase(6).characters(c -> c.size(8).cnn(12, 3));
    TrainingOptions options = SmallTraining.options().epochs(200).unknownRate(2);
    try (WordTagger tagger = TaggerTrainer.train(definition, SENTENCES, options)) {
      assertThat(tagger.tag(List.of("EVERYBODY", "READ", "THE", "Book")).labels())
          .containsExactly("NN", "V", "DET", "NN");
    }
    try (WordTagger tagger =
        TaggerTrainer.train(
            SmallTraining.define().words(2).characters(c -> c.size(8).lstm(10)),
            SENTENCES,
            options)) {
      assertThat(tagger.tag(List.of("Everybody", "read", "that", "book")).labels())
          .containsExactly("NN", "V", "DET", "NN");
      assertThat(tagger.tag(List.of("日本", "read")).labels()).hasSize(2);
    }
  }

  /** Every refusal comes before a native tagger exists, or closes it. */
  @Test
  void failedCreationLeavesNothingOpen() {
    try (WordTagger trained =
        TaggerTrainer.train(
            SmallTraining.define().words(2).lowercase(2).encoder(i -> Recurrent.gru(i).hidden(2)),
            SENTENCES,
            SmallTraining.options().epochs(1))) {
      List<Vocabulary> two = trained.vocabularies();
      List<Vocabulary> three = List.of(two.get(0), two.get(1), two.get(0));
      List<SequenceTagger> opened = new ArrayList<>();
      try (MockedConstruction<SequenceTagger> built =
          Mockito.mockConstruction(SequenceTagger.class, (tagger, context) -> opened.add(tagger))) {
        for (List<Vocabulary> given : List.of(List.<Vocabulary>of(), two.subList(0, 1), three)) {
          assertThatThrownBy(() -> of(trained, given, Map.of()))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage(
                  "vocabularies: expected one for each of the inputs [word, lower], got %d"
                      .formatted(given.size()));
        }
        assertThatThrownBy(() -> of(trained, Arrays.asList(two.get(0), null), Map.of()))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("vocabularies: expected no null, but vocabulary 2 of 2 is null");
        assertThatThrownBy(() -> of(trained, null, Map.of()))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("vocabularies: expected a list, got null");
        assertThatThrownBy(() -> of(trained, two, null))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("information: expected a map of strings, got null");
        assertThatThrownBy(() -> of(trained, two, Collections.singletonMap("epochs", null)))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("information: expected a text for epochs, got null");
        for (SequenceTagger tagger : opened) {
          Mockito.verify(tagger).close();
        }
        assertThat(built.constructed()).isEqualTo(opened);
      }
    }
  }

  private static WordTagger of(
      WordTagger trained, List<Vocabulary> vocabularies, Map<String, String> information) {
    return WordTagger.of(
        trained.definition(),
        vocabularies,
        trained.vocabulary(),
        trained.parameters(),
        information);
  }

  @Test
  void inputNotDerivedFromWordsIsRefused() {
    TaggerDefinition definition = SmallTraining.define().features("suffix", 3);
    assertThatThrownBy(() -> TaggerTrainer.train(definition, SENTENCES, SmallTraining.options()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "word tagger: expected inputs derived from plain words (words, lower case, prefix1, suffix1 and longer ones, shape, characters, vectors) or numbers, got suffix; say which form of words it reads, such as features(\"suffix\", WordForm.suffix(3), 32), or train a SequenceTagger on your own features");
  }

  /** The example of {@link TaggerDefinition}, with a second input of the same form. */
  @Test
  void inputsOfFreeNamesReadTheirForms(@TempDir Path folder) throws IOException {
    TaggerDefinition definition =
        Tagger.define()
            .words(10)
            .lowercase(5)
            .features("suffix", WordForm.suffix(3), 6)
            .features("end", WordForm.suffix(3), 2)
            .characters(c -> c.size(3).lstm(4))
            .encoder(input -> Recurrent.gru(input).hidden(6));
    Path file = folder.resolve("forms.tributary");
    try (WordTagger tagger =
        TaggerTrainer.train(definition, SENTENCES, SmallTraining.options().epochs(2))) {
      assertThat(tagger.parameters().shape("suffix_emb.weight")).isEqualTo(TensorShape.of(9, 6));
      assertThat(tagger.vocabularies().get(2).symbols())
          .containsExactly("ate", "dog", "ead", "hat", "ody", "ook", "ple", "the");
      assertThat(tagger.vocabularies().get(3).symbols())
          .isEqualTo(tagger.vocabularies().get(2).symbols());
      tagger.save(file);
      List<String> unseen = List.of("That", "hook", "is", "a", "ple");
      try (WordTagger loaded = WordTagger.load(file)) {
        assertThat(loaded.definition().inputs()).isEqualTo(tagger.definition().inputs());
        assertThat(loaded.tag(unseen).distribution(1))
            .isEqualTo(tagger.tag(unseen).distribution(1));
      }
    }
  }

  @Test
  void auxiliaryTaskLearnsAColumnAndTheTaggerPredictsLabels() {
    TaggerDefinition definition =
        SmallTraining.define()
            .words(6)
            .encoder(input -> Recurrent.lstm(input).hidden(6))
            .auxiliaryTask("xpos", 0.5);
    List<TaggedSentence> sentences =
        List.of(
            SENTENCES.get(0).withColumn("xpos", List.of("DT", "NNS", "VBD", "DT", "NN")),
            SENTENCES.get(1));
    TrainingOptions options = SmallTraining.options().epochs(2);
    try (WordTagger with = TaggerTrainer.train(definition, sentences, options)) {
      assertThat(with.labels()).containsExactlyInAnyOrder("DET", "NN", "V");
      assertThat(with.parameters().names()).noneMatch(name -> name.contains("xpos"));
      TaggerDefinition alone =
          SmallTraining.define().words(6).encoder(input -> Recurrent.lstm(input).hidden(6));
      try (WordTagger without = TaggerTrainer.train(alone, sentences, options)) {
        assertThat(with.parameters().values("word_emb.weight"))
            .as("the auxiliary task changes the embeddings")
            .isNotEqualTo(without.parameters().values("word_emb.weight"));
      }
    }
    assertThatThrownBy(
            () -> TaggerTrainer.train(definition.auxiliaryTask("head", 1), sentences, options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "word tagger: expected values of the auxiliary task head in the training sentences, got the columns [xpos]; add them by TaggedSentence.withColumn");
  }

  @Test
  void affixesLongerThanEveryWordAreRefused() {
    TaggerDefinition definition =
        SmallTraining.define().inputs(Inputs.of(EmbeddingInput.of("prefix12", 2)));
    assertThatThrownBy(() -> TaggerTrainer.train(definition, SENTENCES, SmallTraining.options()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "word tagger: expected an input that reads some word of the training data, got [prefix12], for which every word is too short; add words or characters");
  }

  @Test
  void vectorsTagWordsUnseenInTraining(@TempDir Path folder) throws IOException {
    WordVectors vectors =
        new WordVectors(
            List.of("the", "dog", "ate", "apple", "everybody", "read", "book", "cat", "saw"),
            2,
            new float[] {1, 1, 1, -1, -1, 1, 1, -1, 1, -1, -1, 1, 1, -1, 1, -1, -1, 1});
    TaggerDefinition definition =
        SmallTraining.define()
            .words(2)
            .input(VectorInput.of(vectors))
            .encoder(input -> Recurrent.lstm(input).hidden(8).bidirectional());
    Path file = folder.resolve("vectors.tributary");
    try (WordTagger tagger =
        TaggerTrainer.train(
            definition, SENTENCES, SmallTraining.options().epochs(200).unknownRate(2))) {
      assertThat(tagger.tag(List.of("The", "Cat", "saw", "the", "book")).labels())
          .containsExactly("DET", "NN", "V", "DET", "NN");
      tagger.save(file);
      try (WordTagger loaded = WordTagger.load(file)) {
        assertThat(loaded.tag(List.of("The", "Cat", "saw", "the", "book")).labels())
            .containsExactly("DET", "NN", "V", "DET", "NN");
        assertThat(loaded.parameters().values("vector_emb.weight"))
            .isEqualTo(vectors.table().values());
      }
    }
  }

  /** The probabilities of all 27 label sequences of three words add up to one. */
  @Test
  void bestSequencesAreOrderedAndAllAddUpToOne() {
    for (TaggerDefinition definition :
        List.of(SmallTraining.define().words(4), SmallTraining.define().words(4).crf())) {
      try (WordTagger tagger =
          TaggerTrainer.train(definition, SENTENCES, SmallTraining.options().epochs(30))) {
        List<String> sentence = List.of("The", "book", "unseen");
        List<ScoredLabels> all = tagger.nBest(sentence, 50);
        assertThat(all).hasSize(27).doesNotHaveDuplicates();
        assertThat(all.get(0).labels()).isEqualTo(tagger.tag(sentence).labels());
        assertThat(all).isSortedAccordingTo(Comparator.comparingDouble(s -> -s.logProbability()));
        assertThat(all.stream().mapToDouble(s -> Math.exp(s.logProbability())).sum())
            .isCloseTo(1, within(1e-5));
        assertThat(tagger.nBest(sentence, 2)).isEqualTo(all.subList(0, 2));
        assertThatThrownBy(() -> tagger.nBest(sentence, 0))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("n best: expected n of at least 1, got 0");
        assertThatThrownBy(() -> tagger.nBest(List.of(), 1))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("tokens: expected at least one, got none in the sentence; leave it out");
      }
    }
  }

  /** The label is decided by the numbers alone: the words and their forms are the same. */
  @Test
  void numbersOfASentenceAreRead() {
    TaggerDefinition definition =
        SmallTraining.define()
            .words(2)
            .characters(c -> c.size(2).lstm(2))
            .input(NumberInput.of("sensor", 2).projectedTo(4))
            .encoder(input -> Recurrent.lstm(input).hidden(6));
    TaggedSentence sentence =
        new TaggedSentence(List.of("a", "a", "a"), List.of("LOW", "HIGH", "LOW"))
            .withNumbers("sensor", numbers(-1, 1, 1, -1, -1, 1));
    try (WordTagger tagger =
        TaggerTrainer.train(
            definition,
            List.of(sentence),
            SmallTraining.options().epochs(200).schedule(Schedule.constant(0.03)))) {
      Sentence other = new Sentence(List.of("a", "a")).withNumbers("sensor", numbers(1, -1, -1, 1));
      assertThat(tagger.tagSentences(List.of(other, sentence.sentence())))
          .extracting(Tagging::labels)
          .containsExactly(List.of("HIGH", "LOW"), List.of("LOW", "HIGH", "LOW"));
      assertThatThrownBy(() -> tagger.tag(List.of("a")).labels())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "word tagger: expected numbers for the input sensor in every sentence, got those of []; add them by withNumbers");
    }
    assertThatThrownBy(() -> new Sentence(List.of("a")).withNumbers("x", numbers(1, 2, 3, 4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("numbers x: expected 1 rows, one per token, got 2");
  }

  private static NumberColumn numbers(float... values) {
    return new NumberColumn(FloatTensor.of(TensorShape.of(values.length / 2, 2), values));
  }

  @Test
  void hiddenSizeTooLargeForAnArrayIsRefused() {
    assertThatThrownBy(
            () -> SmallTraining.define().encoder(input -> Recurrent.lstm(input).hidden(1 << 29)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("LSTM: expected a hidden size from 1 to below 2^28, got 536870912");
  }

  @Test
  void emptyTrainingDataIsRefused() {
    assertThatThrownBy(
            () -> TaggerTrainer.train(SmallTraining.define(), List.of(), SmallTraining.options()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("word tagger: expected at least one sentence to train on, got none");
  }

  @Test
  void vocabularyKeepsOrderOfFirstOccurrence() {
    Vocabulary vocabulary = new Vocabulary(List.of("b", "a", "b", "c"));
    assertThat(vocabulary.symbols()).containsExactly("b", "a", "c");
    assertThat(vocabulary.index("c")).hasValue(2);
    assertThat(vocabulary.index("d")).isEmpty();
  }

  @Test
  void closedTaggerIsRefused() {
    WordTagger tagger =
        TaggerTrainer.train(
            SmallTraining.define().words(2), SENTENCES, SmallTraining.options().epochs(1));
    tagger.close();
    tagger.close();
    assertThatThrownBy(() -> tagger.tag(List.of("Everybody", "ate")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tagger: expected an open one, got a closed one; train or load it again");
  }

  /** A service's shutdown hook and its container may both close a tagger in use. */
  @Test
  void taggerInUseCanBeClosedByTwoThreads() throws InterruptedException {
    List<List<String>> many = Collections.nCopies(300, List.of("Everybody", "ate", "the", "book"));
    for (int round = 0; round < 5; round++) {
      WordTagger tagger =
          TaggerTrainer.train(
              SmallTraining.define().words(2), SENTENCES, SmallTraining.options().epochs(1));
      CountDownLatch used = new CountDownLatch(1);
      CompletableFuture<Void> using =
          CompletableFuture.runAsync(
              () -> {
                while (true) {
                  tagger.tagAll(many);
                  used.countDown();
                }
              },
              OWN_THREAD);
      used.await();
      CompletableFuture<Void> one = CompletableFuture.runAsync(tagger::close, OWN_THREAD);
      CompletableFuture<Void> other = CompletableFuture.runAsync(tagger::close, OWN_THREAD);
      assertThat(one).succeedsWithin(ofSeconds(60));
      assertThat(other).succeedsWithin(ofSeconds(60));
      assertThat(using)
          .failsWithin(ofSeconds(60))
          .withThrowableThat()
          .withCauseInstanceOf(IllegalStateException.class);
    }
  }
}
