package org.tributary.internal.graph;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
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
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TType;
import org.tributary.runtime.TensorFlowRuntime;

/**
 * A while loop built from TensorFlow's control-flow operations in a graph of its own, closed into a
 * cycle in that graph's definition ({@link Definition}) and imported as a whole. Sessions that run
 * the target graph meanwhile see the complete loop or none of it. The operations are those of Yu et
 * al. 2018, "Dynamic control flow in large-scale machine learning".
 */
final class ImportedLoop {
  private static final String EXIT = "exit_";

  private final Ops tf;
  private final String name;
  private final Map<String, Output<?>> inputs = new LinkedHashMap<>();

  /**
   * Prepares a loop.
   *
   * @param name unique name of the loop in the graph
   */
  ImportedLoop(Ops tf, String name) {
    this.tf = tf;
    this.name = name;
  }

  /**
   * Adds the loop to the graph; see {@link WhileLoop#build}.
   *
   * @param condition adds the condition, given variables and constants
   * @param body adds the body, given variables and constants, and returns the next variables
   * @return the final variables
   */
  List<Output<?>> build(
      Collection<Output<?>> variables,
      Collection<Output<?>> constants,
      BiFunction<Ops, List<Output<?>>, Operand<TBool>> condition,
      BiFunction<Ops, List<Output<?>>, List<Output<?>>> body) {
    Graph target = Graphs.of(tf);
    try (Graph own = new Graph()) {
      Ops ops = TensorFlowRuntime.inside(own, tf);
      List<Output<?>> entered = entered(ops, "constant_", constants, true);
      List<Output<?>> entries = entered(ops, "variable_", variables, false);
      addIteration(ops, entries, entered, condition, body);
      GraphDef loop = new Definition(name).toLoop(own.toGraphDef());
      GraphImport.into(target, loop, name, inputs);
    }
    return IntStream.range(0, variables.size())
        .<Output<?>>mapToObj(k -> target.operationOrThrow(name + "/" + EXIT + k).output(0))
        .toList();
  }

  /** Adds all but the edges from the end of an iteration to the start of the next one. */
  private static void addIteration(
      Ops ops,
      List<Output<?>> entries,
      List<Output<?>> constants,
      BiFunction<Ops, List<Output<?>>, Operand<TBool>> condition,
      BiFunction<Ops, List<Output<?>>, List<Output<?>>> body) {
    List<Output<?>> merged = new ArrayList<>();
    for (int k = 0; k < entries.size(); k++) {
      merged.add(merge(ops.withName(Definition.MERGE + k), entries.get(k)));
    }
    List<Output<?>> all = new ArrayList<>(merged);
    all.addAll(constants);
    LoopCond loopCond = LoopCond.create(ops.scope(), condition.apply(ops, all));
    for (int k = 0; k < merged.size(); k++) {
      all.set(k, switched(ops, k, merged.get(k), loopCond.output()));
    }
    List<Output<?>> next = body.apply(ops, all);
    for (int k = 0; k < next.size(); k++) {
      NextIteration.create(ops.withName(Definition.NEXT + k).scope(), next.get(k));
    }
  }

  private List<Output<?>> entered(
      Ops ops, String prefix, Collection<Output<?>> values, boolean constant) {
    List<Output<?>> entered = new ArrayList<>();
    for (Output<?> value : values) {
      String placeholder = prefix + entered.size();
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
            Enter.parallelIterations(Definition.PARALLEL_ITERATIONS))
        .output();
  }

  /**
   * Merges the entering value with itself; {@link Definition} replaces the second input by the next
   * iteration's value.
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

  /**
   * A converter of the definition of one iteration to that of a loop: the merge of each variable
   * takes the variable's next value, and the iteration's own constants move out of the loop and
   * enter it once, as the loop's inputs do.
   */
  private static final class Definition {
    /**
     * Maximum number of iterations in flight. Each iteration waits for the state of the previous
     * one anyway. With more, as in TensorFlow's own loops, a thread would count far ahead and slice
     * the inputs of later iterations before it computes the first one.
     */
    static final long PARALLEL_ITERATIONS = 1;

    /** Name prefix of a variable's merge operation, before the variable's number. */
    static final String MERGE = "merge_";

    /** Name prefix of a variable's next-iteration operation, before the variable's number. */
    static final String NEXT = "next_";

    private final String frame;
    private final Set<String> constants = new HashSet<>();
    private final Set<String> loopVariant = new HashSet<>();

    /**
     * Prepares a definition.
     *
     * @param frame name of the loop
     */
    Definition(String frame) {
      this.frame = frame;
    }

    /**
     * Returns the definition of the loop.
     *
     * @param iteration the operations of one iteration in topological order, with placeholders,
     *     which are left out, for the values outside it
     * @throws IllegalArgumentException if a variable's next value depends on no variable
     */
    GraphDef toLoop(GraphDef iteration) {
      GraphDef.Builder loop = iteration.toBuilder().clearNode();
      for (NodeDef node : iteration.getNodeList()) {
        switch (node.getOp()) {
          case "Placeholder" -> {}
          case "Const" -> {
            constants.add(node.getName());
            loop.addNode(node).addNode(enter(node));
          }
          default -> loop.addNode(inside(node));
        }
      }
      return loop.build();
    }

    private NodeDef inside(NodeDef node) {
      NodeDef.Builder inside = node.toBuilder();
      boolean isVariant = node.getOp().equals("Switch");
      for (int k = 0; k < node.getInputCount(); k++) {
        String input = node.getInput(k);
        isVariant |= loopVariant.contains(source(input));
        if (constants.contains(input)) {
          inside.setInput(k, enterName(input));
        }
      }
      if (isVariant) {
        loopVariant.add(node.getName());
      } else if (node.getName().startsWith(NEXT)) {
        throw new IllegalArgumentException(
            "%s: expected the next value of every variable to depend on a variable, but that of variable %s does not, so that the loop would never end"
                .formatted(frame, node.getName().substring(NEXT.length())));
      }
      if (node.getName().startsWith(MERGE)) {
        inside.setInput(1, NEXT + node.getName().substring(MERGE.length()));
      }
      return inside.build();
    }

    /** Returns the operation that brings a constant into the loop. */
    private NodeDef enter(NodeDef constant) {
      return NodeDef.newBuilder()
          .setName(enterName(constant.getName()))
          .setOp(Enter.OP_NAME)
          .setDevice(constant.getDevice())
          .addInput(constant.getName())
          .putAttr("T", constant.getAttrOrThrow("dtype"))
          .putAttr(
              "frame_name", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(frame)).build())
          .putAttr("is_constant", AttrValue.newBuilder().setB(true).build())
          .putAttr("parallel_iterations", AttrValue.newBuilder().setI(PARALLEL_ITERATIONS).build())
          .build();
    }

    private static String enterName(String constant) {
      return constant + "_entered";
    }

    /** Returns the operation of an input such as {@code name:1} or {@code ^name}. */
    private static String source(String input) {
      String output = input.startsWith("^") ? input.substring(1) : input;
      int colon = output.indexOf(':');
      return colon < 0 ? output : output.substring(0, colon);
    }
  }
}
