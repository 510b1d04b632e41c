package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tributary.feature.CharacterCnn;
import org.tributary.feature.CharacterColumn;
import org.tributary.feature.CharacterEncoder;
import org.tributary.feature.CharacterInput;
import org.tributary.feature.CharacterLstm;
import org.tributary.feature.CharacterPooling;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.FeatureColumn;
import org.tributary.feature.GazetteerInput;
import org.tributary.feature.Input;
import org.tributary.feature.InputColumn;
import org.tributary.feature.NumberColumn;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.feature.WordForm;
import org.tributary.feature.WordReader;
import org.tributary.internal.Settings;
import org.tributary.layer.Recurrent;
import org.tributary.onnx.OnnxModel.Values;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.tagger.definition.Vocabulary;

/**
 * An input of an exported tagger: its vectors in the graph, its tensors for a batch of sequences,
 * random columns for the check of the export, and its description in the metadata.
 */
abstract class OnnxInput {
  static final String BATCH = "batch";
  static final String STEPS = "steps";
  static final String PIECES = "pieces";

  private static final Pattern SUPPLEMENTARY = Pattern.compile("[\\x{10000}-\\x{10ffff}]");

  private static final Map<String, String> RULES =
      Map.ofEntries(
          Map.entry("word", "the word unchanged"),
          Map.entry("lower", "the word in lower case, by Unicode and no particular language"),
          Map.entry(
              "prefix",
              "the first length code points of the word in lower case; none if it is shorter"),
          Map.entry(
              "suffix",
              "the last length code points of the word in lower case; none if it is shorter"),
          Map.entry(
              "shape",
              "X for each run of upper-case and title-case code points, x of lower-case ones, o of other letters, d of decimal digits, and one code point for each run of another one; marks and format characters belong to the code point before them"),
          Map.entry(
              "shape.1",
              "X for each run of upper-case code points, x of lower-case ones, d of decimal digits, and one code point for each run of another one"),
          Map.entry(
              "vector",
              "the first of these that is an entry: the word unchanged, the word in lower case, and both with each decimal digit replaced by 0"),
          Map.entry(
              "characters",
              "the code points of the word, then none up to the longest word; of more than max_characters the first and the last half of that many"),
          Map.entry(
              "gazetteer",
              "weight 1 for each of the word's tags that is an entry; if it has tags and none is an entry, that of unknown; none without tags: of each type B- at the first, I- within, E- at the last and S- at the only word of the longest phrase that covers the word, of equally long ones the first; phrases has a text for each type, the type and its phrases separated by tabs; matching lower_case compares words in lower case"),
          Map.entry(
              "features", "features with weights; weight 0 up to the step with the most features"),
          Map.entry("numbers", "the numbers of each step"),
          Map.entry(
              "pieces",
              "the number of pieces of each word, 0 in the padding; input_ids has the ids before, those of each word's pieces by the tokenizer, the unknown piece for a word without any, and the ids after, in all at most window"));

  /** The tensors from which a table's features are read. */
  enum TableReading {
    /** One feature of weight 1 at each step, or none: ids [B, T]. */
    SINGLE,
    /** Any number of weighted features: ids and weights, each [B, T, features]. */
    WEIGHTED
  }

  final Input<?> input;
  final String name;
  final int entries; // V, with the unknown one

  /** The rule by which the input is derived, a key of {@link #RULES}. */
  private final String rule;

  private OnnxInput(Input<?> input, int entries, String rule) {
    this.input = input;
    this.name = input.name();
    this.entries = entries;
    this.rule = rule;
  }

  /**
   * Returns the form of an input in an export.
   *
   * @param entries V, the number of entries with the unknown one
   * @param encoder that of token vectors; empty for a tagger without
   * @throws IllegalArgumentException for an input or a character encoder of the caller's own, or
   *     another one that ONNX cannot express
   */
  static OnnxInput of(
      Input<?> input, int entries, TableReading reading, Optional<EncoderModel> encoder) {
    if (input instanceof NumberInput numbers) {
      return new Numbers(numbers);
    }
    if (input instanceof TransformerVectors vectors) {
      return new TokenVectors(
          vectors,
          encoder.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "ONNX: expected a tagger of words for the token vectors of the input %s, got one over feature sequences, such as one with features of your own, whose words are not known; run it by this library"
                          .formatted(vectors.name()))));
    }
    if (input instanceof CharacterInput characters) {
      return new Characters(characters, entries);
    }
    if (input instanceof EmbeddingInput || input instanceof VectorInput) {
      return new Table(input, entries, reading, Table.rule(input, reading));
    }
    if (input instanceof GazetteerInput) {
      boolean features = reading == TableReading.WEIGHTED; // as an example gives them
      return new Table(input, entries, TableReading.WEIGHTED, features ? "features" : "gazetteer");
    }
    throw new IllegalArgumentException(
        "ONNX: expected inputs of tables, vectors, characters or numbers, got %s of the class %s; run it by this library, or train with one of those"
            .formatted(input.name(), input.getClass().getName()));
  }

  /** Adds the input to a graph and returns its vectors, [B, T, S]. */
  abstract String add(OnnxGraph graph, ParameterValues parameters);

  /**
   * Adds the tensors of a batch.
   *
   * @param columns one for each sequence
   * @param words the words of each sequence; empty for a tagger without token vectors
   * @param steps T
   * @param to the tensors by name
   */
  abstract void feed(
      List<InputColumn> columns, List<List<String>> words, int steps, Map<String, Values> to);

  /**
   * Returns a random column for each sentence, of known and unknown entries and steps without a
   * feature; token vectors are those of the words.
   */
  abstract List<? extends InputColumn> random(
      SplittableRandom random, List<List<String>> sentences);

  /**
   * Adds the description of this input.
   *
   * @param vocabulary the entries without the unknown one; empty if they have no names
   */
  final void describe(Map<String, String> texts, Optional<Vocabulary> vocabulary) {
    addMetadata(texts, "reads", rule);
    texts.put("rule." + rule, RULES.get(rule));
    describeEntries(texts, vocabulary);
  }

  /** Adds an entry about this input to the metadata. */
  final void addMetadata(Map<String, String> texts, String key, String value) {
    texts.put("input.%s.%s".formatted(name, key), value);
  }

  /** Adds the description of the entries. */
  void describeEntries(Map<String, String> texts, Optional<Vocabulary> vocabulary) {
    addMetadata(texts, "none", Integer.toString(entries));
    if (vocabulary.isPresent()) {
      addMetadata(texts, "unknown", Integer.toString(entries - 1));
      addMetadata(texts, "entries", json(vocabulary.get().symbols()));
    }
  }

  /** Returns a list in JSON. */
  static String json(List<String> values) {
    return escaped(Settings.text(values));
  }

  /**
   * Escapes code points above U+FFFF of JSON: ONNX Runtime's Java interface does not decode them.
   */
  private static String escaped(String json) {
    return SUPPLEMENTARY
        .matcher(json)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "\\u%04x\\u%04x"
                        .formatted((int) found.group().charAt(0), (int) found.group().charAt(1))));
  }

  /** Adds the projection of the vectors, if the parameters have one. */
  final String projected(OnnxGraph graph, ParameterValues parameters, String vectors) {
    String prefix = name + "_proj";
    return parameters.tensors().containsKey(prefix + ".weight")
        ? graph.linear(parameters.part(prefix), prefix + ".", vectors)
        : vectors;
  }

  /** Adds rows of the table; the row after the last is zero, for a step without a feature. */
  final String gather(OnnxGraph graph, ParameterValues parameters, String rows) {
    String parameter = input.tables().get(0);
    FloatTensor table = parameters.tensor(parameter);
    long size = table.shape().get(1);
    float[] values =
        Arrays.copyOf(table.values(), Math.toIntExact(Math.addExact(table.shape().size(), size)));
    return graph.node(
        "Gather", graph.floats(parameter, values, table.shape().get(0) + 1, size), rows);
  }

  /** Returns an array filled with the index of the zero row, for steps without a feature. */
  final long[] zeroRows(int size) {
    long[] values = new long[size];
    Arrays.fill(values, entries);
    return values;
  }

  /** An input whose random columns depend on the numbers of words alone. */
  private abstract static class WithoutWords extends OnnxInput {
    WithoutWords(Input<?> input, int entries, String rule) {
      super(input, entries, rule);
    }

    @Override
    final List<InputColumn> random(SplittableRandom random, List<List<String>> sentences) {
      return sentences.stream().map(words -> random(random, words.size())).toList();
    }

    /** Returns a random column of this number of steps. */
    abstract InputColumn random(SplittableRandom random, int steps);
  }

  /** A table of features: embeddings or vectors. */
  private static final class Table extends WithoutWords {
    private final TableReading reading;

    Table(Input<?> input, int entries, TableReading reading, String rule) {
      super(input, entries, rule);
      this.reading = reading;
    }

    static String rule(Input<?> input, TableReading reading) {
      return reading == TableReading.SINGLE && input instanceof VectorInput
          ? "vector"
          : form(input, reading).map(WordForm::rule).orElse("features");
    }

    /** Returns the form of words that is read; empty if other features are. */
    private static Optional<WordForm> form(Input<?> input, TableReading reading) {
      return reading == TableReading.SINGLE && input instanceof EmbeddingInput table
          ? table.form()
          : Optional.empty();
    }

    @Override
    String add(OnnxGraph graph, ParameterValues parameters) {
      if (reading == TableReading.SINGLE) {
        String features = graph.input(name + ".ids", DataType.INT64, BATCH, STEPS);
        return projected(graph, parameters, gather(graph, parameters, features));
      }
      String size = name + ".features";
      String features = graph.input(name + ".ids", DataType.INT64, BATCH, STEPS, size);
      String weights = graph.input(name + ".weights", DataType.FLOAT, BATCH, STEPS, size);
      String weighted =
          graph.node("Mul", gather(graph, parameters, features), graph.unsqueeze(weights, 3));
      return projected(graph, parameters, graph.sum(weighted, 2)); // [B, T, E]
    }

    @Override
    void feed(
        List<InputColumn> columns, List<List<String>> words, int steps, Map<String, Values> to) {
      int maxFeatures = 1;
      for (InputColumn column : columns) {
        for (int t = 0; reading == TableReading.WEIGHTED && t < column.steps(); t++) {
          maxFeatures = Math.max(maxFeatures, ((FeatureColumn) column).count(t));
        }
      }
      long[] values = zeroRows(Math.multiplyExact(columns.size() * steps, maxFeatures));
      float[] weights = new float[values.length];
      for (int n = 0; n < columns.size(); n++) {
        FeatureColumn column = (FeatureColumn) columns.get(n);
        for (int t = 0; t < column.steps(); t++) {
          int at = (n * steps + t) * maxFeatures;
          for (int k = 0; k < Math.min(column.count(t), maxFeatures); k++) {
            values[at + k] = column.feature(t, k);
            weights[at + k] = column.weight(t, k);
          }
        }
      }
      if (reading == TableReading.SINGLE) {
        to.put(name + ".ids", new Values(values, List.of(columns.size(), steps)));
      } else {
        to.put(name + ".ids", new Values(values, List.of(columns.size(), steps, maxFeatures)));
        to.put(name + ".weights", new Values(weights, List.of(columns.size(), steps, maxFeatures)));
      }
    }

    @Override
    FeatureColumn random(SplittableRandom random, int steps) {
      boolean single = reading == TableReading.SINGLE;
      FeatureColumn.Builder column = FeatureColumn.builder();
      for (int t = 0; t < steps; t++) {
        column.step();
        int count = single ? (random.nextInt(10) == 0 ? 0 : 1) : random.nextInt(4);
        for (int k = 0; k < count; k++) {
          float weight = single ? 1 : (float) (2 * random.nextDouble() - 1);
          column.feature(random.nextInt(entries), weight);
        }
      }
      return column.build();
    }

    @Override
    void describeEntries(Map<String, String> texts, Optional<Vocabulary> vocabulary) {
      super.describeEntries(texts, vocabulary);
      form(input, reading)
          .filter(form -> form.length() > 0)
          .ifPresent(form -> addMetadata(texts, "length", Integer.toString(form.length())));
      if (input instanceof GazetteerInput && vocabulary.isPresent()) {
        Map<String, String> settings = input.settings().orElseThrow();
        addMetadata(texts, "matching", settings.get("matching"));
        addMetadata(texts, "phrases", escaped(settings.get("phrases")));
      }
    }
  }

  /** Numbers of each step. */
  private static final class Numbers extends WithoutWords {
    private final int size;

    Numbers(NumberInput input) {
      super(input, 0, "numbers");
      this.size = input.size();
    }

    @Override
    String add(OnnxGraph graph, ParameterValues parameters) {
      return projected(
          graph, parameters, graph.input(name + ".values", DataType.FLOAT, BATCH, STEPS, size));
    }

    @Override
    void feed(
        List<InputColumn> columns, List<List<String>> words, int steps, Map<String, Values> to) {
      float[] values = new float[Math.multiplyExact(columns.size() * steps, size)];
      for (int n = 0; n < columns.size(); n++) {
        float[] own = ((NumberColumn) columns.get(n)).values().values();
        System.arraycopy(own, 0, values, n * steps * size, own.length);
      }
      to.put(name + ".values", new Values(values, List.of(columns.size(), steps, size)));
    }

    @Override
    NumberColumn random(SplittableRandom random, int steps) {
      float[] values = new float[steps * size];
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) (2 * random.nextDouble() - 1);
      }
      return new NumberColumn(FloatTensor.of(TensorShape.of(steps, size), values));
    }

    @Override
    void describeEntries(Map<String, String> texts, Optional<Vocabulary> vocabulary) {
      addMetadata(texts, "size", Integer.toString(size));
    }
  }

  /** The characters of words, by an LSTM or convolutions. */
  private static final class Characters extends WithoutWords {
    /** Below every output of an encoder, for characters that a maximum must not choose. */
    private static final float EXCLUDED = -1e30f;

    private final CharacterInput characters;

    Characters(CharacterInput characters, int entries) {
      super(characters, entries, "characters");
      this.characters = characters;
      CharacterEncoder encoder = characters.encoder();
      if (!(encoder instanceof CharacterLstm || encoder instanceof CharacterCnn)) {
        throw new IllegalArgumentException(
            "ONNX: expected a character LSTM or CNN in the input %s, got the class %s; run it by this library, or train with one of those"
                .formatted(name, encoder.getClass().getName()));
      }
      if (characters.firstCharacters().isPresent()) {
        throw new IllegalArgumentException(
            "ONNX: expected a character input that reads both ends of a long word, got %s of the first %d characters; run it by this library"
                .formatted(name, characters.firstCharacters().getAsInt()));
      }
    }

    @Override
    String add(OnnxGraph graph, ParameterValues parameters) {
      String all =
          graph.input(
              name + ".ids", DataType.INT64, BATCH, STEPS, name + ".characters"); // [B, T, L]
      String length = graph.size(all, 2);
      String words =
          graph.node("Reshape", all, graph.concat(List.of(graph.vector(-1), length), 0)); // [W, L]
      String valid =
          graph.node("Not", graph.node("Equal", words, graph.scalar((long) entries))); // [W, L]
      String lengths = graph.sum(graph.cast(valid, DataType.INT64), 1); // [W]
      String embedded = gather(graph, parameters, words); // [W, L, E]
      String encoded =
          characters.encoder() instanceof CharacterLstm lstm
              ? lstm(graph, parameters, lstm, embedded, valid, lengths)
              : cnn(graph, parameters, (CharacterCnn) characters.encoder(), embedded, valid);
      String isWord =
          graph.unsqueeze(graph.node("Greater", lengths, graph.scalar(0L)), 1); // [W, 1]
      String vectors = graph.node("Where", isWord, encoded, graph.scalar(0f)); // [W, S]
      String shape =
          graph.concat(
              List.of(
                  graph.size(all, 0), graph.size(all, 1), graph.vector(characters.outputSize())),
              0);
      return graph.node("Reshape", vectors, shape); // [B, T, S]
    }

    private String lstm(
        OnnxGraph graph,
        ParameterValues parameters,
        CharacterLstm lstm,
        String embedded,
        String valid,
        String lengths) {
      Recurrent definition = lstm.recurrent(characters.size());
      String one = graph.scalar(1L);
      String atLeastOne =
          graph.node("Where", graph.node("Less", lengths, one), one, lengths); // [W]
      RecurrentGraph.Mask mask = RecurrentGraph.Mask.of(graph, atLeastOne, graph.size(embedded, 1));
      String prefix = name + "_lstm";
      RecurrentGraph.Output output =
          new RecurrentGraph(graph, definition, prefix + ".", parameters.part(prefix)::tensor, mask)
              .add(graph.transpose(embedded, 1, 0, 2));
      if (lstm.pooling() == CharacterPooling.MAX) {
        return maximum(graph, graph.transpose(output.sequence(), 1, 0, 2), valid, 1);
      }
      String byWord = graph.transpose(output.hidden(), 1, 0, 2); // [W, 2, H]
      return graph.reshape(byWord, 0, lstm.outputSize());
    }

    private String cnn(
        OnnxGraph graph,
        ParameterValues parameters,
        CharacterCnn cnn,
        String embedded,
        String valid) {
      String channels = graph.transpose(embedded, 0, 2, 1); // [W, E, L]
      List<String> pooled = new ArrayList<>();
      for (int width : cnn.widths()) {
        String prefix = name + "_cnn" + width + ".";
        int before = (width - 1) / 2;
        String scores =
            graph.node(
                "Conv",
                Map.of("kernel_shape", List.of(width), "pads", List.of(before, width - 1 - before)),
                channels,
                graph.floats(prefix + "weight", parameters.tensor(prefix + "weight")),
                graph.floats(prefix + "bias", parameters.tensor(prefix + "bias"))); // [W, F, L]
        pooled.add(maximum(graph, scores, valid, 2));
      }
      return graph.node("Tanh", graph.concat(pooled, 1));
    }

    /** Adds the maximum of [W, L, S] or [W, S, L] over the characters of each word, [W, S]. */
    private static String maximum(OnnxGraph graph, String values, String valid, int axis) {
      String mask = graph.unsqueeze(valid, axis == 1 ? 2 : 1);
      String masked = graph.node("Where", mask, values, graph.scalar(EXCLUDED));
      return graph.max(masked, axis);
    }

    @Override
    void feed(
        List<InputColumn> columns, List<List<String>> words, int steps, Map<String, Values> to) {
      int longest = 1;
      for (InputColumn column : columns) {
        for (List<Integer> word : ((CharacterColumn) column).words()) {
          longest = Math.max(longest, Math.min(word.size(), CharacterInput.MAX_CHARACTERS));
        }
      }
      long[] values = zeroRows(Math.multiplyExact(columns.size() * steps, longest));
      for (int n = 0; n < columns.size(); n++) {
        CharacterColumn column = (CharacterColumn) columns.get(n);
        for (int t = 0; t < column.steps(); t++) {
          int[] read = CharacterInput.readCharacters(column.words().get(t));
          for (int k = 0; k < read.length; k++) {
            values[(n * steps + t) * longest + k] = read[k];
          }
        }
      }
      to.put(name + ".ids", new Values(values, List.of(columns.size(), steps, longest)));
    }

    @Override
    CharacterColumn random(SplittableRandom random, int steps) {
      List<List<Integer>> words = new ArrayList<>();
      for (int t = 0; t < steps; t++) {
        int length = random.nextInt(20) == 0 ? 60 + random.nextInt(10) : 1 + random.nextInt(9);
        words.add(random.ints(length, 0, entries).boxed().toList());
      }
      return new CharacterColumn(words);
    }

    @Override
    void describeEntries(Map<String, String> texts, Optional<Vocabulary> vocabulary) {
      super.describeEntries(texts, vocabulary);
      addMetadata(texts, "max_characters", Integer.toString(CharacterInput.MAX_CHARACTERS));
    }
  }

  /**
   * Token vectors, whose encoder is a part of the graph: the states of each word's pieces are
   * pooled, rounded to 16 bits as everywhere, and mixed.
   */
  private static final class TokenVectors extends OnnxInput {
    private final TransformerVectors vectors;
    private final EncoderModel encoder;

    TokenVectors(TransformerVectors vectors, EncoderModel encoder) {
      super(vectors, 0, "pieces");
      this.vectors = vectors;
      this.encoder = encoder;
    }

    @Override
    String add(OnnxGraph graph, ParameterValues parameters) {
      boolean isMean = vectors.encoder().pooling() == PiecePooling.MEAN;
      String counts = graph.input(name + ".pieces", DataType.INT64, BATCH, STEPS);
      String ends =
          graph.node(
              "Add",
              graph.node("CumSum", counts, graph.scalar(1L)),
              graph.scalar((long) encoder.prefix().size())); // [B, T]
      String begins = graph.unsqueeze(graph.node("Sub", ends, counts), 2); // [B, T, 1]
      String pieces = graph.range(graph.size(EncoderModel.IDS, 1)); // [P]
      String below = graph.node("Less", pieces, graph.unsqueeze(ends, 2)); // [B, T, P]
      String isRead =
          isMean
              ? graph.node("Not", graph.node("Less", pieces, begins))
              : graph.node("Equal", pieces, begins);
      String read = graph.cast(graph.node("And", isRead, below), DataType.FLOAT);
      String divisor =
          graph.unsqueeze(
              graph.node("Max", graph.cast(counts, DataType.FLOAT), graph.scalar(1f)), 2);
      float[] mix = vectors.mix(parameters::tensor);
      String mixed = null;
      for (int k = 0; k < mix.length; k++) {
        String states = encoder.states(vectors.encoder().layers().get(k)); // [B, P, E]
        String pooled = graph.node("MatMul", read, states); // [B, T, E]
        pooled = isMean ? graph.node("Div", pooled, divisor) : pooled;
        String rounded = graph.cast(graph.cast(pooled, DataType.FLOAT16), DataType.FLOAT);
        String weighted = graph.node("Mul", rounded, graph.scalar(mix[k]));
        mixed = mixed == null ? weighted : graph.node("Add", mixed, weighted);
      }
      return projected(graph, parameters, mixed);
    }

    @Override
    void feed(
        List<InputColumn> columns, List<List<String>> words, int steps, Map<String, Values> to) {
      long[] counts = new long[Math.multiplyExact(words.size(), steps)];
      for (int n = 0; n < words.size(); n++) {
        List<List<Integer>> pieces = encoder.pieces(words.get(n));
        for (int t = 0; t < pieces.size(); t++) {
          counts[n * steps + t] = pieces.get(t).size();
        }
      }
      to.put(name + ".pieces", new Values(counts, List.of(words.size(), steps)));
      to.putAll(encoder.tensors(words.stream().map(encoder::withSpecialTokens).toList()));
    }

    @Override
    List<TokenVectorColumn> random(SplittableRandom random, List<List<String>> sentences) {
      try (WordReader<TokenVectorColumn> reader = vectors.wordReader().orElseThrow()) {
        return reader.columns(sentences, symbol -> 0);
      }
    }

    @Override
    void describeEntries(Map<String, String> texts, Optional<Vocabulary> vocabulary) {
      addMetadata(texts, "encoder", vectors.files().get(0).sha256());
      addMetadata(texts, "tokenizer", escaped(encoder.tokenizerJson()));
      addMetadata(texts, "before", encoder.prefix().toString());
      addMetadata(texts, "after", encoder.suffix().toString());
      addMetadata(texts, "window", Integer.toString(encoder.window()));
      if (encoder.isDynamic()) {
        addMetadata(texts, "max_batch", "1");
      }
    }
  }
}
