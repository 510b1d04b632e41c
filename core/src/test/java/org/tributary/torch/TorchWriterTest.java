package org.tributary.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.feature.EmbeddingInput;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.train.TrainingOptions;
import org.tributary.train.tagger.TaggerTrainer;

/** Refusal of mappings that do not fit the tagger to write. */
class TorchWriterTest {
  private static final String WORDS_ONLY =
      """
      inputs = word
      word.table = emb.weight
      word.vocabulary = words.txt
      word.unknown = <unk>
      encoder = rnn
      encoder.modules = rnn
      output = out
      labels = labels.txt
      """;

  @TempDir private Path folder;
  private TorchFiles files;
  private Path weights;
  private Path mapping;

  @BeforeEach
  void copy() throws IOException {
    files = TorchFiles.copy("gru_crf", folder);
    weights = files.weights();
    mapping = files.mapping();
  }

  private List<String> mistakes(WordTagger tagger) {
    TorchMappingException report =
        catchThrowableOfType(
            TorchMappingException.class,
            () -> TorchTagger.write(tagger, folder.resolve("out"), mapping));
    assertThat(report).as("report").isNotNull();
    return report.mistakes();
  }

  @Test
  void taggersThatTheMappingDoesNotFitAreNotWritten() throws IOException {
    try (WordTagger tagger = TorchTagger.read(weights, mapping)) {
      files.replace("encoder = gru", "encoder = lstm");
      files.replace("encoder.modules = rnn", "encoder.modules = a, b, c");
      files.replace("conv.0, conv.1", "conv.0");
      files.replace("crf = crf", "");
      files.replace("word.unknown = <unk>", "word.unknown = Paris");
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
  void parametersAndFilesThatWouldReplaceEachOtherAreRefused() throws IOException {
    try (WordTagger tagger = TorchTagger.read(weights, mapping)) {
      files.replace("word.vocabulary = words.txt", "word.vocabulary = characters.txt");
      files.replace("labels = labels.txt", "labels = out");
      assertThat(mistakes(tagger))
          .containsExactly(
              "file characters.txt: expected files of their own for weights, labels and each vocabulary, got it for two",
              "file out: expected files of their own for weights, labels and each vocabulary, got it for two");
      files.replace("word.vocabulary = characters.txt", "word.vocabulary = words.txt");
      files.replace("labels = out", "labels = labels.txt");
      files.replace("word.table = embed.word.weight", "word.table = embed.char.weight");
      files.replace("encoder.modules = rnn", "encoder.modules = rnn, rnn");
      assertThat(mistakes(tagger))
          .contains(
              "tensor embed.char.weight: expected a name for each parameter of the tagger, got it for two; name each table and module once",
              "tensor rnn.weight_ih_l0: expected a name for each parameter of the tagger, got it for two; name each table and module once")
          .hasSize(1 + 2 * 4);
      assertThat(folder.resolve("out")).doesNotExist();
    }
  }

  @Test
  void valuesOfAnotherTaggerAreNamedAsTheMappingWritesThem() throws IOException {
    try (WordTagger read = TorchTagger.read(weights, mapping)) {
      files.replace(
          "crf = crf", "crf = crf\nword.padding = <unk>\nchar.first = 8\nzeros = tag.bias");
      assertThat(mistakes(read))
          .containsExactly(
              "char.first: expected none, that of the tagger, got 8",
              "word.padding: expected another symbol than word.unknown, got <unk> for both");
      files.replace("\nword.padding = <unk>\nchar.first = 8", "\ncrf.scheme = bio");
      assertThat(mistakes(read))
          .containsExactly("crf.scheme: expected none, that of the tagger, got bio");
      files.replace("\ncrf.scheme = bio", "");
      assertThat(mistakes(read))
          .containsExactly(
              "zeros: expected names of the mapped modules, such as output.bias, got tag.bias");
    }
  }

  @Test
  void otherCharacterEncodersAndValuesThatAreNotZeroAreRefused() throws IOException {
    try (WordTagger tagger = TorchTagger.read(weights, mapping)) {
      files.replace("crf = crf", "crf = crf\nzeros = tags.bias");
      assertThat(mistakes(tagger))
          .containsExactly(
              "zeros: expected parameters of zeros, got others in hidden2tag.bias; remove tags.bias from zeros");
      files.replace("char.cnn = conv.0, conv.1", "char.lstm = conv\nchar.pooling = last");
      assertThat(mistakes(tagger))
          .contains(
              "char.pooling: expected none, that of the tagger, got last",
              "number of modules in char.cnn: expected 2, that of the tagger, got 0");
    }
  }

  @Test
  void symbolsWithLineBreaksNeedJson() throws IOException {
    Files.writeString(mapping, WORDS_ONLY);
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define()
                .input(EmbeddingInput.of("word", 4))
                .encoder(size -> Recurrent.rnn(size).hidden(3)),
            List.of(new TaggedSentence(List.of("two\nlines", "dog"), List.of("D", "N"))),
            TrainingOptions.defaults().epochs(1))) {
      assertThatThrownBy(() -> TorchTagger.write(tagger, folder.resolve("out"), mapping))
          .hasMessageContaining(": expected symbols that fit on a line, got ")
          .hasMessageContaining("; name a .json file instead");
    }
  }

  @Test
  void formsWithoutAPyTorchModuleAreNotWritten() throws IOException {
    Files.writeString(mapping, WORDS_ONLY);
    try (WordTagger tagger =
        TaggerTrainer.train(
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
          .containsExactly(
              "encoder.connection: expected the default of PyTorch's modules, got residual; a mapping has no key for it",
              "encoder.nonlinearity: expected the default of PyTorch's modules, got relu; a mapping has no key for it",
              "input.word.projection: expected the default of PyTorch's modules, got 3; a mapping has no key for it");
    }
    try (WordTagger tagger =
        TaggerTrainer.train(
            Tagger.define()
                .words(4)
                .encoder(
                    size ->
                        Recurrent.rnn(size)
                            .hidden(3)
                            .withoutBias()
                            .initializer((shape, random) -> new float[(int) shape.size()])),
            List.of(new TaggedSentence(List.of("the", "dog"), List.of("D", "N"))),
            TrainingOptions.defaults().epochs(1))) {
      assertThat(mistakes(tagger))
          .contains(
              "encoder.bias: expected the default of PyTorch's modules, got absent; a mapping has no key for it")
          .noneMatch(mistake -> mistake.contains("initializer"));
    }
  }
}
