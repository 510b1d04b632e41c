package org.tributary.train;

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
import org.tributary.layer.OutputGradients;
import org.tributary.layer.RecurrentRun;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ShapeCheck;
import org.tributary.param.Variables;

/**
 * The gradients of a loss to the parameters of a graph, recurrent layers included: PyTorch's {@code
 * loss.backward()}. TensorFlow's {@code addGradients} does not pass through the fast kernels of a
 * recurrent layer, so this differentiates from layer to layer and calls each layer's own backward
 * pass in between.
 *
 * <pre>{@code
 * Gradients gradients =
 *     LossGradients.of(tf, loss)
 *         .through("gru", run)                        // parameters gru.weight_ih_l0, ...
 *         .rows("embedding.weight", words, vectors)   // rows that a lookup read
 *         .to(variables);                             // and all other variables
 * }</pre>
 *
 * <p>The loss sees a layer through {@link RecurrentRun#output}, {@link RecurrentRun#finalState} and
 * what is made of them, such as {@link RecurrentRun#last}. Layers may stand on one another, side by
 * side, or share their parameters. What cannot be differentiated: an operand that reaches the loss
 * both through a recurrent layer and past it, such as a residual connection or a matrix that is
 * used below and above. It is refused.
 */
public final class LossGradients {
  private record Recorded(String prefix, RecurrentRun run) {}

  private record Lookup(String table, Operand<TInt32> indices, Operand<TFloat32> vectors) {}

  private final Ops tf;
  private final Graph graph;
  private final Operand<TFloat32> loss;
  private final List<Recorded> runs = new ArrayList<>();
  private final List<Lookup> lookups = new ArrayList<>();
  private final Set<String> frozen = new LinkedHashSet<>();

  private LossGradients(Ops tf, Graph graph, Operand<TFloat32> loss) {
    this.tf = tf;
    this.graph = graph;
    this.loss = loss;
  }

  /**
   * Starts from a loss.
   *
   * @param loss a scalar
   * @throws IllegalArgumentException if it is not a scalar
   */
  public static LossGradients of(Ops tf, Operand<TFloat32> loss) {
    ShapeCheck.require("loss", loss.shape(), "a scalar; reduce it by a sum or a mean");
    return new LossGradients(tf, Graphs.of(tf), loss);
  }

  /**
   * Differentiates through a recurrent layer.
   *
   * @param prefix of the layer's parameters among the variables: "gru" for {@code
   *     gru.weight_ih_l0}; empty for names without a prefix
   * @throws IllegalArgumentException if the run is named already, or was placed over products,
   *     which is for inference
   */
  public LossGradients through(String prefix, RecurrentRun run) {
    if (run.input().isEmpty()) {
      throw new IllegalArgumentException(
          "recurrent layer %s: expected a run of inputs, got one of products, which has no backward pass; place it by RecurrentLayer.run"
              .formatted(prefix));
    }
    if (runs.stream().anyMatch(r -> r.run().equals(run))) {
      throw new IllegalArgumentException("recurrent layer %s: run named twice".formatted(prefix));
    }
    runs.add(new Recorded(prefix, run));
    return this;
  }

  /**
   * Differentiates to the rows of a table that a lookup read, never to the whole table.
   *
   * @param table the parameter's name, of shape [V, E]
   * @param indices of the rows, of any shape
   * @param vectors the rows, of that shape and E: {@code Embedding.lookup}
   */
  public LossGradients rows(String table, Operand<TInt32> indices, Operand<TFloat32> vectors) {
    lookups.add(new Lookup(table, indices, vectors));
    return this;
  }

  /** Leaves parameters out: PyTorch's {@code requires_grad_(False)}. */
  public LossGradients frozen(String... names) {
    frozen.addAll(Arrays.asList(names));
    return this;
  }

  /**
   * Places the backward pass.
   *
   * @return the gradients to all of {@code variables} that are not frozen
   * @throws IllegalArgumentException if the loss does not depend on one of them, or something
   *     between cannot be differentiated
   */
  public Gradients to(Variables variables) {
    frozen.forEach(variables::shape);
    lookups.forEach(lookup -> requireTable(variables, lookup));
    GraphLeaves leaves = new GraphLeaves(graph);
    for (ParameterSpec p : variables.specs()) {
      if (!frozen.contains(p.name())) {
        variables.reads(p.name()).forEach(read -> leaves.add(read, "parameter " + p.name()));
      }
    }
    lookups.forEach(l -> leaves.add(l.vectors(), "the rows of " + l.table()));
    for (Recorded r : runs) {
      seen(r.run()).forEach(part -> leaves.add(part, "recurrent layer " + r.prefix()));
    }
    Adjoints adjoints = new Adjoints(tf, leaves);
    adjoints.differentiate(List.of(loss), null);
    Map<String, List<Operand<TFloat32>>> ofLayers = new LinkedHashMap<>();
    List<Recorded> left = new ArrayList<>(runs);
    while (!left.isEmpty()) {
      Recorded next = topmost(left, leaves);
      left.remove(next);
      backward(next, adjoints)
          .forEach((name, g) -> ofLayers.computeIfAbsent(name, n -> new ArrayList<>()).add(g));
    }
    return collect(variables, adjoints, ofLayers);
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

  /** What a loss may see of a layer: the output, then the parts of the final state. */
  private static List<Operand<TFloat32>> seen(RecurrentRun run) {
    List<Operand<TFloat32>> seen = new ArrayList<>(List.of(run.output()));
    seen.addAll(run.finalState().parts());
    return seen;
  }

  private static List<Operand<TFloat32>> read(RecurrentRun run) {
    List<Operand<TFloat32>> read = new ArrayList<>(List.of(run.input().orElseThrow()));
    run.initial().ifPresent(state -> read.addAll(state.parts()));
    return read;
  }

  /** A layer that no other one left reads. */
  private static Recorded topmost(List<Recorded> left, GraphLeaves leaves) {
    return left.stream()
        .filter(
            r ->
                left.stream()
                    .filter(other -> !other.equals(r))
                    .noneMatch(other -> leaves.reach(seen(r.run()), read(other.run()))))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("recurrent layers: each reads another"));
  }

  /** One layer's backward pass, and on to what made its input. */
  private Map<String, Operand<TFloat32>> backward(Recorded recorded, Adjoints adjoints) {
    RecurrentRun run = recorded.run();
    List<Optional<Operand<TFloat32>>> upstream = seen(run).stream().map(adjoints::sum).toList();
    if (upstream.stream().allMatch(Optional::isEmpty)) {
      return Map.of();
    }
    RecurrentRun.Gradients back =
        run.backward(
            new OutputGradients<>(
                upstream.get(0),
                upstream.get(1),
                upstream.size() > 2 ? upstream.get(2) : Optional.empty()));
    List<Operand<TFloat32>> toRead = new ArrayList<>(List.of(back.input()));
    run.initial().ifPresent(state -> toRead.addAll(back.initial().parts()));
    adjoints.differentiate(read(run), toRead);
    Map<String, Operand<TFloat32>> named = new LinkedHashMap<>();
    String prefix = recorded.prefix().isEmpty() ? "" : recorded.prefix() + ".";
    back.parameters().forEach((name, g) -> named.put(prefix + name, g));
    return named;
  }

  private Gradients collect(
      Variables variables, Adjoints adjoints, Map<String, List<Operand<TFloat32>>> ofLayers) {
    ofLayers.keySet().forEach(variables::shape); // a prefix of no variables is refused
    Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>();
    Map<String, Gradients.Rows> rows = new LinkedHashMap<>();
    for (ParameterSpec p : variables.specs()) {
      if (frozen.contains(p.name())) {
        continue;
      }
      List<Operand<TFloat32>> parts = new ArrayList<>(ofLayers.getOrDefault(p.name(), List.of()));
      variables.reads(p.name()).forEach(read -> adjoints.sum(read).ifPresent(parts::add));
      Optional<Gradients.Rows> touched = touched(p, adjoints);
      if (parts.isEmpty() && touched.isEmpty()) {
        throw new IllegalArgumentException(
            "gradients: expected a loss that depends on parameter %s, got one that does not; name the layer or the lookup that reads it by through or rows, or leave it out by frozen"
                .formatted(p.name()));
      }
      touched.ifPresent(r -> rows.put(p.name(), r));
      Adjoints.added(tf, parts).ifPresent(g -> dense.put(p.name(), g));
    }
    Gradients gradients = new Gradients(dense, rows);
    gradients.requireMatch(variables);
    return gradients;
  }

  private Optional<Gradients.Rows> touched(ParameterSpec table, Adjoints adjoints) {
    List<Operand<TInt32>> indices = new ArrayList<>();
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (Lookup lookup : lookups) {
      Optional<Operand<TFloat32>> gradient = adjoints.sum(lookup.vectors());
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
            ? new Gradients.Rows(indices.get(0), values.get(0))
            : new Gradients.Rows(
                tf.concat(indices, tf.constant(0)), tf.concat(values, tf.constant(0))));
  }
}
