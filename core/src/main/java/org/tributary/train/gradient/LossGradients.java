package org.tributary.train.gradient;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.check.ShapeCheck;
import org.tributary.internal.graph.Graphs;
import org.tributary.kernel.Gradients;
import org.tributary.kernel.OutputGradients;
import org.tributary.layer.RecurrentForward;
import org.tributary.param.ParameterGradients;
import org.tributary.param.ParameterSpec;
import org.tributary.param.Variables;

/**
 * The gradients of a loss with respect to the parameters of a graph, recurrent layers included:
 * PyTorch's {@code loss.backward()}. TensorFlow's {@code addGradients} cannot differentiate the
 * fast kernels of a recurrent layer. This class differentiates the graph between recurrent layers,
 * and calls each layer's own backward pass.
 *
 * <pre>{@code
 * ParameterGradients gradients =
 *     LossGradients.of(tf, loss)
 *         .through("gru", run)                        // parameters gru.weight_ih_l0, ...
 *         .rows("embedding.weight", words, vectors)   // rows that a lookup read
 *         .to(variables);                             // and all other variables
 * }</pre>
 *
 * <p>The loss may depend on {@link RecurrentForward#output}, {@link RecurrentForward#finalState}
 * and operands computed from them, such as {@link RecurrentForward#last}. Layers may be stacked,
 * parallel, or share parameters. One case is rejected: an operand that reaches the loss both
 * through a recurrent layer and around it, such as a residual connection, or a matrix used both
 * below and above a layer.
 */
public final class LossGradients {
  private record RecordedRun(String prefix, RecurrentForward run) {}

  private record Lookup(String table, Operand<TInt32> indices, Operand<TFloat32> vectors) {}

  private final Ops tf;
  private final Graph graph;
  private final Operand<TFloat32> loss;
  private final List<RecordedRun> runs = new ArrayList<>();
  private final List<Lookup> lookups = new ArrayList<>();
  private final Set<String> frozen = new LinkedHashSet<>();

  private LossGradients(Ops tf, Graph graph, Operand<TFloat32> loss) {
    this.tf = tf;
    this.graph = graph;
    this.loss = loss;
  }

  /**
   * Returns a builder of the gradients of a loss.
   *
   * @param loss a scalar
   * @throws IllegalArgumentException if the loss is not a scalar
   */
  public static LossGradients of(Ops tf, Operand<TFloat32> loss) {
    requireNonNull(loss, "loss: expected a scalar, got null");
    ShapeCheck.require("loss", loss.shape(), "a scalar; reduce it by a sum or a mean");
    return new LossGradients(tf, Graphs.of(tf), loss);
  }

  /**
   * Differentiates through a recurrent layer.
   *
   * @param prefix the prefix of the layer's parameter names: "gru" for {@code gru.weight_ih_l0};
   *     empty for no prefix
   * @throws IllegalArgumentException if the run was added before, or was built for inference from
   *     projected inputs
   */
  public LossGradients through(String prefix, RecurrentForward run) {
    requireNonNull(prefix, "prefix: expected that of the layer's parameter names, got null");
    requireNonNull(run, "recurrent layer: expected its forward pass, got null");
    if (run.input().isEmpty()) {
      throw new IllegalArgumentException(
          "recurrent layer %s: expected a run on inputs, got one on projected inputs, which has no backward pass; build it by RecurrentLayer.run"
              .formatted(prefix));
    }
    if (runs.stream().anyMatch(r -> r.run().equals(run))) {
      throw new IllegalArgumentException("recurrent layer %s: run named twice".formatted(prefix));
    }
    runs.add(new RecordedRun(prefix, run));
    return this;
  }

  /**
   * Differentiates with respect to the rows that a lookup reads from a table: a sparse gradient.
   *
   * @param table the parameter's name, of shape [V, E]
   * @param indices the row indices, of any shape
   * @param vectors the looked-up rows, of the indices' shape with E appended: {@code
   *     Embedding.lookup}
   */
  public LossGradients rows(String table, Operand<TInt32> indices, Operand<TFloat32> vectors) {
    lookups.add(new Lookup(table, indices, vectors));
    return this;
  }

  /** Excludes parameters: PyTorch's {@code requires_grad_(False)}. */
  public LossGradients frozen(String... names) {
    frozen.addAll(Arrays.asList(names));
    return this;
  }

  /**
   * Adds the backward pass to the graph.
   *
   * @return the gradients with respect to all {@code variables} that are not frozen
   * @throws IllegalArgumentException if the loss does not depend on one of them, or an operation in
   *     between cannot be differentiated
   */
  public ParameterGradients to(Variables variables) {
    frozen.forEach(variables::shape);
    lookups.forEach(lookup -> requireTable(variables, lookup));
    GraphLeaves leaves = new GraphLeaves(graph);
    for (ParameterSpec p : variables.specs()) {
      if (!frozen.contains(p.name())) {
        variables.reads(p.name()).forEach(read -> leaves.add(read, "parameter " + p.name()));
      }
    }
    lookups.forEach(l -> leaves.add(l.vectors(), "the rows of " + l.table()));
    for (RecordedRun r : runs) {
      outputs(r.run()).forEach(part -> leaves.add(part, "recurrent layer " + r.prefix()));
    }
    LeafGradients atLeaves = new LeafGradients(tf, leaves);
    atLeaves.differentiate(List.of(loss), null);
    Map<String, List<Operand<TFloat32>>> ofLayers = new LinkedHashMap<>();
    List<RecordedRun> remaining = new ArrayList<>(runs);
    while (!remaining.isEmpty()) {
      RecordedRun next = lastLayer(remaining, leaves);
      remaining.remove(next);
      backward(next, atLeaves)
          .forEach((name, g) -> ofLayers.computeIfAbsent(name, n -> new ArrayList<>()).add(g));
    }
    return collect(variables, atLeaves, ofLayers);
  }

  private static void requireTable(Variables variables, Lookup lookup) {
    ShapeCheck.require(
        "rows of " + lookup.table(),
        variables.shape(lookup.table()),
        "a table [V, E] to take rows of",
        -1,
        -1);
    long size = variables.shape(lookup.table()).get(1);
    if (!lookup.vectors().shape().isUnknown()) {
      ShapeCheck.requireLast(
          "rows of " + lookup.table(),
          lookup.vectors().shape(),
          lookup.vectors().shape().numDimensions(),
          Math.toIntExact(size));
    }
  }

  /**
   * Returns the operands of a layer that a loss may depend on: the output, then the parts of the
   * final state.
   */
  private static List<Operand<TFloat32>> outputs(RecurrentForward run) {
    List<Operand<TFloat32>> outputs = new ArrayList<>(List.of(run.output()));
    outputs.addAll(run.finalState().parts());
    return outputs;
  }

  private static List<Operand<TFloat32>> inputs(RecurrentForward run) {
    List<Operand<TFloat32>> inputs = new ArrayList<>(List.of(run.input().orElseThrow()));
    run.initial().ifPresent(state -> inputs.addAll(state.parts()));
    return inputs;
  }

  /** Returns a layer that no other remaining layer depends on. */
  private static RecordedRun lastLayer(List<RecordedRun> remaining, GraphLeaves leaves) {
    return remaining.stream()
        .filter(
            r ->
                remaining.stream()
                    .filter(other -> !other.equals(r))
                    .noneMatch(other -> leaves.dependsOn(inputs(other.run()), outputs(r.run()))))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "recurrent layers: expected one that no other depends on, got a cycle"));
  }

  /**
   * Builds one layer's backward pass, then differentiates its input with respect to the next
   * leaves.
   */
  private Map<String, Operand<TFloat32>> backward(RecordedRun recordedRun, LeafGradients atLeaves) {
    RecurrentForward run = recordedRun.run();
    List<Optional<Operand<TFloat32>>> upstream = outputs(run).stream().map(atLeaves::sum).toList();
    if (upstream.stream().allMatch(Optional::isEmpty)) {
      return Map.of();
    }
    Map<String, Operand<TFloat32>> state = new LinkedHashMap<>();
    List<String> parts = List.copyOf(run.finalState().byName().keySet());
    for (int k = 0; k < parts.size(); k++) {
      String part = parts.get(k);
      upstream.get(1 + k).ifPresent(g -> state.put(part, g));
    }
    Gradients<Operand<TFloat32>> gradients =
        run.backward(new OutputGradients<>(upstream.get(0), state));
    List<Operand<TFloat32>> ofInputs = new ArrayList<>(List.of(gradients.input()));
    run.initial().ifPresent(initial -> ofInputs.addAll(gradients.initial().values()));
    atLeaves.differentiate(inputs(run), ofInputs);
    String prefix = recordedRun.prefix().isEmpty() ? "" : recordedRun.prefix() + ".";
    return gradients.renamed(prefix::concat).parameters();
  }

  private ParameterGradients collect(
      Variables variables, LeafGradients atLeaves, Map<String, List<Operand<TFloat32>>> ofLayers) {
    ofLayers.keySet().forEach(variables::shape); // rejects an unknown prefix
    Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>();
    Map<String, ParameterGradients.Rows> rows = new LinkedHashMap<>();
    for (ParameterSpec p : variables.specs()) {
      if (frozen.contains(p.name())) {
        continue;
      }
      List<Operand<TFloat32>> parts = new ArrayList<>(ofLayers.getOrDefault(p.name(), List.of()));
      variables.reads(p.name()).forEach(read -> atLeaves.sum(read).ifPresent(parts::add));
      Optional<ParameterGradients.Rows> rowGradient = rowGradient(p, atLeaves);
      if (parts.isEmpty() && rowGradient.isEmpty()) {
        throw new IllegalArgumentException(
            "gradients: expected a loss that depends on parameter %s, got one that does not; name the layer or the lookup that reads it by through or rows, or leave it out by frozen"
                .formatted(p.name()));
      }
      rowGradient.ifPresent(r -> rows.put(p.name(), r));
      LeafGradients.sumOf(tf, parts).ifPresent(g -> dense.put(p.name(), g));
    }
    ParameterGradients gradients = new ParameterGradients(dense, rows);
    gradients.requireMatch(variables);
    return gradients;
  }

  private Optional<ParameterGradients.Rows> rowGradient(
      ParameterSpec table, LeafGradients atLeaves) {
    List<Operand<TInt32>> indices = new ArrayList<>();
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (Lookup lookup : lookups) {
      Optional<Operand<TFloat32>> gradient = atLeaves.sum(lookup.vectors());
      if (lookup.table().equals(table.name()) && gradient.isPresent()) {
        indices.add(tf.reshape(lookup.indices(), tf.array(-1))); // [K]
        int size = Math.toIntExact(table.shape().get(1));
        values.add(tf.reshape(gradient.get(), tf.array(-1, size))); // [K, E]
      }
    }
    if (indices.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        indices.size() == 1
            ? new ParameterGradients.Rows(indices.get(0), values.get(0))
            : new ParameterGradients.Rows(
                tf.concat(indices, tf.constant(0)), tf.concat(values, tf.constant(0))));
  }
}
