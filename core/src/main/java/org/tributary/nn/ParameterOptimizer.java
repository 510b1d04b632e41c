package org.tributary.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tributary.graph.Gradients;
import org.tributary.graph.NativeTensors;
import org.tributary.graph.Variables;
import org.tributary.internal.Closer;
import org.tributary.internal.NullChecks;
import org.tributary.internal.NumberChecks;
import org.tributary.internal.training.GradientClip;
import org.tributary.internal.training.OptimizerState;
import org.tributary.internal.training.ParameterGroup;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.train.optimizer.Optimizer;
import org.tributary.train.optimizer.UpdateContext;
import org.tributary.train.optimizer.UpdateRule;

/**
 * An optimizer for parameters and gradients held as Java arrays: PyTorch's {@code
 * torch.optim.Optimizer}, with the same numbers. It holds the optimizer's state, such as Adam's
 * moments, and each parameter's step count. A parameter without a gradient does not change, as in
 * PyTorch where {@code grad} is {@code None}.
 *
 * <pre>{@code
 * try (ParameterOptimizer optimizer =
 *     ParameterOptimizer.builder(definition.parameters(), Optimizer.adam()).clipNorm(1).open()) {
 *   Gradients<FloatTensor> gradients = lstm.backward(input, OutputGradients.ofOutput(toOutput));
 *   optimizer.step(lstm, gradients, 0.001);
 * }
 * }</pre>
 *
 * <p>A step copies the parameters to native memory and back. For large layers, train your own graph
 * with a {@link GraphTrainer}, which keeps them there.
 *
 * <p>It owns native memory and must be closed. It is thread-safe; calls are serialized.
 */
public final class ParameterOptimizer implements AutoCloseable {
  /** The update of one parameter, which has its own step count. */
  private record Slot(
      Placeholder<TFloat32> gradient, UpdateContext context, double rateFactor, Op update) {}

  private final Closer closer = new Closer();
  private final List<ParameterSpec> specs;
  private final boolean clips;
  private final Variables variables;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final Map<String, Long> stepCounts = new LinkedHashMap<>();
  private final Session session;
  private boolean closed;

  private ParameterOptimizer(Builder builder) {
    this.specs = builder.specs;
    this.clips = builder.clipNorm.isPresent();
    try {
      Graph graph = closer.register(TensorFlowRuntime.graph(), Graph::close);
      Ops tf = TensorFlowRuntime.ops(graph);
      this.variables = new Variables(tf, specs);
      OptimizerState state =
          new OptimizerState(tf, name -> builder.group(name).optimizer(), specs, List.of());
      addUpdates(tf, builder, state);
      this.session = closer.register(TensorFlowRuntime.open(graph), Session::close);
      state.initialize(session);
    } catch (RuntimeException | Error e) {
      closer.closeAfter(e);
      throw e;
    }
  }

  private void addUpdates(Ops tf, Builder builder, OptimizerState state) {
    Map<String, Placeholder<TFloat32>> gradients = new LinkedHashMap<>();
    for (ParameterSpec p : specs) {
      gradients.put(
          p.name(),
          tf.placeholder(TFloat32.class, Placeholder.shape(NativeTensors.shape(p.shape()))));
    }
    GradientClip clip = new GradientClip(tf, List.copyOf(gradients.values()), builder.clipNorm);
    gradients.forEach(
        (name, gradient) -> {
          // one rule per parameter, because a frozen parameter has fewer steps
          UpdateContext context = new UpdateContext(tf);
          ParameterGroup group = builder.group(name);
          UpdateRule rule =
              NullChecks.require(
                  "optimizer " + group.optimizer(),
                  "an update rule for " + name,
                  group.optimizer().rule(context));
          Op update =
              NullChecks.require(
                  "optimizer " + group.optimizer(),
                  "the last operation of the update of " + name,
                  rule.dense(state.target(variables, name), clip.clip(gradient)));
          slots.put(name, new Slot(gradient, context, group.rateFactor(), update));
        });
  }

  /**
   * Returns a builder of an optimizer.
   *
   * @param specs at least one parameter, for instance {@code Recurrent.parameters()}
   * @throws IllegalArgumentException if there are no parameters
   */
  public static Builder builder(List<ParameterSpec> specs, Optimizer optimizer) {
    return new Builder(specs, optimizer);
  }

  /** A builder of an optimizer. */
  public static final class Builder {
    private final List<ParameterSpec> specs;
    private OptionalDouble clipNorm = OptionalDouble.empty();
    private final List<ParameterGroup> groups = new ArrayList<>();

    private Builder(List<ParameterSpec> specs, Optimizer optimizer) {
      NullChecks.requireElements("parameters", "parameter", specs);
      if (specs.isEmpty()) {
        throw new IllegalArgumentException(
            "parameter optimizer: expected at least one parameter, got none");
      }
      this.specs = List.copyOf(specs);
      groups.add(ParameterGroup.rest(optimizer));
    }

    /**
     * Gives the parameters whose names begin with a prefix an optimizer and a rate of their own:
     * PyTorch's parameter groups. A later group takes parameters from an earlier one.
     *
     * @param optimizer the group's optimizer, such as one without weight decay
     * @param rateFactor the group's learning rate divided by that of a step, at least 0
     * @throws IllegalArgumentException if no name begins with the prefix, or the factor is negative
     *     or not finite as float32
     */
    public Builder group(String prefix, Optimizer optimizer, double rateFactor) {
      groups.add(
          new ParameterGroup(prefix, optimizer, rateFactor)
              .requireAny(specs.stream().map(ParameterSpec::name).toList()));
      return this;
    }

    private ParameterGroup group(String name) {
      return ParameterGroup.of(groups, name);
    }

    /**
     * Limits the global norm of all gradients of a step together: PyTorch's {@code
     * clip_grad_norm_}. Default: no limit.
     *
     * @throws IllegalArgumentException if the norm is not above 0
     */
    public Builder clipNorm(double norm) {
      clipNorm = OptionalDouble.of(GradientClip.requireLimit(norm));
      return this;
    }

    /** Returns the optimizer, which the caller closes. */
    public ParameterOptimizer open() {
      return new ParameterOptimizer(this);
    }
  }

  /**
   * Updates the module's parameters that are not frozen.
   *
   * @param gradients from {@link RecurrentModule#backward}
   * @param rate the learning rate, at least 0
   * @throws IllegalArgumentException if the parameters do not match this optimizer, or the rate is
   *     negative or not finite as float32
   * @throws IllegalStateException if the module or this optimizer is closed
   */
  public void step(RecurrentModule module, Gradients<FloatTensor> gradients, double rate) {
    NullChecks.require("module", "one", module);
    NullChecks.require("gradients", "those of the module", gradients);
    Map<String, FloatTensor> trainable = new LinkedHashMap<>(gradients.parameters());
    trainable.keySet().removeAll(module.frozen());
    module.set(updated(module.parameters(), ParameterValues.of(trainable), rate));
  }

  /**
   * Returns the parameters after one step.
   *
   * @param parameters the values of all parameters of this optimizer
   * @param gradients the gradients with respect to the parameters to update, by name
   * @param rate the learning rate, at least 0
   * @return the new values
   * @throws IllegalArgumentException if parameters or gradients do not match this optimizer, or the
   *     rate is negative or not finite as float32
   * @throws IllegalStateException if this optimizer is closed
   */
  public synchronized ParameterValues updated(
      ParameterValues parameters, ParameterValues gradients, double rate) {
    if (closed) {
      throw new IllegalStateException(
          "parameter optimizer: expected an open one, got a closed one");
    }
    NumberChecks.rate("learning rate", rate);
    NullChecks.require("parameters", "values", parameters);
    NullChecks.require("gradients", "values", gradients);
    parameters.requireMatch(specs);
    gradients.names().forEach(name -> requireShape(name, gradients.shape(name)));
    if (gradients.names().isEmpty()) {
      return parameters;
    }
    variables.assign(session, parameters);
    run(gradients, rate);
    gradients.names().forEach(name -> stepCounts.merge(name, 1L, Long::sum));
    return variables.values(session);
  }

  private void requireShape(String name, TensorShape actual) {
    TensorShape expected = variables.shape(name);
    if (!expected.equals(actual)) {
      throw new IllegalArgumentException(
          "gradient of %s: expected %s (the parameter's shape), got %s"
              .formatted(name, expected, actual));
    }
  }

  private void run(ParameterValues gradients, double rate) {
    try (Feed feed = new Feed(session)) {
      List<Op> updates = new ArrayList<>();
      for (Map.Entry<String, Slot> entry : slots.entrySet()) {
        String name = entry.getKey();
        Slot slot = entry.getValue();
        if (gradients.tensors().containsKey(name)) {
          feed.tensor(slot.gradient(), NativeTensors.of(gradients.tensor(name)));
          long number = stepCounts.getOrDefault(name, 0L) + 1;
          slot.context()
              .feeds(number, rate * slot.rateFactor())
              .forEach((scalar, value) -> feed.tensor(scalar, TFloat32.scalarOf(value)));
          updates.add(slot.update());
        } else if (clips) { // adds nothing to the norm
          TensorShape shape = variables.shape(name);
          feed.tensor(slot.gradient(), NativeTensors.of(FloatTensor.zeros(shape.asArray())));
        }
      }
      Session.Runner runner = feed.runner();
      updates.forEach(runner::addTarget);
      runner.run().close();
    }
  }

  /** Frees the native memory. Idempotent. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      closer.close();
    }
  }
}
