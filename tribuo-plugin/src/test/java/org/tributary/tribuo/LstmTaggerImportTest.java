package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tribuo.sequence.MutableSequenceDataset;
import org.tribuo.sequence.SequenceExample;
import org.tributary.feature.NumberInput;
import org.tributary.feature.WordForm;
import org.tributary.feature.WordVectors;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;
import org.tributary.torch.TorchTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;
import org.tributary.tribuo.data.TokenListDataSource;
import org.tributary.tribuo.data.TokenSequences;
import org.tributary.tribuo.evaluation.KnownWords;
import org.tributary.tribuo.fixture.Data;
import org.tributary.tribuo.fixture.LogRecords;

/** Word taggers as Tribuo models: the same answers, also of unknown words and characters. */
class LstmTaggerImportTest {
  private static final List<List<String>> SENTENCES =
      List.of(
          List.of("The", "old", "dog", "sings", "."),
          List.of("Zoë", "reads", "<pad>", "<unk>", "in", "Reykjavík", "!"),
          List.of("T"),
          List.of("a", "=", "@", "word=The", "Internationalization"));

  /** The rounding of a softmax over labels in another order. */
  private static final double ROUNDING = 1e-6;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"lstm", "gru_crf", "rnn"})
  void modelsAnswerAsWordTaggers(String kind) throws IOException {
    Path torch = Path.of("../core/src/test/resources/org/tributary/torch").resolve(kind);
    Path file = folder.resolve("imported.tribuo");
    try (WordTagger tagger =
            TorchTagger.read(torch.resolve("weights.safetensors"), torch.resolve("mapping.txt"));
        LstmTaggerModel model = LstmTaggerImport.of(tagger)) {
      model.save(file);
      try (Tagger loaded = Tagger.load(file);
          WordTagger back = model.toWordTagger()) {
        List<Tagging> expected = tagger.tagAll(SENTENCES);
        for (Tagger other : List.of(loaded, back)) {
          List<Tagging> found = other.tagAll(SENTENCES);
          for (int k = 0; k < expected.size(); k++) {
            assertThat(found.get(k).labels()).isEqualTo(expected.get(k).labels());
            for (int t = 0; t < expected.get(k).size(); t++) {
              Map<String, Double> scores = found.get(k).distribution(t);
              expected
                  .get(k)
                  .distribution(t)
                  .forEach(
                      (label, score) ->
                          assertThat(scores.get(label)).isCloseTo(score, within(ROUNDING)));
            }
          }
        }
        assertThat(loaded.metadata().provenance())
            .containsEntry("instance-values.imported.from", "PyTorch");
      }
      try (WordTagger back = model.toWordTagger()) {
        for (int k = 0; k < tagger.vocabularies().size(); k++) {
          assertThat(back.vocabularies().get(k).symbols())
              .containsExactlyInAnyOrderElementsOf(tagger.vocabularies().get(k).symbols());
        }
      }
      assertThat(model.getOutputIDInfo().getDomain().stream().map(Label::getLabel))
          .containsExactlyInAnyOrderElementsOf(tagger.labels());
      for (String word : tagger.vocabularies().get(kind.equals("gru_crf") ? 1 : 0).symbols()) {
        String group = kind.equals("lstm") ? "lower=" : "word=";
        assertThat(model.getFeatureIDMap().get(group + word)).as(word).isNotNull();
      }
    }
  }

  /**
   * An input's name is free, and two inputs may read one form; shapes may be those of version 1.
   */
  @Test
  void inputsOfFreeNamesAnswerAsTheWordTagger() throws IOException {
    TaggerDefinition definition =
        Tagger.define()
            .features("form", WordForm.word(), 3)
            .features("end", WordForm.suffix(2), 3)
            .features("tail", WordForm.suffix(2), 2)
            .features("form1", WordForm.shapeOfVersion1(), 2)
            .encoder(input -> Recurrent.gru(input).hidden(4));
    List<TaggedSentence> sentences =
        List.of(
            new TaggedSentence(List.of("The", "old", "日本", "sings"), List.of("D", "A", "N", "V")),
            new TaggedSentence(List.of("Zoë", "reads", "1日"), List.of("N", "V", "N")));
    Path file = folder.resolve("forms.tribuo");
    try (WordTagger tagger =
            TaggerTrainer.train(
                definition, sentences, TrainingOptions.defaults().epochs(3).batchSize(1));
        LstmTaggerModel model = LstmTaggerImport.of(tagger)) {
      model.save(file);
      List<List<String>> words =
          List.of(List.of("The", "bold", "中国", "日本", "reads"), List.of("12日"));
      try (Tagger loaded = Tagger.load(file);
          WordTagger back = model.toWordTagger()) {
        assertThat(back.definition().inputs()).isEqualTo(tagger.definition().inputs());
        List<Tagging> expected = tagger.tagAll(words);
        for (Tagger other : List.of(loaded, back)) {
          List<Tagging> found = other.tagAll(words);
          for (int k = 0; k < words.size(); k++) {
            for (int t = 0; t < words.get(k).size(); t++) {
              for (String label : tagger.labels()) {
                assertThat(found.get(k).distribution(t).get(label))
                    .as(words.get(k).get(t))
                    .isCloseTo(expected.get(k).distribution(t).get(label), within(ROUNDING));
              }
            }
          }
        }
      }
    }
  }

  /** The tagger knows characters that are no words. */
  @Test
  void wordsOfLowerCaseVocabularyAreKnown() throws IOException {
    Path torch = Path.of("../core/src/test/resources/org/tributary/torch/lstm");
    try (WordTagger tagger =
            TorchTagger.read(torch.resolve("weights.safetensors"), torch.resolve("mapping.txt"));
        LstmTaggerModel model = LstmTaggerImport.of(tagger)) {
      List<String> vocabulary = tagger.vocabularies().get(0).symbols();
      String known = vocabulary.get(vocabulary.size() - 1);
      String character =
          tagger.vocabularies().get(1).symbols().stream()
              .filter(symbol -> symbol.length() == 1)
              .filter(symbol -> !vocabulary.contains(symbol.toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow();
      List<String> words = List.of(known, known.toUpperCase(Locale.ROOT), character, "unseen");
      TaggedSentence sentence =
          new TaggedSentence(words, Collections.nCopies(4, tagger.labels().get(0)));
      SequenceExample<Label> tokens =
          new MutableSequenceDataset<>(
                  new TokenListDataSource("words", List.of(sentence), model.extractor()))
              .getExample(0);
      KnownWords knownWords = KnownWords.of(model);
      assertThat(tokens).extracting(knownWords::isKnown).containsExactly(true, true, false, false);
    }
  }

  /** No feature has the vocabularies of vectors and characters, which are those of the inputs. */
  @Test
  void taggersWithoutFormsOfWordsAnswerAndAreConvertedBack() throws IOException {
    WordVectors vectors = new WordVectors(List.of("old", "dog"), 2, new float[] {1, -2, 0.3f, 4});
    TaggerDefinition characters = Tagger.define().characters(c -> c.size(3).lstm(2));
    List<TaggedSentence> sentences =
        List.of(
            new TaggedSentence(List.of("The", "old", "dog"), List.of("D", "A", "N")),
            new TaggedSentence(List.of("Zoë", "reads"), List.of("N", "V")));
    List<List<String>> words = Collections.nCopies(30, List.of("old", "The", "Zod", "dog"));
    Path file = folder.resolve("forms.tribuo");
    for (TaggerDefinition inputs :
        List.of(characters, Tagger.define().vectors(vectors), characters.vectors(vectors))) {
      TaggerDefinition definition = inputs.encoder(input -> Recurrent.gru(input).hidden(4));
      try (LogRecords log = LogRecords.of(LstmTaggerModel.class);
          WordTagger tagger =
              TaggerTrainer.train(
                  definition, sentences, TrainingOptions.defaults().epochs(3).batchSize(1));
          LstmTaggerModel model = LstmTaggerImport.of(tagger)) {
        model.save(file);
        try (LstmTaggerModel loaded = LstmTaggerModel.load(file);
            WordTagger back = loaded.toWordTagger()) {
          assertThat(back.definition()).isEqualTo(tagger.definition());
          assertThat(back.vocabularies())
              .extracting(Vocabulary::symbols)
              .isEqualTo(tagger.vocabularies().stream().map(Vocabulary::symbols).toList());
          List<SequenceExample<Label>> examples =
              words.stream().map(s -> TokenSequences.of(s, loaded.extractor())).toList();
          List<List<String>> expected = tagger.tagAll(words).stream().map(Tagging::labels).toList();
          assertThat(back.tagAll(words)).extracting(Tagging::labels).isEqualTo(expected);
          assertThat(loaded.predict(examples)).extracting(Data::labels).isEqualTo(expected);
        }
        assertThat(log.messages()).isEmpty();
      }
    }
  }

  @Test
  void numbersAreRefused() {
    TaggerDefinition definition =
        Tagger.define().words(3).input(NumberInput.of("sensor", 2)).withoutAuxiliaryTasks();
    TaggerSizes sizes = new TaggerSizes(List.of(2, 0), List.of(LabelSet.of(List.of("A", "B"))));
    TaggerDefinition resolved = definition.resolved(sizes);
    try (WordTagger tagger =
        WordTagger.of(
            resolved,
            List.of(new Vocabulary(List.of("a")), new Vocabulary(List.of())),
            new Vocabulary(List.of("A", "B")),
            ParameterValues.draw(resolved.parameters(sizes), TorchRandom.seeded(0)),
            Map.of())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> LstmTaggerImport.of(tagger))
          .withMessage(
              "conversion to a Tribuo model: expected inputs of word forms, characters, gazetteers and vectors, got sensor; use the tagger without Tribuo");
    }
  }
}
