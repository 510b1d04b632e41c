package org.tributary.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.cell.Nonlinearity;
import org.tributary.feature.EmbeddingInput;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TrainingOptions;

/** Refusal of mappings that do not fit the tagger to write. */
class TorchWriterTest {
  @TempDir private Path folder;
  private Path weights;
  private Path mapping;

  @BeforeEach
  void copy() throws IOException {
    for (Path file : TorchFiles.of("gru_crf")) {
      Files.copy(file, folder.resolve(file.getFileName()));
    }
    weights = folder.resolve("weights.safetensors");
    mapping = folder.resolve("mapping.txt");
  }

  private List<String> mistakes(WordTagger tagger) {
    TorchMappingException report =
        catchThrowableOfType(
            TorchMappingException.class,
            () -> TorchTagger.write(tagger, folder.resolve("out"), mapping));
    assertThat(report).as("report").isNotNull();
    return report.mistakes();
  }

  private void replace(String target, String replacement) throws IOException {
    String text = Files.readString(mapping);
    assertThat(text).contains(target);
    Files.writeString(mapping, text.replace(target, replacement));
  }

  @Test
  void taggersThatTheMappingDoesNotFitAreNotWritten() throws IOException {
    try (WordTagger tagger = TorchTagger.read(weights, mapping)) {
      replace("encoder = gru", "encoder = lstm");
      replace("encoder.modules = rnn", "encoder.modules = a, b, c");
      replace("conv.0, conv.1", "conv.0");
      replace("crf = crf", "");
      replace("word.unknown = <unk>", "word.unknown = Paris");
      assertThat(mistakes(tagger))
          .containsExactly(
              "encoder: expected gru, that of the tagger, got lstm",
              "encoder.modules: expected 1 or 2, one for each layer, got 3",
              "head: expected crf, that of the tagger, got softmax",
              "number of modules in char.cnn: expected 2, that of the tagger, got 1",
              "word.unknown: expected a symbol that is no entry of the tagger's vocabulary, got Paris; choose another one");
      assertThat(folder.resolve("out")).doesNotExist();
    }
  }

  @Test
  void formsWithoutAPyTorchModuleAreNotWritten() throws IOException {
    Files.writeString(
        mapping,
        """
        inputs = word
        word.table = emb.weight
        word.vocabulary = words.txt
        word.unknown = <unk>
        encoder = rnn
        encoder.modules = rnn
        output = out
        labels = labels.txt
        """);
    try (WordTagger tagger =
        WordTagger.train(
            Tagger.define()
                .input(EmbeddingInput.of("word", 4).projectedTo(3))
                .encoder(
                    size ->
                        Recurrent.rnn(size)
                            .hidden(3)
                            .nonlinearity(Nonlinearity.RELU)
                            .layers(2)
                            .residual()),
            List.of(new TaggedSentence(List.of("the", "dog"), List.of("D", "N"))),
            TrainingOptions.defaults().epochs(1))) {
      assertThat(mistakes(tagger))
          .satisfiesExactly(
              form -> assertThat(form).contains("cells with the default nonlinearity"),
              connection ->
                  assertThat(connection)
                      .isEqualTo(
                          "encoder: expected layers without a skip connection, got the connection residual; a mapping has no key for it"),
              projection ->
                  assertThat(projection)
                      .isEqualTo(
                          "word: expected an input without a projection, got one to 3; a mapping has no key for it"));
    }
  }
}
