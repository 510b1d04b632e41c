package org.tributary.internal.graph;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A checksum of the operations from which values are computed, with their constants, and of those
 * in the functions that they call, such as the passes of layers ({@link CustomGradient}). It
 * depends neither on names, which count up within a process, nor on the order in which the
 * operations were made.
 */
public final class GraphChecksum {
  private final Map<String, FunctionDef> functions = new HashMap<>();
  private final Set<String> called = new LinkedHashSet<>();
  private final CRC32 crc = new CRC32();

  private GraphChecksum(GraphDef graph) {
    graph.getLibrary().getFunctionList().forEach(f -> functions.put(f.getSignature().getName(), f));
  }

  /** Returns the checksum of {@code values}, in this order, in {@code graph}. */
  public static long of(Graph graph, List<? extends Operand<?>> values) {
    GraphDef all = graph.toGraphDef();
    GraphChecksum checksum = new GraphChecksum(all);
    checksum.add(all.getNodeList(), values.stream().map(value -> value.op().name()).toList());
    Set<String> added = new LinkedHashSet<>();
    while (!added.containsAll(checksum.called)) {
      for (String name : List.copyOf(checksum.called)) {
        FunctionDef function = checksum.functions.get(name);
        if (added.add(name) && function != null) {
          List<String> results = new ArrayList<>();
          function
              .getSignature()
              .getOutputArgList()
              .forEach(result -> results.add(function.getRetOrThrow(result.getName())));
          checksum.add(function.getNodeDefList(), results);
        }
      }
    }
    return checksum.crc.getValue();
  }

  /**
   * Adds the operations that the results depend on, numbered in the order of a search from them.
   */
  private void add(List<NodeDef> nodes, List<String> results) {
    Map<String, NodeDef> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.getName(), node));
    Map<String, Integer> numbers = new HashMap<>();
    Deque<NodeDef> pending = new ArrayDeque<>();
    results.forEach(result -> addEdge(result, byName, numbers, pending));
    while (!pending.isEmpty()) {
      NodeDef node = pending.remove();
      text(node.getOp());
      new TreeMap<>(node.getAttrMap()).forEach(this::addAttribute);
      node.getInputList().forEach(input -> addEdge(input, byName, numbers, pending));
    }
  }

  /** Adds an edge, in a graph {@code node:output}, in a function {@code node:result:output}. */
  private void addEdge(
      String input, Map<String, NodeDef> nodes, Map<String, Integer> numbers, Deque<NodeDef> next) {
    String source = input.startsWith("^") ? input.substring(1) : input;
    int colon = source.indexOf(':');
    String name = colon < 0 ? source : source.substring(0, colon);
    NodeDef node = nodes.get(name);
    Integer number = numbers.putIfAbsent(name, numbers.size());
    if (number == null && node != null) {
      next.add(node);
    }
    text(numbers.get(name) + (colon < 0 ? "" : source.substring(colon)));
  }

  private void addAttribute(String name, AttrValue value) {
    if (value.hasFunc()) {
      called.add(value.getFunc().getName());
    } else if (value.getList().getFuncCount() > 0) {
      value.getList().getFuncList().forEach(function -> called.add(function.getName()));
    } else if (!name.startsWith("_") && !name.endsWith("_name")) {
      text(name);
      bytes(value.toByteString());
    }
  }

  private void text(String text) {
    bytes(ByteString.copyFrom(text, StandardCharsets.UTF_8));
  }

  private void bytes(ByteString bytes) {
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.size()).flip());
    crc.update(bytes.asReadOnlyByteBuffer());
  }
}
