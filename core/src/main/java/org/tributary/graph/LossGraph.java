package org.tributary.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.core.ResourceGather;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TNumber;
import org.tributary.internal.graph.CustomGradient;
import org.tributary.internal.graph.Dependencies;
import org.tributary.param.ParameterSpec;

/** The operations from which a loss is computed, and how they read parameters. */
final class LossGraph {
  private final Map<Output<?>, String> handles = new HashMap<>();
  private final Set<GraphOperation> operations;

  LossGraph(Output<?> loss, Variables variables) {
    for (ParameterSpec p : variables.specs()) {
      handles.put(variables.resource(p.name()).asOutput(), p.name());
    }
    operations = Dependencies.operations(List.of(loss), output -> true);
  }

  /**
   * Finds the operands that read parameters.
   *
   * @param reads receives the operands of each parameter whose gradient is wanted, by name
   * @throws IllegalArgumentException if the loss reads a parameter in a way that has no gradient
   */
  void find(Map<String, Reads> reads) {
    Map<GraphOperation, String> readers = new HashMap<>();
    for (GraphOperation operation : operations) {
      for (int k = 0; k < operation.numInputs(); k++) {
        String name = handles.get(operation.input(k));
        if (name != null && reads.containsKey(name)) {
          add(operation, name, reads.get(name));
          readers.put(operation, name);
        }
      }
    }
    for (GraphOperation operation : operations) {
      requireNoneUnseen(operation, readers);
    }
  }

  private static void add(GraphOperation operation, String name, Reads reads) {
    switch (operation.type()) {
      case ReadVariableOp.OP_NAME -> reads.whole().add(operation.output(0));
      case ResourceGather.OP_NAME -> {
        if (operation.attributes().getAttrInt("batch_dims") != 0) {
          throw unsupported(name, "a ResourceGather with batch dimensions");
        }
        reads.lookups().add(new Lookup(operation.output(0), indices(operation)));
      }
      default -> throw unsupported(name, operation.type());
    }
  }

  @SuppressWarnings("unchecked") // indices are of int32 or int64
  private static Output<? extends TNumber> indices(GraphOperation gather) {
    return (Output<? extends TNumber>) gather.input(1);
  }

  private static IllegalArgumentException unsupported(String name, String operation) {
    return new IllegalArgumentException(
        "gradients: expected a loss that reads parameter %s by Variables.read or EmbeddingLayer.lookup, got %s on its resource; such an operation has no gradient here, so read the parameter by one of these, or leave it out by frozen"
            .formatted(name, operation));
  }

  /**
   * Checks that no parameter is read by an operand that a layer's formula takes from outside, of
   * which its backward pass knows nothing.
   */
  private static void requireNoneUnseen(
      GraphOperation operation, Map<GraphOperation, String> readers) {
    List<Output<?>> unseen =
        CustomGradient.withoutGradient(operation).stream().filter(LossGraph::isFloat).toList();
    if (unseen.isEmpty()) {
      return;
    }
    Optional<GraphOperation> reader =
        Dependencies.operations(unseen, LossGraph::isFloat).stream()
            .filter(readers::containsKey)
            .findFirst();
    if (reader.isPresent()) {
      throw new IllegalArgumentException(
          "gradients: expected layers that read parameters by their own names alone, got one whose formula also reads %s; declare it among the parameters of the cell or the connection, or leave it out by frozen"
              .formatted(readers.get(reader.get())));
    }
  }

  private static boolean isFloat(Output<?> output) {
    return output.dataType() == DataType.DT_FLOAT;
  }

  /**
   * The operands by which a loss reads one parameter.
   *
   * @param whole the operands with the whole value
   * @param lookups the lookups of rows
   */
  record Reads(List<Output<?>> whole, List<Lookup> lookups) {
    Reads() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    /** Returns all operands. */
    List<Output<?>> all() {
      List<Output<?>> all = new ArrayList<>(whole);
      lookups.forEach(lookup -> all.add(lookup.rows()));
      return all;
    }
  }

  /** A lookup of rows of a table. */
  record Lookup(Output<?> rows, Output<? extends TNumber> indices) {}
}
