package org.tributary.tribuo.internal.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.util.onnx.ONNXAttribute;
import org.tribuo.util.onnx.ONNXContext;
import org.tribuo.util.onnx.ONNXNode;
import org.tribuo.util.onnx.ONNXOperator;
import org.tribuo.util.onnx.ONNXRef;

/**
 * A copy of an exported graph in a context of Tribuo's, which has operators for few of its nodes
 * and inputs of floats alone.
 */
public final class CopiedGraph {
  private static final String PROBABILITIES = "probabilities";

  private final ONNXContext context;
  private final Map<String, ONNXRef<?>> values = new LinkedHashMap<>(); // by the graph's names

  public CopiedGraph(ONNXContext context) {
    this.context = context;
  }

  /**
   * Adds a tagger's graph.
   *
   * @param first the first input, [batch, ·]
   * @return the probabilities, [batch · steps, labels]
   */
  public ONNXNode add(GraphProto graph, ONNXRef<?> first) {
    inputs(graph.getInputList(), first);
    graph.getInitializerList().forEach(this::constant);
    for (NodeProto node : graph.getNodeList()) {
      List<ONNXRef<?>> read = new ArrayList<>();
      node.getInputList().stream().filter(name -> !name.isEmpty()).forEach(n -> read.add(get(n)));
      List<ONNXNode> outputs =
          context.operation(new CopiedNode(node), read, node.getOutputList(), Map.of());
      for (int k = 0; k < outputs.size(); k++) {
        values.put(node.getOutput(k), outputs.get(k));
      }
    }
    ValueInfoProto output =
        graph.getOutputList().stream()
            .filter(value -> value.getName().equals(PROBABILITIES))
            .findFirst()
            .orElseThrow();
    long labels = output.getType().getTensorType().getShape().getDim(2).getDimValue();
    return node("Reshape", get(PROBABILITIES), vector(-1, labels));
  }

  private ONNXRef<?> get(String name) {
    return values.get(name);
  }

  /** Adds the inputs: the given one, and a column of floats for each further one. */
  private void inputs(List<ValueInfoProto> inputs, ONNXRef<?> first) {
    ONNXNode shape = node("Shape", first);
    ONNXNode batch = node("Gather", shape, vector(0));
    boolean isSingle = dimensions(inputs.get(0)).size() == 2;
    ONNXNode steps =
        isSingle
            ? node("Gather", shape, vector(1))
            : node("Reshape", integer(context.floatInput("steps", 1)), vector(1));
    for (int k = 0; k < inputs.size(); k++) {
      ValueInfoProto input = inputs.get(k);
      ONNXRef<?> column = k == 0 ? first : context.floatInput(input.getName(), 1);
      List<ONNXRef<?>> sizes = new ArrayList<>(List.of(batch));
      List<Dimension> dimensions = dimensions(input);
      if (dimensions.size() > 1) {
        sizes.add(steps);
      }
      if (dimensions.size() > 2) {
        sizes.add(vector(dimensions.get(2).hasDimValue() ? dimensions.get(2).getDimValue() : -1));
      }
      boolean isFloat = input.getType().getTensorType().getElemType() == DataType.FLOAT.getNumber();
      ONNXRef<?> typed = isFloat ? column.cast(float.class) : integer(column);
      values.put(input.getName(), node("Reshape", typed, concatenated(sizes)));
    }
  }

  private static List<Dimension> dimensions(ValueInfoProto value) {
    return value.getType().getTensorType().getShape().getDimList();
  }

  private static ONNXNode integer(ONNXRef<?> floats) {
    return floats.cast(long.class);
  }

  private ONNXRef<?> concatenated(List<ONNXRef<?>> sizes) {
    AttributeProto axis =
        AttributeProto.newBuilder()
            .setName("axis")
            .setType(AttributeProto.AttributeType.INT)
            .setI(0)
            .build();
    return node(List.of(axis), "Concat", sizes);
  }

  private ONNXRef<?> vector(long... values) {
    return context.array("sizes", values);
  }

  private ONNXNode node(String operator, ONNXRef<?>... inputs) {
    return node(List.of(), operator, List.of(inputs));
  }

  private ONNXNode node(List<AttributeProto> attributes, String operator, List<ONNXRef<?>> inputs) {
    NodeProto.Builder node = NodeProto.newBuilder().setOpType(operator).addAllAttribute(attributes);
    for (ONNXRef<?> input : inputs) {
      values.put(input.getReference(), input);
      node.addInput(input.getReference());
    }
    return context.operation(
        new CopiedNode(node.addOutput(operator).build()), inputs, operator, Map.of());
  }

  private void constant(TensorProto tensor) {
    String name = tensor.getName();
    boolean isScalar = tensor.getDimsCount() == 0;
    if (tensor.getDataType() == DataType.INT64.getNumber()) {
      long[] numbers = tensor.getInt64DataList().stream().mapToLong(Long::longValue).toArray();
      values.put(
          name, isScalar ? context.constant(name, numbers[0]) : context.array(name, numbers));
      return;
    }
    var bytes = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    List<Integer> dimensions = tensor.getDimsList().stream().map(Math::toIntExact).toList();
    values.put(
        name,
        isScalar
            ? context.constant(name, bytes.getFloat())
            : context.floatTensor(name, dimensions, to -> to.put(bytes.asFloatBuffer())));
  }

  /** Returns a node with the names of the context, and so the bodies of its loops. */
  private NodeProto renamed(NodeProto node, Map<String, String> inner) {
    NodeProto.Builder changed = node.toBuilder().clearInput().clearAttribute();
    for (String input : node.getInputList()) {
      changed.addInput(input.isEmpty() ? "" : inner.getOrDefault(input, outer(input)));
    }
    for (AttributeProto attribute : node.getAttributeList()) {
      changed.addAttribute(
          attribute.hasG()
              ? attribute.toBuilder().setG(renamed(attribute.getG())).build()
              : attribute);
    }
    return changed.build();
  }

  private String outer(String name) {
    ONNXRef<?> value = values.get(name);
    return value == null ? name : value.getReference();
  }

  /** Returns the body of a loop, whose own names no context has. */
  private GraphProto renamed(GraphProto body) {
    Map<String, String> inner = new LinkedHashMap<>();
    body.getInputList().forEach(v -> inner.put(v.getName(), "body/" + v.getName()));
    body.getNodeList()
        .forEach(node -> node.getOutputList().forEach(name -> inner.put(name, "body/" + name)));
    GraphProto.Builder changed = body.toBuilder().clearNode();
    for (NodeProto node : body.getNodeList()) {
      NodeProto.Builder copy = renamed(node, inner).toBuilder().clearOutput();
      node.getOutputList().forEach(name -> copy.addOutput(inner.get(name)));
      changed.addNode(copy.setName("body/" + node.getName()));
    }
    changed.getInputBuilderList().forEach(v -> v.setName(inner.get(v.getName())));
    changed.getOutputBuilderList().forEach(v -> v.setName(inner.get(v.getName())));
    return changed.build();
  }

  /** An operator that is a node of the graph. */
  private final class CopiedNode implements ONNXOperator {
    private final NodeProto node;

    CopiedNode(NodeProto node) {
      this.node = node;
    }

    @Override
    public NodeProto build(
        ONNXContext within, String[] inputs, String[] outputs, Map<String, Object> attributes) {
      return renamed(node, Map.of()).toBuilder()
          .clearOutput()
          .addAllOutput(List.of(outputs))
          .setName(outputs[0])
          .build();
    }

    @Override
    public String getOpName() {
      return node.getOpType();
    }

    @Override
    public int getNumInputs() {
      return node.getInputCount();
    }

    @Override
    public int getNumOptionalInputs() {
      return 0;
    }

    @Override
    public int getNumOutputs() {
      return node.getOutputCount();
    }

    @Override
    public Map<String, ONNXAttribute> getAttributes() {
      return Map.of();
    }

    @Override
    public Set<String> getMandatoryAttributeNames() {
      return Set.of();
    }

    @Override
    public int getOpVersion() {
      return 13; // that of Tribuo's contexts
    }

    @Override
    public String getOpDomain() {
      return "";
    }
  }
}
