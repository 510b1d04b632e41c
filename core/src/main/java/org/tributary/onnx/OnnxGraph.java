package org.tributary.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;

/**
 * An ONNX graph under construction. Values are known by their names, which are unique in the graph
 * and in the bodies of its loops. A body may read every value of the graph around it.
 */
final class OnnxGraph {
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private final GraphProto.Builder constants; // those of the outermost graph
  private final Set<String> names;
  private final Set<String> reserved;
  private final long operatorSet;

  private OnnxGraph(
      String name, OnnxGraph outer, Set<String> names, Set<String> reserved, long operatorSet) {
    graph.setName(name);
    this.constants = outer == null ? graph : outer.constants;
    this.names = names;
    this.reserved = reserved;
    this.operatorSet = operatorSet;
  }

  /**
   * Returns a graph that begins with the nodes of a model, reads their values and has outputs of
   * its own alone. Its operators are those of the model's operator set.
   *
   * @param base a model, {@link OnnxExport#EMPTY} for an empty graph
   * @param reserved the names of inputs and outputs that no other value may have
   * @throws IllegalArgumentException if the model has a value of a reserved name
   */
  static OnnxGraph after(ModelProto base, String name, String... reserved) {
    Set<String> names = new HashSet<>();
    base.getGraph().getInputList().forEach(input -> names.add(input.getName()));
    base.getGraph().getInitializerList().forEach(constant -> names.add(constant.getName()));
    for (NodeProto node : base.getGraph().getNodeList()) {
      names.add(node.getName());
      names.addAll(node.getOutputList());
    }
    for (String own : reserved) {
      if (!names.add(own)) {
        throw new IllegalArgumentException(
            "ONNX: expected an encoder without a tensor '%s', which the tagger's graph has; run the tagger by this library"
                .formatted(own));
      }
    }
    OnnxGraph graph =
        new OnnxGraph(name, null, names, Set.of(reserved), OnnxExport.operatorSet(base));
    graph.graph.mergeFrom(base.getGraph()).setName(name).clearOutput().clearValueInfo();
    return graph;
  }

  /** Returns the graph of a loop's body; its constants are those of this graph. */
  OnnxGraph body(String name) {
    return new OnnxGraph(unique(name), this, names, Set.of(), operatorSet);
  }

  /** Returns a name that no value has yet. */
  private String unique(String wanted) {
    String name = wanted;
    for (int k = 1; !names.add(name); k++) {
      name = wanted + "_" + k;
    }
    return name;
  }

  /**
   * Adds an input.
   *
   * @param dimensions sizes, or names of symbolic dimensions
   */
  String input(String wanted, DataType type, Object... dimensions) {
    String name = reserved.contains(wanted) ? wanted : unique(wanted);
    graph.addInput(value(name, type, dimensions));
    return name;
  }

  /**
   * Adds the numbers from 0 on, below a count.
   *
   * @param count a vector of one element
   */
  String range(String count) {
    return node("Range", scalar(0L), squeeze(count, 0), scalar(1L));
  }

  /**
   * Names the sizes of the base's inputs, whatever its exporter has named them: ONNX Runtime takes
   * axes of one name for equally long.
   */
  void renameSizes(Object... dimensions) {
    graph
        .getInputBuilderList()
        .forEach(
            input -> input.getTypeBuilder().getTensorTypeBuilder().setShape(shape(dimensions)));
  }

  /** Adds an output; it has the wanted name if that is reserved. */
  void output(String value, String wanted, DataType type, Object... dimensions) {
    String name = reserved.contains(wanted) ? wanted : unique(wanted);
    graph.addNode(
        NodeProto.newBuilder().setOpType("Identity").setName(name).addInput(value).addOutput(name));
    graph.addOutput(value(name, type, dimensions));
  }

  private static TensorShapeProto shape(Object... dimensions) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (Object dimension : dimensions) {
      if (dimension instanceof String symbol) {
        shape.addDimBuilder().setDimParam(symbol);
      } else {
        shape.addDimBuilder().setDimValue(((Number) dimension).longValue());
      }
    }
    return shape.build();
  }

  private static ValueInfoProto value(String name, DataType type, Object... dimensions) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(shape(dimensions))))
        .build();
  }

  /** Adds a constant of floats. */
  String floats(String wanted, FloatTensor tensor) {
    return floats(wanted, tensor.values(), tensor.shape().asArray());
  }

  /** Adds a constant of floats; a scalar without dimensions. */
  String floats(String wanted, float[] values, long... dimensions) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return constant(
        TensorProto.newBuilder()
            .setName(unique(wanted))
            .setDataType(DataType.FLOAT.getNumber())
            .addAllDims(LongStream.of(dimensions).boxed().toList())
            .setRawData(ByteString.copyFrom(bytes)));
  }

  /** Adds a constant of the transposed matrix, [M, N] from [N, M]. */
  String transposed(String wanted, FloatTensor matrix) {
    int rows = Math.toIntExact(matrix.shape().get(0));
    int columns = Math.toIntExact(matrix.shape().get(1));
    float[] values = matrix.values();
    float[] transposed = new float[values.length];
    for (int k = 0; k < rows; k++) {
      for (int j = 0; j < columns; j++) {
        transposed[j * rows + k] = values[k * columns + j];
      }
    }
    return floats(wanted, transposed, columns, rows);
  }

  /** Adds a linear layer over the last axis. */
  String linear(ParameterValues parameters, String prefix, String x) {
    String weight = transposed(prefix + "weight", parameters.tensor("weight"));
    String bias = floats(prefix + "bias", parameters.tensor("bias"));
    return node("Add", node("MatMul", x, weight), bias);
  }

  /** Adds a scalar constant. */
  String scalar(float value) {
    return floats("float", new float[] {value});
  }

  /** Adds a scalar constant of 64 bits. */
  String scalar(long value) {
    return constant(longs().addInt64Data(value));
  }

  /** Adds a constant vector of 64-bit integers. */
  String vector(long... values) {
    List<Long> all = LongStream.of(values).boxed().toList();
    return constant(longs().addDims(values.length).addAllInt64Data(all));
  }

  private TensorProto.Builder longs() {
    return TensorProto.newBuilder().setName(unique("int")).setDataType(DataType.INT64.getNumber());
  }

  private String constant(TensorProto.Builder tensor) {
    constants.addInitializer(tensor);
    return tensor.getName();
  }

  /** Adds a node without attributes and returns its output. */
  String node(String operator, String... inputs) {
    return node(operator, Map.of(), inputs);
  }

  /** Adds a node of one output and returns it. */
  String node(String operator, Map<String, ?> attributes, String... inputs) {
    return nodes(operator, 1, attributes, inputs).get(0);
  }

  /**
   * Adds a node of several outputs and returns them.
   *
   * @param attributes numbers, texts, graphs, and lists of numbers or texts, by name
   * @param inputs values; an empty name for an optional input that is absent
   */
  List<String> nodes(String operator, int outputs, Map<String, ?> attributes, String... inputs) {
    List<String> results = new ArrayList<>();
    for (int k = 0; k < outputs; k++) {
      results.add(unique(operator.toLowerCase(Locale.ROOT)));
    }
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setOpType(operator)
            .setName(results.get(0))
            .addAllInput(List.of(inputs))
            .addAllOutput(results);
    new TreeMap<>(attributes) // in an order that is the same in every JVM
        .forEach((name, value) -> node.addAttribute(attribute(name, value)));
    graph.addNode(node);
    return results;
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Number number) {
      attribute.setType(AttributeType.INT).setI(number.longValue());
    } else if (value instanceof String text) {
      attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(text));
    } else if (value instanceof GraphProto body) {
      attribute.setType(AttributeType.GRAPH).setG(body);
    } else {
      for (Object each : (List<?>) value) {
        if (each instanceof Number number) {
          attribute.setType(AttributeType.INTS).addInts(number.longValue());
        } else {
          attribute
              .setType(AttributeType.STRINGS)
              .addStrings(ByteString.copyFromUtf8((String) each));
        }
      }
    }
    return attribute.build();
  }

  /**
   * Adds a loop over the steps of its inputs, from the last step if {@code reversed}, and returns
   * its final states and its outputs.
   *
   * @param body the graph of a step, from states and inputs to the next states and outputs
   * @param outputs the number of outputs beside the states
   */
  List<String> scan(
      GraphProto body, boolean reversed, List<String> states, List<String> inputs, int outputs) {
    Map<String, Object> attributes = new HashMap<>();
    attributes.put("body", body);
    attributes.put("num_scan_inputs", inputs.size());
    if (reversed) {
      attributes.put("scan_input_directions", Collections.nCopies(inputs.size(), 1));
      attributes.put("scan_output_directions", Collections.nCopies(outputs, 1));
    }
    return nodes(
        "Scan",
        states.size() + outputs,
        attributes,
        Stream.concat(states.stream(), inputs.stream()).toArray(String[]::new));
  }

  /** Adds a conversion to another type. */
  String cast(String value, DataType type) {
    return node("Cast", Map.of("to", type.getNumber()), value);
  }

  /** Adds a transposition. */
  String transpose(String value, Integer... order) {
    return node("Transpose", Map.of("perm", List.of(order)), value);
  }

  /** Adds a concatenation; the value itself for a single one. */
  String concat(List<String> values, int axis) {
    return values.size() == 1
        ? values.get(0)
        : node("Concat", Map.of("axis", axis), values.toArray(String[]::new));
  }

  /** Adds an operator whose axes are an input from an operator set on, and an attribute before. */
  private String along(
      String operator, long inputSince, String value, long axis, Map<String, ?> attributes) {
    if (operatorSet >= inputSince) {
      return node(operator, attributes, value, vector(axis));
    }
    Map<String, Object> all = new HashMap<>(attributes);
    all.put("axes", List.of(axis));
    return node(operator, all, value);
  }

  /** Adds a new axis of size 1. */
  String unsqueeze(String value, long axis) {
    return along("Unsqueeze", 13, value, axis, Map.of());
  }

  /** Removes an axis of size 1. */
  String squeeze(String value, long axis) {
    return along("Squeeze", 13, value, axis, Map.of());
  }

  /** Adds the split of an axis in equal parts. */
  List<String> split(String value, long axis, long parts) {
    Map<String, Long> attributes =
        operatorSet >= 18 ? Map.of("axis", axis, "num_outputs", parts) : Map.of("axis", axis);
    return nodes("Split", (int) parts, attributes, value);
  }

  /** Adds a reshaping to sizes, 0 for the size of the same axis and -1 for the remaining one. */
  String reshape(String value, long... sizes) {
    return node("Reshape", value, vector(sizes));
  }

  /** Adds the size of an axis, a vector of one element. */
  String size(String value, long axis) {
    return node("Gather", node("Shape", value), vector(axis));
  }

  /** Adds the maximum along an axis, which disappears. */
  String max(String value, long axis) {
    return along("ReduceMax", 18, value, axis, Map.of("keepdims", 0));
  }

  /** Adds the sum along an axis, which disappears. */
  String sum(String value, long axis) {
    return along("ReduceSum", 13, value, axis, Map.of("keepdims", 0));
  }

  /** Adds the index of the first maximum along an axis, which disappears. */
  String argMax(String value, long axis) {
    return node("ArgMax", Map.of("axis", axis, "keepdims", 0), value);
  }

  GraphProto build() {
    return graph.build();
  }
}
