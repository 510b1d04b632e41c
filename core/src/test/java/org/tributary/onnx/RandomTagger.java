package org.tributary.onnx;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.Inputs;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.Trainability;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordReader;
import org.tributary.head.Head;
import org.tributary.head.LabelSet;
import org.tributary.layer.Bias;
import org.tributary.layer.Nonlinearity;
import org.tributary.layer.Recurrent;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.param.TorchRandom;
import org.tributary.span.TagScheme;
import org.tributary.tagger.Sentence;
import org.tributary.tagger.Tagger;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tagger.definition.TaggerSizes;
import org.tributary.tagger.definition.Vocabulary;

/** A random mixture of inputs, encoder and head with random weights, drawn from a seed. */
final class RandomTagger {
  private static final String ALPHABET = "abcdefgXYZ0189-.é😀";
  private static final int MAX_STEPS = 30;

  private final SplittableRandom random;
  private final long seed;
  private final boolean readsWords;
  private final List<String> lexicon;
  final TaggerDefinition definition;
  final List<Vocabulary> vocabularies;
  final List<String> labels;
  final TaggerSizes sizes;
  final ParameterValues parameters;

  RandomTagger(long seed, boolean readsWords) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
    this.readsWords = readsWords;
    this.lexicon = IntStream.range(0, 40).mapToObj(k -> word()).distinct().toList();
    List<Input<?>> inputs = readsWords ? wordInputs() : featureInputs();
    Optional<TagScheme> scheme =
        chance(2) ? Optional.empty() : Optional.of(pick(TagScheme.values()));
    this.labels = RandomLabels.of(scheme, 1 + random.nextInt(3));
    Head head =
        scheme.<Head>map(Head::crf).orElseGet(() -> chance(2) ? Head.softmax() : Head.crf());
    this.definition =
        Tagger.define()
            .inputs(new Inputs(inputs))
            .encoder(this::encoder)
            .withoutAuxiliaryTasks()
            .head(head);
    this.vocabularies = inputs.stream().map(this::vocabulary).toList();
    List<Integer> entries = new ArrayList<>();
    for (int k = 0; k < inputs.size(); k++) {
      boolean hasTable = !inputs.get(k).tables().isEmpty();
      entries.add(
          !hasTable ? 0 : readsWords ? vocabularies.get(k).size() + 1 : 3 + random.nextInt(30));
    }
    this.sizes = new TaggerSizes(entries, List.of(LabelSet.of(labels)));
    this.parameters = parameters();
  }

  private boolean chance(int of) {
    return random.nextInt(of) == 0;
  }

  private <T> T pick(T[] values) {
    return values[random.nextInt(values.length)];
  }

  private String word() {
    int length = chance(15) ? 60 + random.nextInt(12) : 1 + random.nextInt(7);
    int[] codes = ALPHABET.codePoints().toArray();
    StringBuilder word = new StringBuilder();
    for (int k = 0; k < length; k++) {
      word.appendCodePoint(codes[random.nextInt(codes.length)]);
    }
    return word.toString();
  }

  private List<Input<?>> wordInputs() {
    List<Input<?>> inputs = new ArrayList<>();
    for (String name : List.of("word", "lower", "prefix2", "suffix1", "suffix3", "shape")) {
      if (chance(2)) {
        inputs.add(EmbeddingInput.of(name, size()).standardDeviation(1));
      }
    }
    if (chance(3)) {
      inputs.add(vectors());
    }
    characters(inputs, 2);
    numbers(inputs);
    if (inputs.isEmpty()) {
      inputs.add(EmbeddingInput.of("word", size()).standardDeviation(1));
    }
    return inputs;
  }

  private List<Input<?>> featureInputs() {
    List<Input<?>> inputs = new ArrayList<>();
    inputs.add(EmbeddingInput.of("group", size()).standardDeviation(1));
    if (chance(2)) {
      EmbeddingInput frozen =
          EmbeddingInput.of("second-group", size()).standardDeviation(1).frozen();
      inputs.add(chance(2) ? frozen : frozen.projectedTo(size()));
    }
    characters(inputs, 3);
    numbers(inputs);
    return inputs;
  }

  private VectorInput vectors() {
    VectorInput vectors =
        new VectorInput(
            "vector",
            size(),
            VectorInput.Keep.ALL,
            pick(Trainability.values()),
            0,
            OptionalInt.empty(),
            Optional.empty());
    return chance(2) ? vectors : vectors.projectedTo(size());
  }

  private void characters(List<Input<?>> inputs, int of) {
    if (!chance(of)) {
      return;
    }
    CharacterInput input = CharacterInput.of("char").size(size()).standardDeviation(1);
    inputs.add(
        switch (random.nextInt(4)) {
          case 0 -> input.lstm(size(), CharacterPooling.LAST);
          case 1 -> input.lstm(size(), CharacterPooling.MAX);
          case 2 -> input.cnn(size(), 3);
          default -> input.cnn(size(), 1, 2, 4);
        });
  }

  private void numbers(List<Input<?>> inputs) {
    if (chance(4)) {
      NumberInput numbers = NumberInput.of("numbers", 1 + random.nextInt(4));
      inputs.add(chance(2) ? numbers : numbers.projectedTo(size()));
    }
  }

  private int size() {
    return 2 + random.nextInt(12);
  }

  private Recurrent encoder(int inputSize) {
    int hidden = 3 + random.nextInt(20);
    Recurrent encoder =
        switch (random.nextInt(5)) {
          case 0 -> Recurrent.rnn(inputSize).hidden(hidden);
          case 1 -> Recurrent.rnn(inputSize).hidden(hidden).nonlinearity(Nonlinearity.RELU);
          case 2 -> Recurrent.gru(inputSize).hidden(hidden);
          case 3 -> Recurrent.lstm(inputSize).hidden(hidden);
          default -> Recurrent.lstm(inputSize).hidden(hidden).projection(hidden - 1);
        };
    encoder = encoder.layers(1 + random.nextInt(3)).bias(chance(4) ? Bias.ABSENT : Bias.PRESENT);
    encoder = chance(3) ? encoder : encoder.bidirectional();
    return switch (random.nextInt(3)) {
      case 0 -> encoder.residual();
      case 1 -> encoder.highway();
      default -> encoder;
    };
  }

  private Vocabulary vocabulary(Input<?> input) {
    List<String> symbols = new ArrayList<>();
    input.wordReader().ifPresent(reader -> symbols(reader, symbols));
    return new Vocabulary(symbols);
  }

  private void symbols(WordReader<?> reader, List<String> to) {
    for (String word : lexicon) {
      reader.symbols(word).stream().filter(symbol -> !symbol.equals("Z")).forEach(to::add);
    }
  }

  /** Draws weights larger than the initial ones, so that labels depend on them. */
  private ParameterValues parameters() {
    boolean unbounded = !definition.encoder().cell().stateStaysFinite();
    TorchRandom drawing = TorchRandom.seeded(seed);
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    for (ParameterSpec spec : definition.parameters(sizes)) {
      float factor = spec.name().startsWith("crf") ? 15 : unbounded ? 0.9f : 1.7f;
      float[] drawn = spec.initializer().draw(spec.shape(), drawing);
      for (int k = 0; k < drawn.length; k++) {
        drawn[k] *= factor;
      }
      values.put(spec.name(), FloatTensor.of(spec.shape(), drawn));
    }
    return ParameterValues.of(values);
  }

  /** Draws sentences with known and unknown words, from one word to many. */
  List<Sentence> sentences(int count) {
    List<Sentence> sentences = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int steps = n == 0 ? 1 : 1 + random.nextInt(MAX_STEPS);
      List<String> words = new ArrayList<>();
      for (int t = 0; t < steps; t++) {
        words.add(chance(4) ? word() + "ß" : lexicon.get(random.nextInt(lexicon.size())));
      }
      Sentence sentence = new Sentence(words);
      for (Input<?> input : definition.inputs().all()) {
        if (input instanceof NumberInput numbers) {
          sentence = sentence.withNumbers(input.name(), numbers(numbers, steps));
        }
      }
      sentences.add(sentence);
    }
    return sentences;
  }

  private NumberColumn numbers(NumberInput input, int steps) {
    float[] values = new float[steps * input.size()];
    for (int k = 0; k < values.length; k++) {
      values[k] = (float) (2 * random.nextDouble() - 1);
    }
    return new NumberColumn(FloatTensor.of(TensorShape.of(steps, input.size()), values));
  }

  /** Draws feature sequences, with up to three weighted features a step. */
  List<FeatureSequence> sequences(int count) {
    List<FeatureSequence> sequences = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int steps = n == 0 ? 1 : 1 + random.nextInt(MAX_STEPS);
      List<InputColumn> columns = new ArrayList<>();
      for (int k = 0; k < definition.inputs().all().size(); k++) {
        columns.add(
            column(definition.inputs().all().get(k), sizes.vocabularySizes().get(k), steps));
      }
      sequences.add(FeatureSequence.of(columns));
    }
    return sequences;
  }

  private InputColumn column(Input<?> input, int entries, int steps) {
    if (input instanceof NumberInput numbers) {
      return numbers(numbers, steps);
    }
    if (input instanceof CharacterInput) {
      List<List<Integer>> words = new ArrayList<>();
      for (int t = 0; t < steps; t++) {
        words.add(random.ints(random.nextInt(8), 0, entries).boxed().toList()); // or none
      }
      return new CharacterColumn(words);
    }
    FeatureColumn.Builder column = FeatureColumn.builder();
    for (int t = 0; t < steps; t++) {
      column.step();
      for (int k = random.nextInt(4); k > 0; k--) {
        column.feature(random.nextInt(entries), (float) (2 * random.nextDouble() - 1));
      }
    }
    return column.build();
  }

  @Override
  public String toString() {
    return "seed %d, %s: %s, %s, %s"
        .formatted(
            seed,
            readsWords ? "words" : "features",
            definition.inputs().all(),
            definition.encoder(),
            definition.columns().get(0).head());
  }
}
