package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.Input;
import org.tributary.feature.WordReader;
import org.tributary.head.LabelSet;
import org.tributary.layer.Recurrent;
import org.tributary.layer.RecurrentInference;
import org.tributary.layer.SkipConnection;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/** Tests what this module does alone; its class path has neither TensorFlow nor protobuf. */
class TagWithoutTensorFlowTest {
  private static final List<String> SENTENCE = List.of("Her", "book", "was", "light", ".");
  private static final Vocabulary LABELS = new Vocabulary(List.of("O", "B-X", "I-X"));

  @TempDir private Path folder;

  @Test
  void classPathHasNoTensorFlow() {
    for (String name :
        List.of(
            "org.tensorflow.TensorFlow",
            "org.tensorflow.ndarray.Shape",
            "org.bytedeco.javacpp.Loader",
            "com.google.protobuf.Message")) {
      assertThatThrownBy(() -> Class.forName(name)).isInstanceOf(ClassNotFoundException.class);
    }
  }

  @Test
  void everyKindOfTaggerIsSavedLoadedAndTags() throws Exception {
    for (TaggerDefinition definition :
        List.of(
            Tagger.define(),
            Tagger.define().characters(c -> c.cnn(8, 2, 3)).crf(TagScheme.BIO),
            Tagger.define().words(5).encoder(i -> Recurrent.gru(i).hidden(4).bidirectional()),
            Tagger.define()
                .words(5)
                .encoder(
                    i ->
                        Recurrent.lstm(i)
                            .hidden(6)
                            .projection(4)
                            .layers(2)
                            .skipConnection(SkipConnection.highway())),
            Tagger.define()
                .words(5)
                .crf()
                .encoder(i -> Recurrent.rnn(i).hidden(4).layers(2).residual()))) {
      Path file = folder.resolve("t.tributary");
      List<Tagging> before;
      try (WordTagger tagger = untrained(definition)) {
        before = tagger.tagAll(List.of(SENTENCE, List.of("Light")));
        tagger.save(file);
      }
      try (Tagger loaded = Tagger.load(file)) {
        assertThat(loaded.tagAll(List.of(SENTENCE, List.of("Light"))).toString())
            .isEqualTo(before.toString());
        assertThat(loaded.tag(SENTENCE).labels()).hasSize(SENTENCE.size());
      }
    }
  }

  @Test
  void serviceAnswers() throws Exception {
    try (TaggingService service =
        TaggingService.of(untrained(Tagger.define())).deadline(Duration.ofSeconds(20)).start()) {
      assertThat(service.submit(SENTENCE).get(20, TimeUnit.SECONDS).labels())
          .hasSize(SENTENCE.size());
    }
  }

  @Test
  void streamStepsOverInputs() {
    Recurrent lstm = Recurrent.lstm(3).hidden(4);
    RecurrentInference layers =
        lstm.inference(ParameterValues.draw(lstm.parameters(), TorchRandom.seeded(1)))
            .orElseThrow();
    float[][] h = layers.stream(1).step(new float[][] {{1, 2, 3}});
    assertThat(h[0]).hasSize(4);
  }

  private static WordTagger untrained(TaggerDefinition definition) {
    List<Vocabulary> vocabularies = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (Input<?> input : definition.inputs().all()) {
      WordReader<?> reader = input.wordReader().orElseThrow();
      Vocabulary vocabulary =
          new Vocabulary(SENTENCE.stream().flatMap(word -> reader.symbols(word).stream()).toList());
      vocabularies.add(vocabulary);
      sizes.add(vocabulary.size() + 1);
    }
    TaggerSizes all = new TaggerSizes(sizes, List.of(LabelSet.of(LABELS.symbols())));
    TaggerDefinition resolved = definition.withoutAuxiliaryTasks().resolved(all);
    List<ParameterSpec> specs = resolved.parameters(all);
    return WordTagger.of(
        resolved,
        vocabularies,
        LABELS,
        ParameterValues.draw(specs, TorchRandom.seeded(2)),
        Map.of());
  }
}
