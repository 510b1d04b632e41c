package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Enter;
import org.tensorflow.op.core.Exit;
import org.tensorflow.op.core.LoopCond;
import org.tensorflow.op.core.Merge;
import org.tensorflow.op.core.NextIteration;
import org.tensorflow.op.core.SwitchCond;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TType;
import org.tributary.internal.operand.Graphs;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A while loop built from TensorFlow's control-flow operations in a graph of its own, closed into a
 * cycle in that graph's definition ({@link LoopDefinition}) and imported as a whole. Sessions that
 * run the target graph meanwhile see the complete loop or none of it. The operations are those of
 * Yu et al. 2018, "Dynamic control flow in large-scale machine learning".
 */
final class ImportedLoop {
  private static final String EXIT = "exit_";

  private final Ops tf;
  private final String name;
  private final LoopValues initial;
  private final Map<String, Output<?>> inputs = new LinkedHashMap<>();

  /**
   * Prepares a loop.
   *
   * @param name unique name of the loop in the graph
   * @param initial initial variables and the constants
   */
  ImportedLoop(Ops tf, String name, LoopValues initial) {
    this.tf = tf;
    this.name = name;
    this.initial = initial;
  }

  /** Adds the loop to the graph; see {@link WhileLoop#build}. */
  LoopValues build(WhileLoop.Condition condition, WhileLoop.Body body) {
    Graph target = Graphs.of(tf);
    try (Graph own = new Graph()) {
      buildIteration(TensorFlowRuntime.inside(own, tf), condition, body);
      GraphDef loop = new LoopDefinition(name).toLoop(own.toGraphDef());
      GraphImport.into(target, loop, name, inputs);
    }
    List<Output<?>> last = new ArrayList<>();
    for (int k = 0; k < initial.variables().size(); k++) {
      last.add(target.operationOrThrow(name + "/" + EXIT + k).output(0));
    }
    return initial.replaced(last, initial.constants());
  }

  /** Builds all but the edges from the end of an iteration to the start of the next one. */
  private void buildIteration(Ops ops, WhileLoop.Condition condition, WhileLoop.Body body) {
    List<Output<?>> constants = entered(ops, "constant_", initial.constants(), true);
    List<Output<?>> entries = entered(ops, "variable_", initial.variables(), false);
    List<Output<?>> merged = new ArrayList<>();
    for (int k = 0; k < entries.size(); k++) {
      merged.add(merge(ops.withName(LoopDefinition.MERGE + k), entries.get(k)));
    }
    LoopCond loopCond =
        LoopCond.create(ops.scope(), condition.holds(ops, initial.replaced(merged, constants)));
    List<Output<?>> current = new ArrayList<>();
    for (int k = 0; k < merged.size(); k++) {
      current.add(switched(ops, k, merged.get(k), loopCond.output()));
    }
    List<Output<?>> next = body.next(ops, initial.replaced(current, constants)).variables();
    for (int k = 0; k < next.size(); k++) {
      NextIteration.create(ops.withName(LoopDefinition.NEXT + k).scope(), next.get(k));
    }
  }

  private List<Output<?>> entered(
      Ops ops, String prefix, List<Output<?>> values, boolean constant) {
    List<Output<?>> entered = new ArrayList<>();
    for (int k = 0; k < values.size(); k++) {
      Output<?> value = values.get(k);
      String placeholder = prefix + k;
      inputs.put(placeholder, value);
      Output<?> outside =
          ops.scope()
              .env()
              .opBuilder("Placeholder", placeholder, ops.scope())
              .setAttr("dtype", value.dataType())
              .setAttr("shape", value.shape())
              .build()
              .output(0);
      entered.add(enter(ops, outside, constant));
    }
    return entered;
  }

  private <T extends TType> Output<T> enter(Ops ops, Output<T> value, boolean constant) {
    return Enter.create(
            ops.scope(),
            value,
            name,
            Enter.isConstant(constant),
            Enter.parallelIterations(LoopDefinition.PARALLEL_ITERATIONS))
        .output();
  }

  /**
   * Merges the entering value with itself; {@link LoopDefinition} replaces the second input by the
   * next iteration's value.
   */
  private static <T extends TType> Output<T> merge(Ops ops, Output<T> entry) {
    return Merge.create(ops.scope(), List.<Operand<T>>of(entry, entry)).output();
  }

  private static <T extends TType> Output<T> switched(
      Ops ops, int k, Output<T> merged, Operand<TBool> condition) {
    SwitchCond<T> branches = SwitchCond.create(ops.scope(), merged, condition);
    Exit.create(ops.withName(EXIT + k).scope(), branches.outputFalse());
    return branches.outputTrue();
  }
}
