package org.tributary.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.internal.graph.GraphPacking;
import org.tributary.internal.graph.Packing;
import org.tributary.sequence.PaddingStrategy;
import org.tributary.testing.Eval;

/** Tests that the packed order computed in Java equals that of {@link GraphPacking}. */
class FedSequenceLengthsTest {
  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void javaMatchesGraph(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 13) Integer> drawn,
      @ForAll Packing.Rows granularity,
      @ForAll @IntRange(max = 3) int padding) {
    int[] lengths = drawn.stream().mapToInt(i -> i).toArray();
    int longest = drawn.stream().mapToInt(i -> i).max().orElseThrow();
    int steps = longest + padding;
    try (Eval eval = new Eval()) {
      Ops tf = eval.tf();
      FedSequenceLengths fed = new FedSequenceLengths(tf, tf.constant(steps));
      GraphPacking computed =
          GraphPacking.of(
              tf,
              tf.constant(lengths),
              tf.constant(steps),
              tf.constant(lengths.length),
              granularity);
      List<Operand<TFloat32>> actual =
          all(
              tf,
              fed.packedIndices(granularity),
              unroll -> fed.iterationTables(granularity, unroll));
      List<Operand<TFloat32>> expected =
          all(tf, computed.indices(), unroll -> computed.tables(tf, unroll));
      fed.feed(lengths, steps, eval::feed);
      List<float[]> values = new ArrayList<>(eval.values(actual));
      assertThat(values).usingRecursiveComparison().isEqualTo(eval.values(expected));
    }
  }

  private static List<Operand<TFloat32>> all(
      Ops tf, Packing.Indices indices, IntFunction<Packing.IterationTables> tables) {
    assertThat(indices.vectors()).containsOnlyKeys(Packing.IndexVector.values());
    List<Operand<TInt32>> all = new ArrayList<>(indices.vectors().values());
    for (int unroll : new int[] {1, 4, 8}) {
      all.add(tables.apply(unroll).slices());
      all.add(tables.apply(unroll).growth());
    }
    for (Packing.Segment segment : indices.segments()) {
      all.add(tf.dtypes.cast(segment.steps(), TInt32.class));
      all.add(segment.shape());
      all.add(segment.begin());
      all.add(segment.size());
      all.add(segment.stateSize());
      all.add(segment.lastBegin());
    }
    return all.stream().<Operand<TFloat32>>map(x -> tf.dtypes.cast(x, TFloat32.class)).toList();
  }

  @Test
  void directionsShareTables() {
    try (Eval eval = new Eval()) {
      SequenceLengths lengths = new FedSequenceLengths(eval.tf(), eval.tf().constant(3)).lengths();
      Packing forward = lengths.packing(Packing.Order.FORWARD, Packing.Rows.NEEDED);
      Packing reverse = lengths.packing(Packing.Order.REVERSE, Packing.Rows.NEEDED);
      assertThat(reverse.iterationTables(4).orElseThrow())
          .isSameAs(forward.iterationTables(4).orElseThrow());
    }
  }

  @Test
  void lengthsThatDoNotFitTheStepsAreRefusedByName() {
    try (Eval eval = new Eval()) {
      FedSequenceLengths fed = new FedSequenceLengths(eval.tf(), eval.tf().constant(3));
      fed.lengths().packing(Packing.Order.FORWARD, Packing.Rows.NEEDED);
      for (PaddingStrategy strategy : PaddingStrategy.values()) {
        assertThatThrownBy(() -> fed.feed(strategy, new int[] {1, 4}, 3, (to, values) -> {}))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "fed lengths: expected each from 0 to 3, the number of steps, got 4 for row 1; are"
                    + " steps and rows swapped?");
        assertThatThrownBy(() -> fed.feed(strategy, new int[] {-1, 2}, 3, (to, values) -> {}))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage(
                "fed lengths: expected each from 0 to 3, the number of steps, got -1 for row 0; are"
                    + " steps and rows swapped?");
        assertThatThrownBy(() -> fed.feed(strategy, new int[] {1}, -1, (to, values) -> {}))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("fed lengths: expected at least 0 steps, got -1");
        assertThatThrownBy(() -> fed.feed(strategy, null, 3, (to, values) -> {}))
            .isInstanceOf(NullPointerException.class)
            .hasMessage("fed lengths: expected the length of each row, got null");
      }
    }
  }

  @Test
  void consecutiveBatchesAreFed() {
    try (Eval eval = new Eval()) {
      FedSequenceLengths fedLengths = new FedSequenceLengths(eval.tf(), eval.tf().constant(3));
      Packing packing = fedLengths.lengths().packing(Packing.Order.FORWARD, Packing.Rows.NEEDED);
      Operand<TFloat32> steps = eval.tf().dtypes.cast(packing.steps(), TFloat32.class);
      fedLengths.feed(new int[] {1, 3}, 3, eval::feed);
      assertThat(eval.values(steps)).containsExactly(3f);
      fedLengths.feed(new int[] {0, 1, 2, 1}, 3, eval::feed);
      assertThat(eval.values(steps)).containsExactly(2f);
    }
  }
}
