package org.tributary.internal.graph;

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
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.TensorArray;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** One while loop of a scan, with the slots of its values in the order in which they enter it. */
final class ScanFrame {
  /**
   * The iterations of one loop, each unrolled over several time steps. Iterations are numbered in
   * the order of the steps, so the number is also the index of the iteration's outputs.
   *
   * @param unroll number of steps in an iteration
   * @param begin the first iteration
   * @param end one past the last iteration
   * @param offset iteration k begins with step k · unroll + offset; empty for 0
   */
  record Iterations(
      int unroll, Operand<TInt32> begin, Operand<TInt32> end, Optional<Operand<TInt32>> offset) {
    /**
     * Returns one loop, whose last iteration may include steps past the end; the body must accept
     * steps without rows.
     */
    static List<Iterations> padded(Ops tf, Operand<TInt32> steps, int unroll) {
      Operand<TInt32> count =
          tf.math.floorDiv(tf.math.add(steps, tf.constant(unroll - 1)), tf.constant(unroll));
      return List.of(new Iterations(unroll, tf.constant(0), count, Optional.empty()));
    }

    /**
     * Returns a loop over the steps that fill whole iterations, and a loop with one step per
     * iteration for the remainder.
     */
    static List<Iterations> exact(Ops tf, Operand<TInt32> steps, int unroll) {
      Operand<TInt32> full = tf.math.floorDiv(steps, tf.constant(unroll));
      Operand<TInt32> ahead = tf.math.mul(full, tf.constant(unroll - 1));
      return List.of(
          new Iterations(unroll, tf.constant(0), full, Optional.empty()),
          new Iterations(1, full, tf.math.sub(steps, ahead), Optional.of(ahead)));
    }
  }

  /**
   * The values that one while loop of a scan hands to the next.
   *
   * @param iteration the next iteration
   * @param carry the state
   * @param flows the flows of the tensor arrays: one for each, or one that all share
   */
  record Values(
      Operand<TInt32> iteration,
      Map<ScanLoop.Carry, Operand<TFloat32>> carry,
      List<Operand<TFloat32>> flows) {

    /** Returns the index of the flow of tensor array {@code array}. */
    int flowOf(int array) {
      return Math.min(array, flows.size() - 1);
    }
  }

  /** The rows of the steps of one iteration. */
  private interface IterationRows {
    /** Returns each step's rows of a sequence, in the shape in which it enters the loop. */
    List<Operand<TFloat32>> of(Operand<TFloat32> sequence);

    /**
     * Returns a state with as many rows as step {@code k} of this iteration: rows of ended
     * sequences are dropped; in the backward pass rows of starting sequences are zero.
     */
    Operand<TFloat32> resized(Operand<TFloat32> state, int k);
  }

  private final Packing packing;
  private final Iterations iterations;
  private final boolean isReverse;
  private final Values initial;
  private final Set<LoopSlot<TFloat32>> constants;
  private final Set<ScanLoop.Xs> xs;
  private final WhileLoop loop;
  private final LoopSlot.Variable<TInt32> iteration;
  private final List<LoopSlot.Variable<TFloat32>> flows;
  private final LoopSlot<TInt32> bound;
  private final Optional<LoopSlot<TInt32>> offset; // of iteration 0 in [T, N, F], [3]
  private final Map<ScanLoop.Ys, LoopSlot<?>> arrays = new LinkedHashMap<>();

  /**
   * Adds the values.
   *
   * @param iterations the iterations of this loop
   * @param isReverse whether it runs from the last iteration to the first
   * @param initial values before the loop
   * @param constants the constants of the scan
   * @param prepared the xs in the shape in which they enter the loop
   * @param ys the tensor arrays of the ys
   */
  ScanFrame(
      Ops tf,
      Packing packing,
      Iterations iterations,
      boolean isReverse,
      Values initial,
      Map<LoopSlot<TFloat32>, Operand<TFloat32>> constants,
      Map<ScanLoop.Xs, Operand<TFloat32>> prepared,
      Map<ScanLoop.Ys, TensorArray> ys) {
    this.packing = packing;
    this.iterations = iterations;
    this.isReverse = isReverse;
    this.initial = initial;
    this.constants = constants.keySet();
    this.xs = prepared.keySet();
    this.loop = new WhileLoop(tf, "scan");
    this.iteration = loop.variable(initial.iteration());
    initial.carry().forEach(loop::variable);
    this.flows = initial.flows().stream().map(flow -> loop.variable(flow)).toList();
    this.bound = loop.constant(isReverse ? iterations.begin() : iterations.end());
    this.offset =
        iterations.offset().map(step -> loop.constant(tf.math.mul(step, tf.array(1, 0, 0))));
    constants.forEach(loop::constant);
    prepared.forEach(loop::constant);
    ys.forEach((slot, array) -> arrays.put(slot, loop.constant(array.handle())));
  }

  /** Adds the loop to the graph and returns the values after it. */
  Values build(ScanLoop.Body body) {
    Optional<Packing.IterationTables> tables = packing.iterationTables(iterations.unroll());
    Optional<LoopSlot<TInt32>> slices = tables.map(t -> loop.constant(t.slices()));
    Optional<LoopSlot<TInt32>> growth =
        isReverse ? tables.map(t -> loop.constant(t.growth())) : Optional.empty();
    WhileLoop.Values last =
        loop.build(
            (ops, now) ->
                isReverse
                    ? ops.math.greaterEqual(now.get(iteration), now.get(bound))
                    : ops.math.less(now.get(iteration), now.get(bound)),
            (ops, now) ->
                addSteps(
                    ops,
                    now,
                    slices.isPresent() ? ragged(ops, now, slices.get(), growth) : dense(ops, now),
                    body));
    Map<ScanLoop.Carry, Operand<TFloat32>> carry = new LinkedHashMap<>(initial.carry());
    carry.replaceAll((slot, before) -> last.get(slot));
    return new Values(last.get(iteration), carry, flows.stream().map(last::get).toList());
  }

  /** Every step has all rows: whole steps of [T, N, F]. */
  private IterationRows dense(Ops ops, WhileLoop.Values now) {
    int unroll = iterations.unroll();
    Operand<TInt32> firstStep = ops.math.mul(now.get(iteration), ops.array(unroll, 0, 0));
    Operand<TInt32> begin =
        offset
            .<Operand<TInt32>>map(first -> ops.math.add(firstStep, now.get(first)))
            .orElse(firstStep);
    return new IterationRows() {
      @Override
      public List<Operand<TFloat32>> of(Operand<TFloat32> sequence) {
        Operand<TFloat32> steps = ops.slice(sequence, begin, ops.array(unroll, -1, -1));
        return List.copyOf(ops.unstack(steps, (long) unroll).output());
      }

      @Override
      public Operand<TFloat32> resized(Operand<TFloat32> state, int k) {
        return state;
      }
    };
  }

  /**
   * The batch shrinks as sequences end; the indices of the steps are looked up in tables, once for
   * all steps of an iteration.
   *
   * @param slicesSlot {@link Packing.IterationTables#slices}
   * @param growthSlot {@link Packing.IterationTables#growth}, in the backward pass only
   */
  private IterationRows ragged(
      Ops ops,
      WhileLoop.Values now,
      LoopSlot<TInt32> slicesSlot,
      Optional<LoopSlot<TInt32>> growthSlot) {
    int unroll = iterations.unroll();
    Packing.IterationTables.Slices slices =
        Packing.IterationTables.Slices.of(ops, entry(ops, now, slicesSlot), unroll);
    Optional<List<Output<TInt32>>> growth =
        growthSlot.map(slot -> ops.unstack(entry(ops, now, slot), (long) unroll).output());
    return new IterationRows() {
      @Override
      public List<Operand<TFloat32>> of(Operand<TFloat32> sequence) {
        Operand<TFloat32> steps = ops.slice(sequence, slices.begin(), slices.size());
        return List.copyOf(
            ops.splitV(steps, slices.counts(), ops.constant(0), (long) unroll).output());
      }

      @Override
      public Operand<TFloat32> resized(Operand<TFloat32> state, int k) {
        return growth.isEmpty()
            ? ops.slice(state, ops.array(0, 0), slices.sizes().get(k))
            : ops.pad(state, growth.get().get(k), ops.constant(0f));
      }
    };
  }

  private Operand<TInt32> entry(Ops ops, WhileLoop.Values now, LoopSlot<TInt32> table) {
    return ops.gather(now.get(table), now.get(iteration), ops.constant(0));
  }

  /** Adds the unrolled steps of one iteration and returns the next values. */
  private WhileLoop.Values addSteps(
      Ops ops, WhileLoop.Values now, IterationRows rowsOf, ScanLoop.Body body) {
    Map<ScanLoop.Xs, List<Operand<TFloat32>>> rows = new LinkedHashMap<>();
    xs.forEach(slot -> rows.put(slot, rowsOf.of(now.get(slot))));
    Map<ScanLoop.Carry, Operand<TFloat32>> state = new LinkedHashMap<>(initial.carry());
    state.replaceAll((slot, before) -> now.get(slot));
    Map<ScanLoop.Ys, List<Operand<TFloat32>>> ys = new HashMap<>();
    arrays.keySet().forEach(slot -> ys.put(slot, new ArrayList<>()));
    Set<Object> expected = new HashSet<>(state.keySet());
    expected.addAll(arrays.keySet());
    for (int n = 0; n < iterations.unroll(); n++) {
      int k = isReverse ? iterations.unroll() - 1 - n : n;
      Map<LoopSlot<TFloat32>, Operand<TFloat32>> values = new HashMap<>();
      rows.forEach((slot, all) -> values.put(slot, all.get(k)));
      state.forEach((slot, before) -> values.put(slot, rowsOf.resized(before, k)));
      constants.forEach(slot -> values.put(slot, now.get(slot)));
      ScanStep step = new ScanStep(values);
      body.build(ops, step);
      Map<Object, Operand<TFloat32>> results = step.results(expected);
      state.replaceAll((slot, before) -> results.get(slot));
      ys.forEach((slot, all) -> all.add(isReverse ? 0 : all.size(), results.get(slot)));
    }
    return written(ops, now, ys, state);
  }

  /** Writes the ys of an iteration to their arrays and moves on to the next iteration. */
  private WhileLoop.Values written(
      Ops ops,
      WhileLoop.Values now,
      Map<ScanLoop.Ys, List<Operand<TFloat32>>> ys,
      Map<ScanLoop.Carry, Operand<TFloat32>> state) {
    WhileLoop.Values next = now;
    int number = 0;
    for (Map.Entry<ScanLoop.Ys, LoopSlot<?>> array : arrays.entrySet()) {
      List<Operand<TFloat32>> parts = ys.get(array.getKey());
      LoopSlot.Variable<TFloat32> flow = flows.get(initial.flowOf(number++));
      next =
          next.with(
              flow,
              ops.tensorArrayWrite(
                  now.get(array.getValue()),
                  now.get(iteration),
                  parts.size() == 1 ? parts.get(0) : ops.concat(parts, ops.constant(0)),
                  next.get(flow)));
    }
    for (Map.Entry<ScanLoop.Carry, Operand<TFloat32>> slot : state.entrySet()) {
      next = next.with(slot.getKey(), slot.getValue());
    }
    return next.with(iteration, ops.math.add(now.get(iteration), ops.constant(isReverse ? -1 : 1)));
  }
}
