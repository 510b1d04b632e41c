package org.tributary.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A loop that is built of TensorFlow's control flow operations in a graph of its own, closed to a
 * circle in that graph's definition ({@link LoopDefinition}) and brought over whole. Sessions that
 * meanwhile run the graph it is brought to see all of it or nothing. (Yu et al. 2018, "Dynamic
 * control flow in large-scale machine learning", tells what the operations do.)
 */
final class ImportedLoop {
  private static final String EXIT = "exit_";

  private final Ops tf;
  private final String name;
  private final LoopValues before;
  private final Map<String, Output<?>> inputs = new LinkedHashMap<>();

  /**
   * @param name of the loop in the graph, used nowhere else
   */
  ImportedLoop(Ops tf, String name, LoopValues before) {
    this.tf = tf;
    this.name = name;
    this.before = before;
  }

  /** Places the loop; see {@link WhileLoop#place}. */
  List<Output<?>> place(WhileLoop.Condition condition, WhileLoop.Body body) {
    Graph target = (Graph) tf.scope().env();
    try (Graph own = new Graph()) {
      build(TensorFlowRuntime.inside(own, tf), condition, body);
      GraphDef closed = new LoopDefinition(name).closed(own.toGraphDef());
      GraphImport.into(target, closed, name, inputs);
    }
    return IntStream.range(0, before.variables().size())
        .<Output<?>>mapToObj(k -> target.operationOrThrow(name + "/" + EXIT + k).output(0))
        .toList();
  }

  /** Everything but the way from a turn's end to the next turn's beginning. */
  private void build(Ops ops, WhileLoop.Condition condition, WhileLoop.Body body) {
    List<Output<?>> constants = entered(ops, "constant_", before.constants(), true);
    List<Output<?>> entries = entered(ops, "variable_", before.variables(), false);
    List<Output<?>> merged = new ArrayList<>();
    for (int k = 0; k < entries.size(); k++) {
      merged.add(merge(ops.withName(LoopDefinition.MERGE + k), entries.get(k)));
    }
    LoopCond goesOn =
        LoopCond.create(ops.scope(), condition.holds(ops, new LoopValues(merged, constants)));
    List<Output<?>> now = new ArrayList<>();
    for (int k = 0; k < merged.size(); k++) {
      now.add(switched(ops, k, merged.get(k), goesOn.output()));
    }
    List<Output<?>> next = WhileLoop.next(name, body, ops, new LoopValues(now, constants));
    for (int k = 0; k < next.size(); k++) {
      NextIteration.create(ops.withName(LoopDefinition.NEXT + k).scope(), next.get(k));
    }
  }

  private List<Output<?>> entered(
      Ops ops, String called, List<Output<?>> values, boolean constant) {
    List<Output<?>> entered = new ArrayList<>();
    for (int k = 0; k < values.size(); k++) {
      Output<?> value = values.get(k);
      String standIn = called + k;
      inputs.put(standIn, value);
      Output<?> outside =
          ops.scope()
              .env()
              .opBuilder("Placeholder", standIn, ops.scope())
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
            Enter.parallelIterations(LoopDefinition.PARALLEL_TURNS))
        .output();
  }

  /** Of what enters and, until the circle is closed, that once more. */
  private static <T extends TType> Output<T> merge(Ops ops, Output<T> entry) {
    return Merge.create(ops.scope(), List.<Operand<T>>of(entry, entry)).output();
  }

  private static <T extends TType> Output<T> switched(
      Ops ops, int k, Output<T> merged, Operand<TBool> goesOn) {
    SwitchCond<T> way = SwitchCond.create(ops.scope(), merged, goesOn);
    Exit.create(ops.withName(EXIT + k).scope(), way.outputFalse());
    return way.outputTrue();
  }
}
