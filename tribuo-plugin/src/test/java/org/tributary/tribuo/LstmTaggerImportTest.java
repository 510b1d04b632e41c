package org.tributary.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tribuo.classification.Label;
import org.tributary.feature.NumberInput;
import org.tributary.head.LabelSet;
import org.tributary.param.ParameterValues;
import org.tributary.random.TorchRandom;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.Tagging;
import org.tributary.tagger.Vocabulary;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.torch.TorchTagger;

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
      assertThat(model.getOutputIDInfo().getDomain().stream().map(Label::getLabel))
          .containsExactlyInAnyOrderElementsOf(tagger.labels());
      for (String word : tagger.vocabularies().get(kind.equals("gru_crf") ? 1 : 0).entries()) {
        String group = kind.equals("lstm") ? "lower=" : "word=";
        assertThat(model.getFeatureIDMap().get(group + word)).as(word).isNotNull();
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
              "conversion to a Tribuo model: expected inputs of word forms, characters and vectors, got sensor; use the tagger without Tribuo");
    }
  }
}
