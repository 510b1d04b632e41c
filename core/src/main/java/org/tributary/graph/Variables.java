package org.tributary.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;
import org.tributary.internal.graph.Graphs;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterSpec;
import org.tributary.param.ParameterValues;
import org.tributary.param.TensorShape;
import org.tributary.runtime.Feed;

/**
 * The resource variables of a graph's parameters. Values belong to a session: {@link #assign}
 * writes them and {@link #values} reads them. Two instances with equal parameter names in the same
 * graph share nothing.
 */
public final class Variables {
  private record Slot(
      ParameterSpec spec,
      Operand<? extends TType> handle,
      Operand<TFloat32> read,
      Placeholder<TFloat32> next,
      Op assign,
      Op zero) {}

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final List<Consumer<Session>> assignmentListeners = new CopyOnWriteArrayList<>();

  /**
   * Adds a variable for each of {@code specs} to the graph of {@code tf}.
   *
   * @throws IllegalArgumentException if two parameters have the same name, or {@code tf} is eager
   */
  public Variables(Ops tf, List<ParameterSpec> specs) {
    Graphs.of(tf);
    specs.forEach(spec -> add(tf, spec));
  }

  /**
   * Adds a variable to the graph.
   *
   * @throws IllegalArgumentException if there is one of this name
   */
  public void add(Ops tf, ParameterSpec spec) {
    if (slots.containsKey(spec.name())) {
      throw new IllegalArgumentException(
          "variables: expected distinct names, got %s twice; does the model use one prefix for two layers?"
              .formatted(spec.name()));
    }
    Operand<? extends TType> handle = handle(tf, spec.shape(), spec.name());
    Placeholder<TFloat32> next =
        tf.placeholder(TFloat32.class, Placeholder.shape(NativeTensors.shape(spec.shape())));
    slots.put(
        spec.name(),
        new Slot(
            spec,
            handle,
            tf.readVariableOp(handle, TFloat32.class),
            next,
            tf.assignVariableOp(handle, next),
            tf.assignVariableOp(
                handle, tf.fill(tf.constant(spec.shape().asArray()), tf.constant(0f)))));
  }

  /**
   * Adds an uninitialized resource variable to the graph, for instance an optimizer's moment.
   *
   * @param name the parameter's name in TensorFlow's messages; variables of equal name share
   *     nothing
   */
  static Operand<? extends TType> handle(Ops tf, TensorShape shape, String name) {
    Graphs.of(tf);
    // equal shared names mean one variable; no operation's name contains @, so this one is unique
    String shared = name + "@" + tf.scope().makeOpName("variable");
    return tf.varHandleOp(
        TFloat32.class, NativeTensors.shape(shape), VarHandleOp.sharedName(shared));
  }

  /** Returns the value of {@code name}, of the parameter's shape. */
  public Operand<TFloat32> read(String name) {
    return slot(name).read();
  }

  /** Returns the resource handle of {@code name}, for gathers and updates. */
  public Operand<? extends TType> resource(String name) {
    return slot(name).handle();
  }

  /** Returns the shape of {@code name}. */
  public TensorShape shape(String name) {
    return slot(name).spec().shape();
  }

  /** Returns the parameters, in order. */
  public List<ParameterSpec> specs() {
    return slots.values().stream().map(Slot::spec).toList();
  }

  /**
   * Adds a listener that each assignment calls first, with its session: a trainer applies the
   * updates that it has deferred, which would otherwise be added to the new values.
   *
   * @return removes the listener
   */
  public Runnable beforeAssignments(Consumer<Session> listener) {
    assignmentListeners.add(listener);
    return () -> assignmentListeners.remove(listener);
  }

  /**
   * Assigns a value to every variable in {@code session}.
   *
   * @throws IllegalArgumentException if the values are not of these parameters
   */
  public void assign(Session session, ParameterValues values) {
    values.requireMatch(specs());
    assignAll(session, values);
  }

  /**
   * Assigns values to some of the variables in {@code session}.
   *
   * @throws IllegalArgumentException if a value is not of these parameters
   */
  public void assignSome(Session session, ParameterValues values) {
    values.requireMatch(
        specs().stream().filter(spec -> values.tensors().containsKey(spec.name())).toList());
    assignAll(session, values);
  }

  private void assignAll(Session session, ParameterValues values) {
    assignmentListeners.forEach(listener -> listener.accept(session));
    try (Feed feed = new Feed(session)) {
      values
          .names()
          .forEach(name -> feed.tensor(slot(name).next(), NativeTensors.of(values.tensor(name))));
      // one run for all: TensorFlow prepares the whole graph for each new set of targets
      Session.Runner runner = feed.runner();
      values.names().forEach(name -> runner.addTarget(slot(name).assign()));
      run(runner);
    }
  }

  /**
   * Assigns a value to one variable in {@code session}.
   *
   * @throws IllegalArgumentException if there is no such parameter, or the value is of another
   *     shape
   */
  public void assign(Session session, String name, FloatTensor value) {
    Slot slot = slot(name);
    if (!slot.spec().shape().equals(value.shape())) {
      throw new IllegalArgumentException(
          "parameter %s: expected shape %s, got %s"
              .formatted(name, slot.spec().shape(), value.shape()));
    }
    assignAll(session, ParameterValues.of(Map.of(name, value)));
  }

  /** Assigns zeros to every variable in {@code session}, without a copy on the Java heap. */
  public void assignZeros(Session session) {
    Session.Runner runner = session.runner();
    slots.values().forEach(slot -> runner.addTarget(slot.zero()));
    run(runner);
  }

  private void run(Session.Runner runner) {
    if (!slots.isEmpty()) { // TensorFlow rejects a run without targets
      runner.run().close();
    }
  }

  /** Returns the values in {@code session}, read in one run. */
  public ParameterValues values(Session session) {
    return values(session, List.copyOf(slots.keySet()));
  }

  /**
   * Returns the values of {@code names} in {@code session}, read in one run; of a repeated name
   * once.
   *
   * @throws IllegalArgumentException if there is no such parameter
   */
  public ParameterValues values(Session session, List<String> names) {
    List<Slot> ordered = names.stream().distinct().map(this::slot).toList();
    Map<String, FloatTensor> values = new LinkedHashMap<>();
    if (ordered.isEmpty()) { // TensorFlow rejects a run without fetches
      return ParameterValues.of(values);
    }
    Session.Runner runner = session.runner();
    ordered.forEach(slot -> runner.fetch(slot.read()));
    try (Result result = runner.run()) {
      for (int k = 0; k < ordered.size(); k++) {
        values.put(ordered.get(k).spec().name(), NativeTensors.copyOf((TFloat32) result.get(k)));
      }
    }
    return ParameterValues.of(values);
  }

  private Slot slot(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException(
          "parameter %s: no such name; there are %s".formatted(name, slots.keySet()));
    }
    return slot;
  }
}
