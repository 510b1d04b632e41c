package org.tributary.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mockito.Mockito;
import org.tributary.feature.CharacterEncoder;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Cell;
import org.tributary.layer.Recurrent;
import org.tributary.layer.SkipConnection;
import org.tributary.param.ParameterValues;
import org.tributary.param.TorchRandom;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.SequenceTagger;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/** The file of an export, its check, and what is refused. */
class OnnxExportTest {
  @TempDir Path folder;

  private static TaggerDefinition definition() {
    return Tagger.define()
        .words(6)
        .features("suffix2", 3)
        .characters(c -> c.size(4).cnn(5, 3))
        .encoder(size -> Recurrent.lstm(size).hidden(8).bidirectional())
        .withoutAuxiliaryTasks()
        .crf(TagScheme.BIO);
  }

  private static WordTagger tagger() {
    List<Vocabulary> vocabularies =
        List.of(
            new Vocabulary(List.of("in", "Paris", "\"quoted\"")),
            new Vocabulary(List.of("in", "is", "ed")),
            new Vocabulary(List.of("i", "n", "s", "é")));
    Vocabulary labels = new Vocabulary(List.of("O", "B-LOC", "I-LOC"));
    TaggerSizes sizes = new TaggerSizes(List.of(4, 4, 5), List.of(LabelSet.of(labels.symbols())));
    ParameterValues parameters =
        ParameterValues.draw(definition().parameters(sizes), TorchRandom.seeded(5));
    return WordTagger.of(
        definition(), vocabularies, labels, parameters, Map.of("training.sentences", "2"));
  }

  private static Map<String, String> metadata(ModelProto model) {
    return model.getMetadataPropsList().stream()
        .collect(
            Collectors.toMap(
                StringStringEntryProto::getKey,
                StringStringEntryProto::getValue,
                (a, b) -> a,
                TreeMap::new));
  }

  @Test
  void theFileIsTheWholeTagger() throws Exception {
    Path file = folder.resolve("tagger.onnx");
    try (WordTagger tagger = tagger()) {
      OnnxCheck check =
          OnnxExport.of(tagger)
              .sentences(List.of(new Sentence(List.of("Paris", "sleeps", "."))))
              .metadata("owner", "someone")
              .write(file)
              .orElseThrow();
      assertThat(check.sequences()).isEqualTo(33);
      assertThat(check.steps()).isGreaterThan(100);
      assertThat(check.largestDifference()).isBetween(0.0, 1e-6);
    }
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
    assertThat(model.getIrVersion()).isEqualTo(8);
    assertThat(model.getOpsetImport(0).getVersion()).isEqualTo(17);
    assertThat(model.getGraph().getInputList().stream().map(ValueInfoProto::getName))
        .containsExactly("word.ids", "suffix2.ids", "char.ids", "lengths");
    assertThat(model.getGraph().getOutputList().stream().map(ValueInfoProto::getName))
        .containsExactly("labels", "probabilities", "scores");
    assertThat(metadata(model))
        .containsEntry("tributary.onnx", "1")
        .containsEntry("labels", "[\"O\",\"B-LOC\",\"I-LOC\"]")
        .containsEntry("scheme", "bio")
        .containsEntry("inputs", "[\"word\",\"suffix2\",\"char\"]")
        .containsEntry("input.word.reads", "word")
        .containsEntry("input.word.entries", "[\"in\",\"Paris\",\"\\\"quoted\\\"\"]")
        .containsEntry("input.word.unknown", "3")
        .containsEntry("input.word.none", "4")
        .containsEntry("input.suffix2.reads", "suffix")
        .containsEntry("input.suffix2.length", "2")
        .containsEntry("input.char.reads", "characters")
        .containsEntry("input.char.max_characters", "64")
        .containsKeys("tributary.version", "rule.word", "rule.suffix", "rule.characters")
        .containsEntry("metadata.training.sentences", "2")
        .containsEntry("owner", "someone");
  }

  @Test
  void aClosedTaggerCanBeExported() {
    WordTagger tagger = tagger();
    tagger.close();
    assertThat(OnnxExport.of(tagger).check().sequences()).isEqualTo(32);
  }

  @Test
  void anotherModelFailsTheCheck() {
    try (WordTagger tagger = tagger();
        WordTagger other =
            WordTagger.of(
                tagger.definition(),
                tagger.vocabularies(),
                new Vocabulary(tagger.labels()),
                ParameterValues.draw(
                    tagger.definition().parameters(sizes(tagger)), TorchRandom.seeded(6)),
                Map.of());
        OnnxModel session = OnnxExport.load(OnnxExport.of(other).model().toByteArray())) {
      ExportedTagger exported = ExportedTagger.of(tagger);
      assertThatThrownBy(() -> exported.check(session))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageMatching(
              "ONNX: expected the exported model to predict .* at step \\d+ of a sequence of \\d+, got .* from ONNX Runtime; nothing is written.*");
    }
  }

  private static TaggerSizes sizes(WordTagger tagger) {
    return new TaggerSizes(List.of(4, 4, 5), List.of(LabelSet.of(tagger.labels())));
  }

  @Test
  void partsOfTheCallersOwnAreRefusedByClass() {
    assertThatThrownBy(() -> input(Mockito.mock(Input.class)))
        .hasMessageStartingWith(
            "ONNX: expected inputs of tables, vectors, characters or numbers, got ")
        .hasMessageContaining("Input$MockitoMock");
    CharacterEncoder encoder = Mockito.mock(CharacterEncoder.class);
    assertThatThrownBy(() -> input(CharacterInput.of("char").encoder(encoder)))
        .hasMessageStartingWith(
            "ONNX: expected a character LSTM or CNN in the input char, got the class ")
        .hasMessageContaining("CharacterEncoder$MockitoMock");
    CharacterInput first = CharacterInput.of("char").firstCharacters(9);
    assertThatThrownBy(() -> input(first))
        .hasMessageStartingWith(
            "ONNX: expected a character input that reads both ends of a long word, got ")
        .hasMessageContaining(" of the first 9 characters; ");
    Head head = Mockito.mock(Head.class);
    Mockito.when(head.name()).thenReturn("own");
    assertThatThrownBy(() -> ExportedTagger.requireExportable(definition().head(head)))
        .hasMessageStartingWith("ONNX: expected a softmax or a CRF, got a head of the class ")
        .hasMessageContaining("Head$MockitoMock");
    SkipConnection connection = Mockito.mock(SkipConnection.class);
    assertThatThrownBy(
            () ->
                RecurrentGraph.requireExportable(
                    Recurrent.gru(3).hidden(3).skipConnection(connection)))
        .hasMessageStartingWith(
            "ONNX: expected no skip connection, a residual or a highway one, got the class ")
        .hasMessageContaining("SkipConnection$MockitoMock");
    Cell cell = Mockito.mock(Cell.class);
    Mockito.when(cell.projection()).thenReturn(OptionalInt.empty());
    assertThatThrownBy(() -> RecurrentGraph.Operator.of(cell, 1))
        .hasMessageStartingWith(
            "ONNX: expected an encoder of RNN, LSTM or GRU cells, got a cell of the class ")
        .hasMessageContaining("Cell$MockitoMock");
  }

  private static OnnxInput input(Input<?> input) {
    return OnnxInput.of(input, 2, OnnxInput.TableReading.SINGLE, Optional.empty());
  }

  @Test
  void sentencesAreForWordTaggersAndSequencesForTaggers() {
    Recurrent layers = Recurrent.gru(3).hidden(2);
    OnnxExport export =
        OnnxExport.of(layers, ParameterValues.draw(layers.parameters(), TorchRandom.seeded(1)));
    assertThatThrownBy(() -> export.sequences(List.of()))
        .hasMessage("ONNX: expected sequences for a tagger, got them for layers; leave them out");
    RandomTagger drawn = new RandomTagger(2, false);
    try (var tagger = new SequenceTagger(drawn.definition, drawn.sizes, drawn.parameters)) {
      assertThatThrownBy(() -> OnnxExport.of(tagger).sentences(List.of()))
          .hasMessage(
              "ONNX: expected sentences for a word tagger, got them for a tagger over feature sequences, such as one with features of your own; use sequences, or leave them out");
    }
  }

  @Test
  void aCheckWithoutOnnxRuntimeSaysWhichArtifactIsMissing() throws Exception {
    Recurrent layers = Recurrent.gru(3).hidden(2);
    ParameterValues parameters = ParameterValues.draw(layers.parameters(), TorchRandom.seeded(1));
    URL classes = OnnxExport.class.getProtectionDomain().getCodeSource().getLocation();
    try (URLClassLoader without = new WithoutOnnxRuntime(classes)) {
      Class<?> export = without.loadClass(OnnxExport.class.getName());
      Object of =
          export
              .getMethod("of", Recurrent.class, ParameterValues.class)
              .invoke(null, layers, parameters);
      Method write = export.getMethod("write", Path.class);
      Path file = folder.resolve("layers.onnx");
      assertThatThrownBy(() -> write.invoke(of, file))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "ONNX: expected ONNX Runtime to check the exported model, got none; add com.microsoft.onnxruntime:onnxruntime to the class path, or leave the check out (withoutCheck)");
      assertThat(file).doesNotExist();
      write.invoke(export.getMethod("withoutCheck").invoke(of), file);
      assertThat(file).isNotEmptyFile();
    }
  }

  /** A class path without ONNX Runtime, from which the packages of ONNX are loaded again. */
  private static final class WithoutOnnxRuntime extends URLClassLoader {
    WithoutOnnxRuntime(URL classes) {
      super(new URL[] {classes}, OnnxExportTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("ai.onnxruntime.")) {
        throw new ClassNotFoundException(name);
      }
      if (!name.startsWith("org.tributary.onnx.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }

  @Test
  void numbersOfEverySentenceOfTheCheckAreNeeded() {
    TaggerDefinition numbers =
        Tagger.define()
            .input(EmbeddingInput.of("word", 3))
            .input(NumberInput.of("reading", 2))
            .encoder(size -> Recurrent.gru(size).hidden(4));
    TaggerSizes sizes = new TaggerSizes(List.of(2, 0), List.of(LabelSet.of(List.of("a", "b"))));
    try (WordTagger tagger =
        WordTagger.of(
            numbers.withoutAuxiliaryTasks(),
            List.of(new Vocabulary(List.of("w")), new Vocabulary(List.of())),
            new Vocabulary(List.of("a", "b")),
            ParameterValues.draw(
                numbers.withoutAuxiliaryTasks().parameters(sizes), TorchRandom.seeded(1)),
            Map.of())) {
      assertThatThrownBy(() -> OnnxExport.of(tagger).sentences(List.of(new Sentence(List.of("w")))))
          .hasMessage(
              "word tagger: expected numbers for the input reading in every sentence, got those of []; add them by withNumbers");
    }
  }
}
