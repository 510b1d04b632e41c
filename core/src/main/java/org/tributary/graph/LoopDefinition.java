package org.tributary.graph;

import com.google.protobuf.ByteString;
import java.util.HashSet;
import java.util.Set;
import org.tensorflow.op.core.Enter;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Makes of a turn's definition that of a loop: the merge of each variable takes what the turn made
 * of it, and constants of the turn's own stand outside and enter once, like those it was handed.
 */
final class LoopDefinition {
  /**
   * Turns that may be under way at once. A turn waits for the state of the one before it in any
   * case; were more allowed, as in TensorFlow's own loops, a thread would count turns far ahead and
   * cut out what they need before it did the work of the first.
   */
  static final long PARALLEL_TURNS = 1;

  /** The names, but for the variable's number, of where a variable's values come together. */
  static final String MERGE = "merge_";

  /** The names, but for the variable's number, of where a variable goes to the next turn. */
  static final String NEXT = "next_";

  private final String frame;
  private final Set<String> constants = new HashSet<>();
  private final Set<String> changing = new HashSet<>();

  /**
   * @param frame the loop's name
   */
  LoopDefinition(String frame) {
    this.frame = frame;
  }

  /**
   * The loop.
   *
   * @param turn the operations of one turn, each after those it reads, with placeholders for what
   *     is outside, which are left out
   * @throws IllegalArgumentException if a variable's next value depends on no variable
   */
  GraphDef closed(GraphDef turn) {
    GraphDef.Builder closed = turn.toBuilder().clearNode();
    for (NodeDef node : turn.getNodeList()) {
      switch (node.getOp()) {
        case "Placeholder" -> {}
        case "Const" -> {
          constants.add(node.getName());
          closed.addNode(node).addNode(entry(node));
        }
        default -> closed.addNode(inside(node));
      }
    }
    return closed.build();
  }

  private NodeDef inside(NodeDef node) {
    NodeDef.Builder inside = node.toBuilder();
    boolean changes = node.getOp().equals("Switch");
    for (int k = 0; k < node.getInputCount(); k++) {
      String input = node.getInput(k);
      changes |= changing.contains(source(input));
      if (constants.contains(input)) {
        inside.setInput(k, entered(input));
      }
    }
    if (changes) {
      changing.add(node.getName());
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

  /** What brings a constant into the loop. */
  private NodeDef entry(NodeDef constant) {
    return NodeDef.newBuilder()
        .setName(entered(constant.getName()))
        .setOp(Enter.OP_NAME)
        .setDevice(constant.getDevice())
        .addInput(constant.getName())
        .putAttr("T", constant.getAttrOrThrow("dtype"))
        .putAttr("frame_name", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(frame)).build())
        .putAttr("is_constant", AttrValue.newBuilder().setB(true).build())
        .putAttr("parallel_iterations", AttrValue.newBuilder().setI(PARALLEL_TURNS).build())
        .build();
  }

  private static String entered(String constant) {
    return constant + "_entered";
  }

  /** The operation of an input such as {@code name:1} or {@code ^name}. */
  private static String source(String input) {
    String output = input.startsWith("^") ? input.substring(1) : input;
    int colon = output.indexOf(':');
    return colon < 0 ? output : output.substring(0, colon);
  }
}
