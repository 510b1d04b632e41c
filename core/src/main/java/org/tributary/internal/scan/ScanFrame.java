package org.tributary.internal.scan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.TensorArray;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.graph.LoopValues;
import org.tributary.internal.graph.Slot;
import org.tributary.internal.graph.WhileLoop;

/** One while loop of a scan, with the slots of its values in the order in which they enter it. */
final class ScanFrame {
  private final LoopIterations iterations;
  private final StepIndices indices;
  private final ScanValues initial;
  private final WhileLoop loop;
  private final Slot<TInt32> iteration;
  private final Map<ScanLoop.Slot, Slot<TFloat32>> carry = new LinkedHashMap<>();
  private final List<Slot<TFloat32>> flows = new ArrayList<>();
  private final Slot<TInt32> bound;
  private final Optional<Slot<TInt32>> offset;
  private final Map<ScanLoop.Slot, Slot<TFloat32>> constants = new LinkedHashMap<>();
  private final Map<ScanLoop.Slot, Slot<TFloat32>> xs = new LinkedHashMap<>();
  private final Map<ScanLoop.Slot, Slot<?>> arrays = new LinkedHashMap<>();

  /**
   * Adds the variables, the bound and the offset.
   *
   * @param iterations the iterations of this loop
   * @param indices locates the rows of each step
   * @param initial values before the loop
   */
  ScanFrame(Ops tf, LoopIterations iterations, StepIndices indices, ScanValues initial) {
    this.iterations = iterations;
    this.indices = indices;
    this.initial = initial;
    this.loop = new WhileLoop(tf, "scan");
    this.iteration = loop.variable(initial.iteration());
    initial.carry().forEach((slot, value) -> carry.put(slot, loop.variable(value)));
    initial.flows().forEach(flow -> flows.add(loop.variable(flow)));
    this.bound = loop.constant(iterations.bound());
    this.offset = indices.offset(iterations).map(loop::constant);
  }

  /** Adds the constants: those of the scan, the prepared xs and the tensor arrays of the ys. */
  void addConstants(
      Map<ScanLoop.Slot, Operand<TFloat32>> all,
      Map<ScanLoop.Slot, Operand<TFloat32>> prepared,
      Map<ScanLoop.Slot, TensorArray> ys) {
    all.forEach((slot, value) -> constants.put(slot, loop.constant(value)));
    prepared.forEach((slot, value) -> xs.put(slot, loop.constant(value)));
    ys.forEach((slot, array) -> arrays.put(slot, loop.constant(array.handle())));
  }

  /** Adds the loop to the graph and returns the values after it. */
  ScanValues build(ScanLoop.Body body) {
    Optional<RaggedIteration.Tables> tables = indices.tables(loop, iterations);
    LoopValues last =
        loop.build(
            (ops, now) -> iterations.hasNext(ops, now.get(iteration), now.get(bound)),
            (ops, now) -> {
              StepIndices.Iteration rows =
                  tables
                      .<StepIndices.Iteration>map(
                          t -> new RaggedIteration(ops, now, now.get(iteration), iterations, t))
                      .orElseGet(
                          () ->
                              new DenseIteration(
                                  ops, now.get(iteration), offset.map(now::get), iterations));
              return addSteps(ops, now, rows, body);
            });
    Map<ScanLoop.Slot, Operand<TFloat32>> state = new LinkedHashMap<>();
    carry.forEach((slot, inLoop) -> state.put(slot, last.get(inLoop)));
    return new ScanValues(
        last.get(iteration), state, flows.stream().map(flow -> last.get(flow)).toList());
  }

  /** Adds the unrolled steps of one iteration and returns the next values. */
  private LoopValues addSteps(
      Ops ops, LoopValues now, StepIndices.Iteration iteration, ScanLoop.Body body) {
    Map<ScanLoop.Slot, List<Operand<TFloat32>>> rows = new LinkedHashMap<>();
    xs.forEach((slot, inLoop) -> rows.put(slot, iteration.rows(now.get(inLoop))));
    Map<ScanLoop.Slot, Operand<TFloat32>> state = new LinkedHashMap<>();
    carry.forEach((slot, inLoop) -> state.put(slot, now.get(inLoop)));
    Map<ScanLoop.Slot, List<Operand<TFloat32>>> ys = new HashMap<>();
    arrays.keySet().forEach(slot -> ys.put(slot, new ArrayList<>()));
    Set<ScanLoop.Slot> expected = new LinkedHashSet<>(carry.keySet());
    expected.addAll(arrays.keySet());
    for (int n = 0; n < iterations.unroll(); n++) {
      int k = iterations.direction() > 0 ? n : iterations.unroll() - 1 - n;
      Map<ScanLoop.Slot, Operand<TFloat32>> values = new HashMap<>();
      rows.forEach((slot, all) -> values.put(slot, all.get(k)));
      state.forEach((slot, before) -> values.put(slot, iteration.resized(before, k)));
      constants.forEach((slot, inLoop) -> values.put(slot, now.get(inLoop)));
      ScanStep step = new ScanStep(values);
      body.build(ops, step);
      Map<ScanLoop.Slot, Operand<TFloat32>> results = step.results(expected);
      state.replaceAll((slot, before) -> results.get(slot));
      ys.forEach(
          (slot, all) -> all.add(iterations.direction() > 0 ? all.size() : 0, results.get(slot)));
    }
    return written(ops, now, ys, state);
  }

  /** Writes the ys of an iteration to their arrays and moves on to the next iteration. */
  private LoopValues written(
      Ops ops,
      LoopValues now,
      Map<ScanLoop.Slot, List<Operand<TFloat32>>> ys,
      Map<ScanLoop.Slot, Operand<TFloat32>> state) {
    LoopValues next = now;
    int number = 0;
    for (Map.Entry<ScanLoop.Slot, Slot<?>> array : arrays.entrySet()) {
      List<Operand<TFloat32>> parts = ys.get(array.getKey());
      Slot<TFloat32> flow = flows.get(initial.flowOf(number++));
      next =
          next.with(
              flow,
              ops.tensorArrayWrite(
                  now.get(array.getValue()),
                  now.get(iteration),
                  parts.size() == 1 ? parts.get(0) : ops.concat(parts, ops.constant(0)),
                  next.get(flow)));
    }
    for (Map.Entry<ScanLoop.Slot, Slot<TFloat32>> slot : carry.entrySet()) {
      next = next.with(slot.getValue(), state.get(slot.getKey()));
    }
    return next.with(
        iteration, ops.math.add(now.get(iteration), ops.constant(iterations.direction())));
  }
}
