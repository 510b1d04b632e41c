package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.List;
import org.tributary.feature.EmbeddingInput;
import org.tributary.feature.Input;
import org.tributary.feature.NumberInput;
import org.tributary.feature.VectorInput;
import org.tributary.feature.character.CharacterCnn;
import org.tributary.feature.character.CharacterEncoder;
import org.tributary.feature.character.CharacterInput;
import org.tributary.feature.character.CharacterLstm;
import org.tributary.feature.character.CharacterPooling;
import org.tributary.feature.transformer.TransformerVectors;
import org.tributary.layer.Recurrent;
import org.tributary.param.ParameterValues;

/** The inputs of a tagger in an ONNX graph, each a vector of every step. */
final class InputGraph {
  static final String BATCH = "batch";
  static final String STEPS = "steps";

  /** Below every output of an encoder, for characters that a maximum must not choose. */
  private static final float EXCLUDED = -1e30f;

  private final OnnxGraph graph;
  private final ParameterValues parameters;
  private final TableReading reading;
  private final List<String> ids = new ArrayList<>();

  InputGraph(OnnxGraph graph, ParameterValues parameters, TableReading reading) {
    this.graph = graph;
    this.parameters = parameters;
    this.reading = reading;
  }

  /**
   * Checks that ONNX can express an input.
   *
   * @throws IllegalArgumentException for an input or a character encoder of the caller's own
   */
  static void requireExportable(Input<?> input) {
    if (input instanceof CharacterInput characters) {
      CharacterEncoder encoder = characters.encoder();
      if (!(encoder instanceof CharacterLstm || encoder instanceof CharacterCnn)) {
        throw new IllegalArgumentException(
            "ONNX: expected a character LSTM or CNN in the input %s, got the class %s; run it by this library, or train with one of those"
                .formatted(input.name(), encoder.getClass().getName()));
      }
      if (characters.firstCharacters().isPresent()) {
        throw new IllegalArgumentException(
            "ONNX: expected a character input that reads both ends of a long word, got %s of the first %d characters; run it by this library"
                .formatted(input.name(), characters.firstCharacters().getAsInt()));
      }
      return;
    }
    if (input instanceof TransformerVectors) {
      throw new IllegalArgumentException(
          "ONNX: expected inputs of tables, vectors, characters or numbers, got token vectors in the input %s, whose encoder is a file of its own; run the tagger by this library, or teach a student without token vectors and export that"
              .formatted(input.name()));
    }
    if (!(input instanceof EmbeddingInput
        || input instanceof VectorInput
        || input instanceof NumberInput)) {
      throw new IllegalArgumentException(
          "ONNX: expected inputs of tables, vectors, characters or numbers, got %s of the class %s; run it by this library, or train with one of those"
              .formatted(input.name(), input.getClass().getName()));
    }
  }

  /**
   * Adds an input.
   *
   * @param entries V, the number of entries with the unknown one
   * @return the vectors, [B, T, S]
   */
  String add(Input<?> input, int entries) {
    if (input instanceof NumberInput numbers) {
      return numbers(numbers);
    }
    return input instanceof CharacterInput characters
        ? characters(characters, entries)
        : projected(input.name(), table(input.name(), input.tables().get(0)));
  }

  /** Adds the projection of an input, if its parameters have one. */
  private String projected(String name, String vectors) {
    String prefix = name + "_proj";
    return parameters.names().contains(prefix + ".weight")
        ? linear(graph, parameters.part(prefix), prefix + ".", vectors)
        : vectors;
  }

  /** Returns the first tensor that was added, whose axis 1 is T. */
  String first() {
    return ids.get(0);
  }

  private String input(String name, DataType type, Object... dimensions) {
    String added = graph.input(name, type, dimensions);
    ids.add(added);
    return added;
  }

  private String table(String name, String parameter) {
    if (reading == TableReading.SINGLE) {
      String features = input(name + ".ids", DataType.INT64, BATCH, STEPS);
      return gather(parameter, features);
    }
    String size = name + ".features";
    String features = input(name + ".ids", DataType.INT64, BATCH, STEPS, size);
    String weights = input(name + ".weights", DataType.FLOAT, BATCH, STEPS, size);
    String weighted = graph.node("Mul", gather(parameter, features), graph.unsqueeze(weights, 3));
    return graph.node(
        "ReduceSum",
        List.of(Attributes.number("keepdims", 0)),
        weighted,
        graph.vector(2)); // [B, T, E]
  }

  /** Adds the rows of a table; the row after the last is zero, for a step without a feature. */
  private String gather(String parameter, String rows) {
    String table = graph.floats(parameter, Weights.withZeroRow(parameters.tensor(parameter)));
    return graph.node("Gather", table, rows);
  }

  private String numbers(NumberInput input) {
    String values = input(input.name() + ".values", DataType.FLOAT, BATCH, STEPS, input.size());
    return projected(input.name(), values);
  }

  /** Adds a linear layer over the last axis. */
  static String linear(OnnxGraph graph, ParameterValues parameters, String prefix, String x) {
    String weight =
        graph.floats(prefix + "weight", Weights.transposed(parameters.tensor("weight")));
    String bias = graph.floats(prefix + "bias", parameters.tensor("bias"));
    return graph.node("Add", graph.node("MatMul", x, weight), bias);
  }

  private String characters(CharacterInput input, int entries) {
    String name = input.name();
    String all =
        input(name + ".ids", DataType.INT64, BATCH, STEPS, name + ".characters"); // [B, T, L]
    String length = graph.size(all, 2);
    String words =
        graph.node("Reshape", all, graph.concat(List.of(graph.vector(-1), length), 0)); // [W, L]
    String valid =
        graph.node("Not", graph.node("Equal", words, graph.scalar((long) entries))); // [W, L]
    String lengths =
        graph.node(
            "ReduceSum",
            List.of(Attributes.number("keepdims", 0)),
            graph.cast(valid, DataType.INT64),
            graph.vector(1)); // [W]
    String embedded = gather(input.tables().get(0), words); // [W, L, E]
    String encoded =
        input.encoder() instanceof CharacterLstm lstm
            ? lstm(input, lstm, embedded, valid, lengths)
            : cnn(input, (CharacterCnn) input.encoder(), embedded, valid);
    String isWord = graph.unsqueeze(graph.node("Greater", lengths, graph.scalar(0L)), 1); // [W, 1]
    String vectors = graph.node("Where", isWord, encoded, graph.scalar(0f)); // [W, S]
    String shape =
        graph.concat(
            List.of(graph.size(all, 0), graph.size(all, 1), graph.vector(input.outputSize())), 0);
    return graph.node("Reshape", vectors, shape); // [B, T, S]
  }

  private String lstm(
      CharacterInput input, CharacterLstm lstm, String embedded, String valid, String lengths) {
    Recurrent definition = Recurrent.lstm(input.size()).hidden(lstm.hiddenSize()).bidirectional();
    String atLeastOne = graph.node("Max", lengths, graph.vector(1)); // [W]
    SequenceMask mask = SequenceMask.of(graph, atLeastOne, graph.size(embedded, 1));
    String prefix = input.name() + "_lstm";
    ParameterValues own = parameters.part(prefix);
    RecurrentGraph.Output output =
        new RecurrentGraph(graph, definition, prefix + ".", own::tensor, mask)
            .add(graph.transpose(embedded, 1, 0, 2));
    if (lstm.pooling() == CharacterPooling.MAX) {
      return maximum(graph.transpose(output.sequence(), 1, 0, 2), valid, 1);
    }
    String byWord = graph.transpose(output.hidden(), 1, 0, 2); // [W, 2, H]
    return graph.reshape(byWord, 0, lstm.outputSize());
  }

  /** Adds the maximum of [W, L, S] or [W, S, L] over the characters of each word. */
  private String maximum(String values, String valid, int axis) {
    String mask = graph.unsqueeze(valid, axis == 1 ? 2 : 1);
    String masked = graph.node("Where", mask, values, graph.scalar(EXCLUDED));
    return graph.reduce("ReduceMax", masked, axis); // [W, S]
  }

  private String cnn(CharacterInput input, CharacterCnn cnn, String embedded, String valid) {
    String channels = graph.transpose(embedded, 0, 2, 1); // [W, E, L]
    List<String> pooled = new ArrayList<>();
    for (int width : cnn.widths()) {
      String prefix = input.name() + "_cnn" + width + ".";
      int before = (width - 1) / 2;
      List<AttributeProto> attributes =
          List.of(
              Attributes.numbers("kernel_shape", width),
              Attributes.numbers("pads", before, width - 1L - before));
      String scores =
          graph.node(
              "Conv",
              attributes,
              channels,
              graph.floats(prefix + "weight", parameters.tensor(prefix + "weight")),
              graph.floats(prefix + "bias", parameters.tensor(prefix + "bias"))); // [W, F, L]
      pooled.add(maximum(scores, valid, 2));
    }
    return graph.node("Tanh", graph.concat(pooled, 1));
  }
}
