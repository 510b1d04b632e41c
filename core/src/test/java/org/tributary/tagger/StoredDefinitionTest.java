package org.tributary.tagger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberInput;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordForm;
import org.tributary.feature.WordVectors;
import org.tributary.graph.Kernels;
import org.tributary.head.Head;
import org.tributary.layer.CellParameter;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.param.Initializer;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.span.TagScheme;
import org.tributary.tagger.definition.LabelColumn;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.Vocabulary;

/**
 * A definition that is read back equals the one written, in every field. Each part is tested off
 * its default in each of its record components, so that a new component without a stored form
 * fails.
 */
class StoredDefinitionTest {
  private static final EmbeddingInput WORD = EmbeddingInput.of("word", 5);
  private static final VectorInput VECTORS =
      new VectorInput(
          "vector",
          4,
          VectorInput.Keep.ALL,
          Trainability.FROZEN,
          0,
          OptionalInt.empty(),
          Optional.empty());
  private static final CharacterInput CHARACTERS = CharacterInput.of("char");
  private static final Recurrent LSTM = Recurrent.lstm(5).hidden(4);
  private static final Recurrent RNN = Recurrent.rnn(5).hidden(4);
  private static final TaggerDefinition PLAIN = definition(LSTM, Head.softmax(), WORD);

  @TempDir private Path folder;

  private static TaggerDefinition definition(Recurrent encoder, Head head, Input<?>... inputs) {
    return new TaggerDefinition(
        Inputs.of(inputs), encoder, 0, 0, List.of(new LabelColumn(LabelColumn.MAIN, 1, head)));
  }

  /** Inputs, each a default one and then others that differ from it. */
  private static List<List<Input<?>>> inputs() {
    return List.of(
        List.of(
            WORD,
            WORD.named("lower"),
            EmbeddingInput.of("word", 6),
            WORD.standardDeviation(0.123456789012345),
            WORD.frozen(),
            WORD.reading(Optional.of(WordForm.suffix(3))),
            WORD.reading(Optional.empty()),
            WORD.projectedTo(3)),
        List.of(
            VECTORS,
            new VectorInput(
                "glove",
                7,
                VectorInput.Keep.TRAINING_WORDS,
                Trainability.TRAINABLE,
                0.3,
                OptionalInt.of(2),
                Optional.empty()),
            VECTORS.trainable(),
            VECTORS.dropout(1 / 3.0),
            VECTORS.keepTrainingWords(),
            VECTORS.projectedTo(9)),
        List.of(
            CHARACTERS,
            new CharacterInput(
                "c-2",
                7,
                OptionalDouble.of(0.25),
                new CharacterLstm(3, CharacterPooling.LAST),
                OptionalInt.empty()),
            CHARACTERS.size(9),
            CHARACTERS.standardDeviation(0.7),
            CHARACTERS.firstCharacters(8),
            CHARACTERS.lstm(11, CharacterPooling.MAX),
            CHARACTERS.cnn(4, 2, 5),
            CHARACTERS.cnn(6, 2, 5),
            CHARACTERS.cnn(4, 3)),
        List.of(
            NumberInput.of("sensor", 3),
            NumberInput.of("other", 3),
            NumberInput.of("sensor", 4),
            NumberInput.of("sensor", 3).projectedTo(2)));
  }

  private static List<Recurrent> encoders() {
    Initializer normal = Initializer.normal(0.01);
    List<Recurrent> encoders =
        new ArrayList<>(
            List.of(
                LSTM,
                Recurrent.lstm(5).hidden(6),
                Recurrent.gru(5).hidden(4),
                Recurrent.gru(5).hidden(3),
                Recurrent.rnn(5).hidden(3),
                Recurrent.gru(5).hidden(4).withoutBias(),
                RNN,
                RNN.nonlinearity(Nonlinearity.RELU),
                RNN.nonlinearity(Nonlinearity.RELU).withoutBias(),
                LSTM.layers(3),
                LSTM.bidirectional(),
                LSTM.withoutBias(),
                LSTM.projection(2),
                LSTM.dropout(0.1),
                LSTM.lockedDropout(0.2),
                LSTM.recurrentDropout(0.3),
                LSTM.layers(2).bidirectional().residual(),
                LSTM.layers(2).bidirectional().highway(),
                LSTM.forgetBias(1),
                LSTM.initializer(CellParameter.BIAS_HIDDEN_HIDDEN, normal)));
    Kernels.all().forEach(kernel -> encoders.add(LSTM.kernel(kernel)));
    encoders.add(LSTM.kernel(Kernels.reference()));
    for (Initializer initializer : initializers()) {
      encoders.add(LSTM.initializer(CellParameter.WEIGHT_HIDDEN_HIDDEN, initializer));
    }
    return encoders;
  }

  private static List<Initializer> initializers() {
    return List.of(
        Initializer.uniform(0.3),
        Initializer.normal(1 / 7.0),
        Initializer.constant(0.1),
        Initializer.xavierUniform(),
        Initializer.xavierNormal(),
        Initializer.kaimingUniform(1.5),
        Initializer.kaimingNormal(0.5),
        Initializer.truncatedNormal(0.2, -0.4, 0.3),
        Initializer.orthogonal(),
        Initializer.blocks(4, Initializer.orthogonal()),
        Initializer.blocks(2, Initializer.blocks(2, Initializer.uniform(0.1))));
  }

  private static List<Head> heads() {
    List<Head> heads = new ArrayList<>(List.of(Head.softmax(), Head.crf()));
    for (TagScheme scheme : TagScheme.values()) {
      heads.add(Head.crf(scheme));
      heads.add(Head.crf(scheme).constrainTraining());
    }
    return heads;
  }

  private static List<TaggerDefinition> definitions() {
    List<TaggerDefinition> all = new ArrayList<>();
    inputs().forEach(kind -> kind.forEach(i -> all.add(definition(LSTM, Head.softmax(), i))));
    encoders().forEach(encoder -> all.add(definition(encoder, Head.softmax(), WORD)));
    heads().forEach(head -> all.add(definition(LSTM, head, WORD)));
    all.add(definition(LSTM, Head.crf(), WORD, VECTORS, CHARACTERS, NumberInput.of("sensor", 3)));
    all.add(PLAIN.dropout(0.1));
    all.add(PLAIN.lockedDropout(0.2));
    all.add(PLAIN.embeddingStandardDeviation(0.3));
    all.add(PLAIN.auxiliaryTask("upos"));
    all.add(
        PLAIN
            .auxiliaryTask("upos", 0.7, Head.crf(TagScheme.BIO).constrainTraining())
            .auxiliaryTask("case", 0.3));
    return all;
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void definitionIsReadBackEqual(TaggerDefinition definition) throws Exception {
    Path file = folder.resolve("tagger");
    write(file, definition);
    TaggerDefinition read = WordTaggerFile.read(TaggerSource.of(file)).definition();
    assertThat(read).isEqualTo(definition);
    assertThat(read).hasToString(definition.toString()); // which a checkpoint compares
  }

  private static void write(Path file, TaggerDefinition definition) throws Exception {
    List<Vocabulary> vocabularies =
        definition.inputs().all().stream().map(input -> new Vocabulary(List.of("a"))).toList();
    ParameterValues.Builder values = ParameterValues.builder();
    for (int k = 0; k < 100; k++) { // at least as many as the encoder has
      values.add("p" + k, TensorShape.of(1), new float[1]);
    }
    Vocabulary labels = new Vocabulary(List.of("O", "B-X"));
    new WordTaggerFile(definition, vocabularies, labels, Map.of(), values.build())
        .write(file, VectorStorage.INSIDE);
  }

  /** Components that no sample may set, each with its reason. */
  private static final Map<String, String> FIXED =
      Map.of(
          "VectorInput.vectors", "parameters of a trained tagger",
          "TaggerDefinition.tablePrecision", "that of a trained tagger's parameters",
          "Recurrent.layout", "a tagger's is sequence-first",
          "LstmCell.inputSize", "that of the inputs",
          "GruCell.inputSize", "that of the inputs",
          "RnnCell.inputSize", "that of the inputs",
          "TaggerDefinition.automatic", "resolved by training");

  /** Fails when a part gets a component that no sample above sets off its default. */
  @Test
  void everyComponentOfEveryPartIsTestedOffItsDefault() throws Exception {
    List<Object> parts = new ArrayList<>();
    definitions().forEach(definition -> collect(definition, parts));
    Set<Class<?>> types = new LinkedHashSet<>();
    parts.forEach(part -> types.add(part.getClass()));
    assertThat(types.stream().map(Class::getSimpleName))
        .contains(
            "TaggerDefinition",
            "Recurrent",
            "DropoutRates",
            "Initialization",
            "LstmCell",
            "GruCell",
            "RnnCell",
            "LabelColumn",
            "SoftmaxHead",
            "CrfHead",
            "EmbeddingInput",
            "VectorInput",
            "CharacterInput",
            "CharacterLstm",
            "CharacterCnn",
            "NumberInput",
            "Uniform",
            "Normal",
            "Constant",
            "Kaiming",
            "TruncatedNormal",
            "Blocks");
    for (Class<?> type : types) {
      for (RecordComponent component : type.getRecordComponents()) {
        String name = name(type, component);
        Set<Object> values = new LinkedHashSet<>();
        for (Object part : parts) {
          if (part.getClass() == type) {
            values.add(value(component, part));
          }
        }
        if (!FIXED.containsKey(name) && !isInitializer(type)) {
          assertThat(values).as("values of %s in the samples", name).hasSizeGreaterThan(1);
        }
      }
    }
  }

  private static String name(Class<?> type, RecordComponent component) {
    return type.getSimpleName() + "." + component.getName();
  }

  /** Initializers have no defaults; each is a sample with numbers of its own. */
  private static boolean isInitializer(Class<?> type) {
    return Initializer.class.isAssignableFrom(type);
  }

  /** Adds a part and the parts that its components hold. */
  private static void collect(Object part, List<Object> all) {
    if (part instanceof Optional<?> optional) {
      optional.ifPresent(value -> collect(value, all));
    } else if (part instanceof Iterable<?> list) {
      list.forEach(each -> collect(each, all));
    } else if (part instanceof Map<?, ?> map) {
      collect(map.values(), all);
    } else if (part instanceof Record && part.getClass().getName().startsWith("org.tributary.")) {
      all.add(part);
      for (RecordComponent component : part.getClass().getRecordComponents()) {
        try {
          if (!FIXED.containsKey(name(part.getClass(), component))) {
            collect(value(component, part), all);
          }
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(e.getMessage(), e);
        }
      }
    }
  }

  private static Object value(RecordComponent component, Object part)
      throws ReflectiveOperationException {
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    return accessor.invoke(part);
  }

  /** An initializer of the caller's own. */
  private static final Initializer OWN = (shape, random) -> new float[(int) shape.size()];

  static Stream<TaggerDefinition> unstored() {
    WordVectors vectors = new WordVectors(List.of("a"), 4, new float[4]);
    return Stream.of(
        definition(LSTM.initializer(CellParameter.WEIGHT_INPUT_HIDDEN, OWN), Head.crf(), WORD),
        definition(
            LSTM.initializer(CellParameter.BIAS_INPUT_HIDDEN, Initializer.blocks(4, OWN)),
            Head.crf(),
            WORD),
        definition(LSTM, Head.crf(), VectorInput.of(vectors)),
        Tagger.define());
  }

  @ParameterizedTest
  @MethodSource("unstored")
  void whatCannotBeStoredIsRefusedAtSaving(TaggerDefinition definition) {
    Path file = folder.resolve("refused");
    assertThatThrownBy(() -> write(file, definition))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("stored tagger: expected ");
    assertThat(Files.exists(file)).isFalse();
  }
}
