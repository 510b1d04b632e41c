package org.tributary.internal.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Gazetteer;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordForm;
import org.tributary.graph.Kernels;
import org.tributary.graph.tagger.FedInput;
import org.tributary.graph.tagger.GraphInput;
import org.tributary.graph.tagger.InputContext;
import org.tributary.head.Head;
import org.tributary.internal.Settings;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.onnx.TransformerVectors;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterSpec;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;

/** Round trips of definitions, the settings of each version, and refusal of others. */
class DefinitionCodecTest {

  /** The settings of each version, over all definitions. An entry is never changed. */
  private static final Map<Integer, Set<String>> SETTINGS =
      Map.of(
          1,
          Set.of(
              "definition.version",
              "inputs",
              "input.*.size",
              "input.*.lstm",
              "input.*.pooling",
              "input.*.cnn",
              "input.*.widths",
              "input.*.first",
              "input.*.numbers",
              "input.*.projection",
              "input.*.vector_size",
              "encoder.cell",
              "encoder.hidden_size",
              "encoder.layers",
              "encoder.bidirectional",
              "encoder.connection",
              "head",
              "head.scheme"),
          2,
          Set.of(
              "definition.version",
              "inputs",
              "dropout",
              "locked_dropout",
              "embedding_deviation",
              "input.*.size",
              "input.*.reads",
              "input.*.deviation",
              "input.*.training",
              "input.*.keep",
              "input.*.dropout",
              "input.*.lstm",
              "input.*.pooling",
              "input.*.cnn",
              "input.*.widths",
              "input.*.first",
              "input.*.numbers",
              "input.*.projection",
              "input.*.vector_size",
              "encoder.cell",
              "encoder.hidden_size",
              "encoder.layers",
              "encoder.bidirectional",
              "encoder.connection",
              "encoder.bias",
              "encoder.projection",
              "encoder.nonlinearity",
              "encoder.dropout",
              "encoder.locked_dropout",
              "encoder.recurrent_dropout",
              "encoder.forget_bias",
              "encoder.initializer.*",
              "encoder.kernel",
              "head",
              "head.scheme",
              "head.constrains_training",
              "auxiliary",
              "auxiliary.*.weight",
              "auxiliary.*.head",
              "auxiliary.*.head.scheme",
              "auxiliary.*.head.constrains_training"),
          3,
          Set.of(
              "definition.version",
              "inputs",
              "dropout",
              "locked_dropout",
              "embedding_deviation",
              "input.*.size",
              "input.*.reads",
              "input.*.deviation",
              "input.*.training",
              "input.*.keep",
              "input.*.dropout",
              "input.*.lstm",
              "input.*.pooling",
              "input.*.cnn",
              "input.*.widths",
              "input.*.first",
              "input.*.numbers",
              "input.*.projection",
              "input.*.vector_size",
              "encoder.cell",
              "encoder.hidden_size",
              "encoder.layers",
              "encoder.bidirectional",
              "encoder.connection",
              "encoder.bias",
              "encoder.projection",
              "encoder.nonlinearity",
              "encoder.dropout",
              "encoder.locked_dropout",
              "encoder.recurrent_dropout",
              "encoder.forget_bias",
              "encoder.initializer.*",
              "encoder.kernel",
              "head",
              "head.scheme",
              "head.constrains_training",
              "auxiliary",
              "auxiliary.*.weight",
              "auxiliary.*.head",
              "auxiliary.*.head.scheme",
              "auxiliary.*.head.constrains_training",
              "input.*.encoder",
              "input.*.tokenizer",
              "input.*.layers",
              "input.*.hidden_size"),
          4,
          Set.of(
              "definition.version",
              "inputs",
              "dropout",
              "locked_dropout",
              "embedding_deviation",
              "input.*.size",
              "input.*.reads",
              "input.*.deviation",
              "input.*.training",
              "input.*.keep",
              "input.*.dropout",
              "input.*.lstm",
              "input.*.pooling",
              "input.*.cnn",
              "input.*.widths",
              "input.*.first",
              "input.*.numbers",
              "input.*.projection",
              "input.*.vector_size",
              "encoder.cell",
              "encoder.hidden_size",
              "encoder.layers",
              "encoder.bidirectional",
              "encoder.connection",
              "encoder.bias",
              "encoder.projection",
              "encoder.nonlinearity",
              "encoder.dropout",
              "encoder.locked_dropout",
              "encoder.recurrent_dropout",
              "encoder.forget_bias",
              "encoder.initializer.*",
              "encoder.kernel",
              "head",
              "head.scheme",
              "head.constrains_training",
              "auxiliary",
              "auxiliary.*.weight",
              "auxiliary.*.head",
              "auxiliary.*.head.scheme",
              "auxiliary.*.head.constrains_training",
              "input.*.encoder",
              "input.*.tokenizer",
              "input.*.layers",
              "input.*.hidden_size",
              "input.*.matching",
              "input.*.phrases"));

  private static final Recurrent LSTM = Recurrent.lstm(1).hidden(4);

  private static TaggerDefinition definition(Recurrent encoder, Head head, Input<?>... inputs) {
    return new TaggerDefinition(
        Inputs.of(inputs), encoder, 0, 0, List.of(new LabelColumn(LabelColumn.MAIN, 1, head)));
  }

  private static List<TaggerDefinition> definitions() {
    return List.of(
        definition(LSTM, Head.softmax(), EmbeddingInput.of("word", 5)),
        definition(
            Recurrent.gru(1).hidden(6).layers(3).bidirectional().highway(),
            Head.crf(),
            EmbeddingInput.of("lower", 3),
            EmbeddingInput.of("suffix", WordForm.suffix(3), 4),
            EmbeddingInput.of("word", WordForm.shape(), 4),
            EmbeddingInput.of("shape", 4).reading(Optional.empty()),
            EmbeddingInput.of("mine", 4).projectedTo(2),
            CharacterInput.of("char").size(7).lstm(5, CharacterPooling.MAX)),
        definition(
            Recurrent.rnn(1).hidden(2).layers(2).residual(),
            Head.crf(TagScheme.BIOES),
            NumberInput.of("sensor", 3).projectedTo(2),
            CharacterInput.of("c-2").size(4).cnn(6, 2, 4).firstCharacters(9)),
        definition(LSTM, Head.softmax(), NumberInput.of("sensor", 3)),
        definition(LSTM, Head.softmax(), storedVectors()),
        definition(LSTM, Head.softmax(), tokenVectors()),
        definition(
            LSTM,
            Head.softmax(),
            GazetteerInput.of(
                Gazetteer.of(Map.of("LOC", List.of("New York")), Gazetteer.Matching.LOWER_CASE))),
        definition(
            LSTM.projection(2)
                .forgetBias(1)
                .initializer(Initializer.orthogonal())
                .kernel(Kernels.reference()),
            Head.crf(TagScheme.BIO).constrainTraining(),
            EmbeddingInput.of("word", 5)),
        definition(
                Recurrent.rnn(1).hidden(2).nonlinearity(Nonlinearity.RELU).withoutBias(),
                Head.softmax(),
                EmbeddingInput.of("word", 5))
            .auxiliaryTask("x", 0.5, Head.crf(TagScheme.BIO))
            .embeddingStandardDeviation(0.3));
  }

  /** Returns token vectors as a stored definition has them, before their files are found. */
  private static TransformerVectors tokenVectors() {
    Map<String, String> settings =
        Map.of(
            "encoder", "0".repeat(64),
            "tokenizer", "1".repeat(64),
            "layers", "[\"2\",\"3\"]",
            "hidden_size", "8",
            "pooling", "first",
            "projection", "5");
    return new TransformerVectors.Format().read("token", Settings.of(settings)).orElseThrow();
  }

  /** Returns vectors as a stored definition has them: their values are parameters. */
  private static VectorInput storedVectors() {
    return VectorInput.read("vector", Settings.of(Map.of("vector_size", "3"))).orElseThrow();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void definitionsRoundTrip(TaggerDefinition definition) {
    Settings settings = Settings.of(DefinitionCodec.write(definition));
    assertThat(DefinitionCodec.read(settings)).isEqualTo(definition);
    settings.requireAllRead();
  }

  /** Settings of version 1: training alone depends on what they lack, which has its default. */
  @Test
  void settingsOfVersion1AreRead() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("definition.version", "1");
    settings.put("inputs", "[\"word\",\"char\",\"vector\"]");
    settings.put("input.word.size", "5");
    settings.put("input.char.size", "7");
    settings.put("input.char.lstm", "3");
    settings.put("input.char.pooling", "max");
    settings.put("input.vector.vector_size", "3");
    settings.put("encoder.cell", "lstm");
    settings.put("encoder.hidden_size", "4");
    settings.put("encoder.layers", "1");
    settings.put("encoder.bidirectional", "false");
    settings.put("encoder.connection", "none");
    settings.put("head", "crf");
    settings.put("head.scheme", "bio");
    Settings read = Settings.of(settings);
    assertThat(DefinitionCodec.read(read))
        .isEqualTo(
            definition(
                LSTM,
                Head.crf(TagScheme.BIO),
                EmbeddingInput.of("word", 5),
                CharacterInput.of("char").size(7).lstm(3, CharacterPooling.MAX),
                storedVectors()));
    read.requireAllRead();
  }

  /** Fails when a setting is added or removed without a new version. */
  @Test
  void settingsAreThoseOfTheVersion() {
    Set<String> names = new TreeSet<>();
    for (TaggerDefinition definition : definitions()) {
      DefinitionCodec.write(definition).keySet().stream()
          .map(name -> name.replaceFirst("^(input|auxiliary)\\.[^.]+\\.", "$1.*."))
          .map(name -> name.replaceFirst("initializer\\..+", "initializer.*"))
          .forEach(names::add);
    }
    assertThat(SETTINGS)
        .as("increment DefinitionCodec.VERSION")
        .containsKey(DefinitionCodec.VERSION);
    assertThat(names)
        .as("a change of settings needs another DefinitionCodec.VERSION")
        .containsExactlyInAnyOrderElementsOf(SETTINGS.get(DefinitionCodec.VERSION));
  }

  @Test
  void definitionsOfThisTestHaveEveryInput() {
    Set<Class<?>> inputs = new HashSet<>();
    definitions().forEach(d -> d.inputs().all().forEach(input -> inputs.add(input.getClass())));
    assertThat(inputs).containsExactlyInAnyOrderElementsOf(InputCodec.known());
  }

  @Test
  void otherVersionsAndUnknownSettingsAreRefused() {
    Map<String, String> settings = new TreeMap<>(DefinitionCodec.write(definitions().get(0)));
    settings.put("definition.version", "7");
    assertThatThrownBy(() -> DefinitionCodec.read(Settings.of(settings)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected a version from 1 to 4 as definition.version, got 7; was it written by a newer release?");
    settings.put("definition.version", "0");
    assertThatThrownBy(() -> DefinitionCodec.read(Settings.of(settings)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a version from 1 to 4 as definition.version, got 0");
    settings.put("definition.version", "2");
    settings.put("input.word.hashing", "true");
    Settings unknown = Settings.of(settings);
    DefinitionCodec.read(unknown);
    assertThatThrownBy(unknown::requireAllRead)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected settings that this release knows, got 1 others: [input.word.hashing]; was it written by a newer release?");
  }

  /** The name of an input said what it reads, and a shape kept letters without case. */
  @Test
  @SuppressWarnings("OptionalMapToOptional") // a form, and whether it reads a word
  void namesOfVersion1SayWhatInputsRead() {
    Map<String, String> settings =
        new TreeMap<>(
            DefinitionCodec.write(
                definition(
                    LSTM,
                    Head.softmax(),
                    EmbeddingInput.of("word", 2),
                    EmbeddingInput.of("prefix12", 2),
                    EmbeddingInput.of("shape", 2),
                    EmbeddingInput.of("suffix", 2),
                    EmbeddingInput.of("shapes", 2))));
    settings.put("definition.version", "1");
    assertThat(DefinitionCodec.read(Settings.of(settings)).inputs().all())
        .extracting(input -> ((EmbeddingInput) input).form().map(form -> form.of("Wörter日本日本!")))
        .containsExactly(
            Optional.of(Optional.of("Wörter日本日本!")),
            Optional.of(Optional.empty()),
            Optional.of(Optional.of("Xx日本日本!")),
            Optional.empty(),
            Optional.empty());
    settings.put("definition.version", "2");
    settings.put("input.word.reads", "features");
    assertThat(DefinitionCodec.read(Settings.of(settings)).inputs().all())
        .extracting(input -> ((EmbeddingInput) input).form())
        .containsExactly(
            Optional.empty(),
            Optional.of(WordForm.prefix(12)),
            Optional.of(WordForm.shape()),
            Optional.empty(),
            Optional.empty());
    settings.put("input.shape.reads", "stem");
    assertThatThrownBy(() -> DefinitionCodec.read(Settings.of(settings)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected features or a form of words, such as word, lower, suffix3 or shape, as reads, got 'stem'; was it written by a newer release?");
  }

  /** An input of the user's own. */
  private record OwnInput(String name) implements GraphInput<NumberColumn> {
    @Override
    public Class<NumberColumn> columnType() {
      return NumberColumn.class;
    }

    @Override
    public int outputSize() {
      return 1;
    }

    @Override
    public List<ParameterSpec> parameters(int vocabularySize) {
      return List.of();
    }

    @Override
    public void require(NumberColumn column, int vocabularySize) {}

    @Override
    public FedInput<NumberColumn> build(InputContext context, int vocabularySize) {
      throw new AssertionError();
    }

    @Override
    public Optional<Map<String, String>> settings() {
      return Optional.of(Map.of("numbers", "1"));
    }
  }

  @Test
  void inputOfAnotherClassIsRefusedByItsClass() {
    TaggerDefinition own = definition(LSTM, Head.softmax(), new OwnInput("own"));
    assertThatThrownBy(() -> DefinitionCodec.write(own))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "stored tagger: expected an input that can be stored, one of [CharacterInput, VectorInput, TransformerVectors, GazetteerInput, NumberInput, EmbeddingInput], got the class org.tributary.internal.tagger.DefinitionCodecTest$OwnInput; use it in memory, or train by a TaggerFitter and write its parameters with Safetensors");
  }
}
