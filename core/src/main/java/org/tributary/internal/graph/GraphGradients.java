package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Gradients by TensorFlow's automatic differentiation. */
public final class GraphGradients {
  private GraphGradients() {}

  /**
   * Adds the gradients with respect to {@code sources} of one output, like {@link #ofAll}.
   *
   * @throws IllegalArgumentException if the output is not computed from one of them
   */
  public static List<Operand<TFloat32>> of(
      Ops tf,
      Operand<TFloat32> output,
      Operand<TFloat32> upstream,
      List<? extends Operand<TFloat32>> sources) {
    Graphs.of(tf); // refuses eager operations
    Set<Output<?>> read = Dependencies.of(List.of(output), List.copyOf(sources));
    for (Operand<TFloat32> source : sources) {
      if (!read.contains(source.asOutput())) {
        throw new IllegalArgumentException(
            "gradients: expected operands that %s is computed from, got %s; was another operand passed than the one that was used?"
                .formatted(output.op().name(), source.op().name()));
      }
    }
    return ofAll(tf, List.of(output), List.of(upstream), List.copyOf(sources));
  }

  /**
   * Adds the gradients with respect to {@code sources} to the graph, each of its source's shape, in
   * order; zeros for a source that no output depends on, or only through operations without a
   * gradient, such as {@code stopGradient}.
   *
   * @param outputs operands, none computed from another
   * @param upstream the gradient of the loss with respect to each output, of its shape
   * @throws IllegalArgumentException if TensorFlow's gradient of an operation between them is wrong
   */
  @SuppressWarnings("unchecked") // a gradient has the type of its source
  public static <T extends TType> List<Operand<T>> ofAll(
      Ops tf, List<Operand<T>> outputs, List<Operand<T>> upstream, List<Operand<T>> sources) {
    Set<Output<?>> read = Dependencies.of(outputs, sources); // TensorFlow rejects any other
    List<Operand<T>> reached =
        sources.stream().filter(source -> read.contains(source.asOutput())).toList();
    WrongGradients.refuse(
        outputs.stream().map(Operand::asOutput).toList(),
        reached.stream().map(Operand::asOutput).toList());
    Output<?>[] gradients =
        reached.isEmpty()
            ? new Output<?>[0]
            : Graphs.of(tf).addGradients(null, array(outputs), array(reached), array(upstream));
    List<Operand<T>> all = new ArrayList<>();
    for (Operand<T> source : sources) {
      int k = reached.indexOf(source);
      boolean present = k >= 0 && CustomGradient.isPresent(gradients[k]);
      all.add(present ? (Output<T>) gradients[k] : tf.zerosLike(source));
    }
    return all;
  }

  private static Output<?>[] array(List<? extends Operand<?>> operands) {
    return operands.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
  }
}
