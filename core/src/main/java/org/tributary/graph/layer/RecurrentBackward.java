package org.tributary.graph.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tributary.cell.StatePart;
import org.tributary.graph.cell.CellState;
import org.tributary.graph.sequence.SequenceLengths;
import org.tributary.internal.operand.ShapeCheck;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.OutputGradients;
import org.tributary.layer.Recurrent;
import org.tributary.layer.StackedLayers;
import org.tributary.param.ParameterSpec;

/** The backward pass of a recurrent layer, from its top layer to its lowest. */
final class RecurrentBackward {
  private final Ops tf;
  private final Recurrent definition;
  private final SequenceLengths lengths;
  private final OutputGradients<Operand<TFloat32>> upstream;
  private final Map<String, Operand<TFloat32>> parameters = new HashMap<>();
  private final List<CellState<TFloat32>> initial = new ArrayList<>();

  /**
   * @throws IllegalArgumentException if a gradient's shape differs from its tensor's, or it belongs
   *     to a part that the cell's state lacks
   */
  RecurrentBackward(
      Ops tf,
      Recurrent definition,
      SequenceLengths lengths,
      OutputGradients<Operand<TFloat32>> upstream) {
    this.tf = tf;
    this.definition = definition;
    this.lengths = lengths;
    this.upstream = shaped(upstream);
  }

  Gradients<Operand<TFloat32>> run(List<RecurrentForward.LayerRun> layerRuns) {
    Optional<Operand<TFloat32>> above =
        upstream.output().map(g -> Transpose.swapIfBatchFirst(tf, definition, g)); // [L, N, D·P]
    for (int layer = layerRuns.size() - 1; layer >= 0; layer--) {
      RecurrentForward.LayerRun layerRun = layerRuns.get(layer);
      Optional<SkipGradients> skip = throughConnection(layer, layerRun, above);
      Operand<TFloat32> sum = throughLayer(layer, layerRun, skip.map(SkipGradients::layer));
      Operand<TFloat32> through =
          layerRun.mask().<Operand<TFloat32>>map(m -> tf.math.mul(sum, m)).orElse(sum);
      above =
          Optional.of(
              skip.flatMap(SkipGradients::input)
                  .<Operand<TFloat32>>map(g -> tf.math.add(through, g))
                  .orElse(through));
    }
    return new Gradients<>(
        Transpose.swapIfBatchFirst(tf, definition, above.orElseThrow()),
        RecurrentForward.stacked(tf, definition.cell(), initial).byName(),
        inOrder());
  }

  /** Adds the backward pass of a layer's skip connection; empty if the loss reads no output. */
  private Optional<SkipGradients> throughConnection(
      int layer, RecurrentForward.LayerRun layerRun, Optional<Operand<TFloat32>> upstream) {
    List<ParameterSpec> specs =
        StackedLayers.connection(definition, layer).parameters(definition.outputSize());
    if (upstream.isEmpty()) {
      for (ParameterSpec p : specs) {
        parameters.put(
            StackedLayers.name(p.name(), layer),
            tf.fill(tf.constant(p.shape().asArray()), tf.constant(0f)));
      }
      return Optional.empty();
    }
    // kernels ignore gradients in the padding, but a connection's parameters would sum them
    Operand<TFloat32> clean =
        specs.isEmpty() ? upstream.get() : lengths.masked(upstream.get()); // [L, N, D·P]
    SkipGradients gradients = layerRun.connection().backward(clean);
    gradients.parameters().forEach((name, g) -> parameters.put(StackedLayers.name(name, layer), g));
    return Optional.of(gradients);
  }

  /**
   * Adds the backward passes of a layer's directions; returns the gradient with respect to their
   * input.
   */
  private Operand<TFloat32> throughLayer(
      int layer, RecurrentForward.LayerRun layerRun, Optional<Operand<TFloat32>> upstream) {
    List<Operand<TFloat32>> toInput = new ArrayList<>();
    for (int direction = definition.directions().count() - 1; direction >= 0; direction--) {
      int state = layer * definition.directions().count() + direction;
      int read = direction;
      Gradients<Operand<TFloat32>> gradients =
          layerRun
              .runs()
              .get(direction)
              .backward(
                  new OutputGradients<>(
                      upstream.map(g -> RecurrentForward.direction(tf, definition, g, read)),
                      at(this.upstream.state(), state)));
      toInput.add(gradients.input());
      initial.add(0, new CellState<>(gradients.initial()));
      parameters.putAll(
          gradients.renamed(name -> StackedLayers.name(name, layer, read)).parameters());
    }
    return toInput.size() == 1 ? toInput.get(0) : tf.math.add(toInput.get(1), toInput.get(0));
  }

  private Map<String, Operand<TFloat32>> inOrder() {
    Map<String, Operand<TFloat32>> inOrder = new LinkedHashMap<>();
    Set<Output<TFloat32>> used = new HashSet<>();
    for (ParameterSpec p : definition.parameters()) {
      Operand<TFloat32> gradient = parameters.get(p.name());
      // a kernel may return one operand for both biases, but a run cannot fetch an operand twice
      boolean first = used.add(gradient.asOutput());
      inOrder.put(p.name(), first ? gradient : tf.identity(gradient));
    }
    return inOrder;
  }

  private OutputGradients<Operand<TFloat32>> shaped(OutputGradients<Operand<TFloat32>> upstream) {
    upstream.requireFit(definition.cell());
    Map<String, Operand<TFloat32>> state = new LinkedHashMap<>();
    for (StatePart part : definition.cell().stateParts()) {
      upstream
          .state(part.name())
          .ifPresent(
              g ->
                  state.put(
                      part.name(),
                      shaped("final " + part.name(), g, definition.stateCount(), -1, part.size())));
    }
    return new OutputGradients<>(
        upstream.output().map(g -> shaped("output", g, -1, -1, definition.outputSize())), state);
  }

  /** Returns the gradients of one layer and direction, each [N, size]. */
  private Map<String, Operand<TFloat32>> at(Map<String, Operand<TFloat32>> stacked, int state) {
    Map<String, Operand<TFloat32>> one = new LinkedHashMap<>();
    stacked.forEach((part, gradient) -> one.put(part, Transpose.at(tf, gradient, state)));
    return one;
  }

  /** Sets the static shape of a gradient, which TensorFlow may not know but kernels require. */
  private Operand<TFloat32> shaped(String what, Operand<TFloat32> gradient, long... expected) {
    Shape shape = Shape.of(expected);
    ShapeCheck.require(
        "gradient of the " + what,
        gradient.shape(),
        "%s (-1 for any size)".formatted(shape),
        expected);
    boolean known = !gradient.shape().isUnknown() && gradient.shape().get(2) == expected[2];
    return known ? gradient : tf.ensureShape(gradient, shape);
  }
}
