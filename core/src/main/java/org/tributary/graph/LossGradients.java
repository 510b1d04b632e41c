package org.tributary.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;
import org.tributary.internal.NullChecks;
import org.tributary.internal.graph.CustomGradient;
import org.tributary.internal.graph.Graphs;
import org.tributary.internal.graph.LookupGradient;
import org.tributary.internal.graph.ShapeCheck;
import org.tributary.internal.graph.WrongGradients;
import org.tributary.param.ParameterSpec;

/**
 * The gradients of a loss with respect to the parameters of a graph: PyTorch's {@code
 * loss.backward()}. TensorFlow differentiates the graph, and calls the backward passes of recurrent
 * layers, CRF losses and character encoders.
 *
 * <pre>{@code
 * ParameterGradients gradients = LossGradients.of(tf, loss).frozen("gru.bias_ih_l0").to(variables);
 * }</pre>
 *
 * <p>How the loss reads a parameter is found in the graph. The gradient of a table that is only
 * looked up is that of the rows; a table that is also read whole has a dense gradient, which
 * includes the rows. A graph may have several losses, each with its gradients.
 */
public final class LossGradients {
  private static final Pattern NO_GRADIENT = Pattern.compile("No gradient defined for op: (\\w+)");

  private final Ops tf;
  private final Operand<TFloat32> loss;
  private final Set<String> frozen;
  private final boolean denseTables;

  private LossGradients(Ops tf, Operand<TFloat32> loss, Set<String> frozen, boolean denseTables) {
    this.tf = tf;
    this.loss = loss;
    this.frozen = frozen;
    this.denseTables = denseTables;
  }

  /**
   * Returns a builder of the gradients of a loss.
   *
   * @param loss a scalar
   * @throws IllegalArgumentException if the loss is not a scalar, or of another graph
   */
  public static LossGradients of(Ops tf, Operand<TFloat32> loss) {
    NullChecks.require("loss", "a scalar", loss);
    Graphs.requireIn(Graphs.of(tf), loss, "loss");
    ShapeCheck.require("loss", loss.shape(), "a scalar; reduce it by a sum or a mean");
    // a loss of unknown shape that is no scalar then fails in its first run
    Operand<TFloat32> scalar =
        loss.shape().isUnknown() ? tf.reshape(loss, tf.constant(new int[0])) : loss;
    return new LossGradients(tf, scalar, Set.of(), false);
  }

  /** Excludes parameters: PyTorch's {@code requires_grad_(False)}. */
  public LossGradients frozen(String... names) {
    NullChecks.require("names", "those of parameters", names);
    NullChecks.requireElements("names", "a parameter's name", Arrays.asList(names));
    Set<String> all = new LinkedHashSet<>(frozen);
    all.addAll(Arrays.asList(names));
    return new LossGradients(tf, loss, all, denseTables);
  }

  /**
   * Returns dense gradients of tables that are looked up, as of PyTorch's {@code nn.Embedding}
   * without {@code sparse}, for example to add them up yourself. A training step then takes time
   * proportional to the table, with the same results up to rounding. By default the gradients are
   * sparse: those of the rows that a batch reads.
   */
  public LossGradients denseTables() {
    return new LossGradients(tf, loss, frozen, true);
  }

  /**
   * Adds the backward pass to the graph.
   *
   * @return the gradients with respect to all {@code variables} that are not frozen
   * @throws IllegalArgumentException if a frozen name is none of the variables, a variable that is
   *     not frozen does not affect the loss or is read by an operation without a gradient, or the
   *     loss contains an operation whose gradient TensorFlow lacks or computes wrongly, such as
   *     {@code tf.nn.logSoftmax} of three dimensions
   */
  public ParameterGradients to(Variables variables) {
    NullChecks.require("variables", "those that the loss reads", variables);
    frozen.forEach(variables::shape); // rejects an unknown name
    Map<String, LossGraph.Reads> reads = new LinkedHashMap<>();
    for (ParameterSpec p : variables.specs()) {
      if (!frozen.contains(p.name())) {
        reads.put(p.name(), new LossGraph.Reads());
      }
    }
    new LossGraph(loss.asOutput(), variables).find(reads);
    List<Output<?>> sources = new ArrayList<>();
    reads.values().forEach(r -> sources.addAll(r.all()));
    Map<Output<?>, Operand<TFloat32>> gradients = differentiate(sources);
    Map<String, Operand<TFloat32>> dense = new LinkedHashMap<>();
    Map<String, ParameterGradients.Rows> rows = new LinkedHashMap<>();
    reads.forEach(
        (name, read) -> {
          List<Operand<TFloat32>> whole =
              read.whole().stream().filter(gradients::containsKey).map(gradients::get).toList();
          List<LossGraph.Lookup> lookups =
              read.lookups().stream().filter(l -> gradients.containsKey(l.rows())).toList();
          if (whole.isEmpty() && lookups.isEmpty()) {
            throw new IllegalArgumentException(
                "gradients: expected a loss that depends on parameter %s, got one that does not; let the loss read it, or leave it out: of the model, by LossGradients.frozen, or in training a Model by Fit.freeze"
                    .formatted(name));
          }
          if (whole.isEmpty() && !denseTables) {
            rows.put(name, rows(NativeTensors.shape(variables.shape(name)), lookups, gradients));
          } else {
            List<Operand<TFloat32>> parts = new ArrayList<>(whole);
            if (!lookups.isEmpty()) {
              Shape table = NativeTensors.shape(variables.shape(name));
              parts.add(scattered(table, rows(table, lookups, gradients)));
            }
            dense.put(name, parts.size() == 1 ? parts.get(0) : tf.math.addN(parts));
          }
        });
    ParameterGradients all = new ParameterGradients(dense, rows);
    all.requireMatch(variables);
    return all;
  }

  /** Returns the gradient of each source on which the loss depends. */
  private Map<Output<?>, Operand<TFloat32>> differentiate(List<Output<?>> sources) {
    Map<Output<?>, Operand<TFloat32>> found = new LinkedHashMap<>();
    if (sources.isEmpty()) {
      return found;
    }
    LookupGradient.register();
    WrongGradients.refuse(List.of(loss.asOutput()), sources);
    Output<?>[] gradients;
    try {
      gradients = Graphs.of(tf).addGradients(loss.asOutput(), sources.toArray(Output<?>[]::new));
    } catch (TensorFlowException e) {
      throw explained(e);
    }
    for (int k = 0; k < gradients.length; k++) {
      if (CustomGradient.isPresent(gradients[k])) { // absent where only the source's shape is used
        found.put(sources.get(k), floats(gradients[k]));
      }
    }
    return found;
  }

  private static RuntimeException explained(TensorFlowException e) {
    Matcher operation = NO_GRADIENT.matcher(String.valueOf(e.getMessage()));
    return new IllegalArgumentException(
        "gradients: expected operations that TensorFlow can differentiate, got %s; let the loss read its value through tf.stopGradient, or replace it. Of recurrent layers, forInference() and forBackward() build passes that cannot be differentiated"
            .formatted(
                operation.find()
                    ? "%s (\"%s\")".formatted(operation.group(1), operation.group())
                    : "TensorFlow's error \"%s\"".formatted(e.getMessage())),
        e);
  }

  private ParameterGradients.Rows rows(
      Shape table, List<LossGraph.Lookup> lookups, Map<Output<?>, Operand<TFloat32>> gradients) {
    List<Operand<TInt32>> indices = new ArrayList<>();
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (LossGraph.Lookup lookup : lookups) {
      indices.add(tf.reshape(int32(lookup.indices()), tf.array(-1))); // [K]
      values.add(
          tf.reshape(
              gradients.get(lookup.rows()), tf.array(-1, Math.toIntExact(table.get(1))))); // [K, E]
    }
    return indices.size() == 1
        ? new ParameterGradients.Rows(indices.get(0), values.get(0))
        : new ParameterGradients.Rows(
            tf.concat(indices, tf.constant(0)), tf.concat(values, tf.constant(0)));
  }

  /** Returns the dense gradient of a table, [V, E]; the gradients of equal rows add up. */
  private Operand<TFloat32> scattered(Shape table, ParameterGradients.Rows rows) {
    return tf.math.unsortedSegmentSum(
        rows.values(), rows.indices(), tf.constant(Math.toIntExact(table.get(0))));
  }

  @SuppressWarnings("unchecked") // its type is TInt32 then
  private Operand<TInt32> int32(Output<? extends TNumber> indices) {
    return indices.type() == TInt32.class
        ? (Operand<TInt32>) indices
        : tf.dtypes.cast(indices, TInt32.class);
  }

  @SuppressWarnings("unchecked") // a gradient has the type of its source
  private static Operand<TFloat32> floats(Output<?> gradient) {
    return (Operand<TFloat32>) gradient;
  }
}
