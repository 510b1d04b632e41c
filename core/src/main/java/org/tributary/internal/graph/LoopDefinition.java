package org.tributary.internal.graph;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.op.core.Enter;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * A converter of the definition of one iteration to that of a loop: the merge of each variable
 * takes the variable's next value, and the iteration's own constants move out of the loop and enter
 * it once, as the loop's inputs do.
 */
final class LoopDefinition {
  /**
   * Maximum number of iterations in flight. Each iteration waits for the state of the previous one
   * anyway. With more, as in TensorFlow's own loops, a thread would count far ahead and slice the
   * inputs of later iterations before it computes the first one.
   */
  static final long PARALLEL_ITERATIONS = 1;

  /** Name prefix of a variable's merge operation, before the variable's number. */
  static final String MERGE = "merge_";

  /** Name of an operation that runs in each iteration but not after the last one. */
  static final String RUNNING = "running";

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
  LoopDefinition(String frame) {
    this.frame = frame;
  }

  /**
   * Returns the definition of the loop.
   *
   * @param iteration the operations of one iteration in topological order, with placeholders, which
   *     are left out, for the values outside it
   */
  GraphDef of(GraphDef iteration) {
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
      inside.addInput("^" + RUNNING); // else a constant would run after the last iteration
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
        .putAttr("frame_name", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(frame)).build())
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
