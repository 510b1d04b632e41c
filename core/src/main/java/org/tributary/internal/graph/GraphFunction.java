package org.tributary.internal.graph;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.SizeTPointer;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.internal.c_api.AbstractTF_Status;
import org.tensorflow.internal.c_api.TF_Function;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.op.core.Constant;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;

/**
 * Operations of a graph, cut out of it as a function that other operations call: those operations
 * added after a {@linkplain #mark mark} that the results need. The operations themselves stay in
 * the graph, where no run needs them.
 */
final class GraphFunction {
  private static final AtomicLong COUNT = new AtomicLong();

  /** Operations that a function cannot contain; it takes their values as arguments. */
  private static final Set<String> SOURCES = Set.of(Placeholder.OP_NAME, VarHandleOp.OP_NAME);

  private final Graph graph;
  private final Set<GraphOperation> body = new LinkedHashSet<>();
  private final Set<Output<?>> read = new LinkedHashSet<>();
  private final List<Output<?>> results;

  /**
   * Finds the operations of a function.
   *
   * @param added the operations that the function may contain, of those {@link #since}
   * @param arguments values that the function does not compute, even if it could
   * @param results the results of the function
   */
  GraphFunction(
      Graph graph,
      Set<TF_Operation> added,
      Collection<? extends Operand<?>> arguments,
      List<? extends Operand<?>> results) {
    this.graph = graph;
    this.results = results.stream().<Output<?>>map(Operand::asOutput).toList();
    Set<Output<?>> given = new HashSet<>();
    arguments.forEach(argument -> given.add(argument.asOutput()));
    Deque<Output<?>> pending = new ArrayDeque<>(this.results);
    while (!pending.isEmpty()) {
      Output<?> next = pending.pop();
      GraphOperation operation = (GraphOperation) next.op();
      if (given.contains(next) || !isInside(operation, added)) {
        read.add(next);
      } else if (body.add(operation)) {
        for (int k = 0; k < operation.numInputs(); k++) {
          pending.add(operation.input(k));
        }
        if (operation.numControlInputs() > 0) {
          addControlInputs(operation, added, pending);
        }
      }
    }
  }

  /** Returns whether a function of the operations {@code added} contains {@code operation}. */
  static boolean isInside(GraphOperation operation, Set<TF_Operation> added) {
    String type = operation.type();
    return type.equals(Constant.OP_NAME)
        || (!SOURCES.contains(type) && added.contains(operation.getUnsafeNativeHandle()));
  }

  private void addControlInputs(
      GraphOperation operation, Set<TF_Operation> added, Deque<Output<?>> pending) {
    for (GraphOperation control : operation.controlInputs()) {
      if (!isInside(control, added)) {
        throw new IllegalArgumentException(
            "layer: expected operations without control dependencies on others, got %s that waits for %s; build the layer with plain operations and let its input wait: tf.withControlDependencies(op).identity(x)"
                .formatted(operation.type(), control.name()));
      }
      if (control.numOutputs() > 0) {
        pending.add(control.output(0));
      } else if (body.add(control)) { // such as an assertion
        for (int k = 0; k < control.numInputs(); k++) {
          pending.add(control.input(k));
        }
        if (control.numControlInputs() > 0) {
          addControlInputs(control, added, pending);
        }
      }
    }
  }

  /** Returns the values that the function reads from outside. */
  Set<Output<?>> read() {
    return read;
  }

  /** Returns the present end of a graph, for {@link #since}. */
  static long mark(Graph graph) {
    try (SizeTPointer position = new SizeTPointer(1).put(0)) {
      TF_Graph handle = GraphImport.handle(graph);
      while (tensorflow.TF_GraphNextOperation(handle, position) != null) {}
      return position.get() - 1; // that of the last operation: the call at the end advances it too
    }
  }

  /** Returns the operations added to a graph since {@code mark}. */
  static Set<TF_Operation> since(Graph graph, long mark) {
    Set<TF_Operation> added = new HashSet<>();
    try (SizeTPointer position = new SizeTPointer(1).put(mark)) {
      TF_Graph handle = GraphImport.handle(graph);
      for (TF_Operation next = tensorflow.TF_GraphNextOperation(handle, position);
          next != null;
          next = tensorflow.TF_GraphNextOperation(handle, position)) {
        added.add(next);
      }
    }
    return added;
  }

  /**
   * Adds the function to the library of the graph.
   *
   * @param purpose a word for its name
   * @param arguments distinct values, all of {@link #read} among them
   * @return the function's name
   */
  String addTo(String purpose, List<? extends Operand<?>> arguments) {
    String name = "tributary_%s_%d".formatted(purpose, COUNT.incrementAndGet());
    try (TF_Status status = AbstractTF_Status.newStatus()) {
      TF_Graph handle = GraphImport.handle(graph);
      PointerPointer<TF_Operation> nodes = new PointerPointer<>(body.size());
      int next = 0;
      for (GraphOperation operation : body) {
        nodes.put(next++, operation.getUnsafeNativeHandle());
      }
      try (nodes;
          TF_Output given = outputs(arguments);
          TF_Output wanted = outputs(results);
          BytePointer functionName = new BytePointer(name);
          TF_Function function =
              tensorflow.TF_GraphToFunction(
                  handle,
                  functionName,
                  (byte) 0,
                  body.size(),
                  nodes,
                  arguments.size(),
                  given,
                  results.size(),
                  wanted,
                  null,
                  null,
                  null,
                  status)) {
        status.throwExceptionIfNotOK();
        function.withDeallocator();
        tensorflow.TF_GraphCopyFunction(handle, function, null, status);
        status.throwExceptionIfNotOK();
      }
    }
    return name;
  }

  private static TF_Output outputs(List<? extends Operand<?>> operands) {
    TF_Output outputs = new TF_Output(operands.size());
    for (int k = 0; k < operands.size(); k++) {
      Output<?> output = operands.get(k).asOutput();
      outputs
          .getPointer(k)
          .oper(((GraphOperation) output.op()).getUnsafeNativeHandle())
          .index(output.index());
    }
    return outputs;
  }
}
