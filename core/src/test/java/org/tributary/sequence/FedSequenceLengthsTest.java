package org.tributary.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.testing.Eval;

/** Tests that packing indices computed in Java equal those computed in the graph. */
class FedSequenceLengthsTest {
  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void javaMatchesGraph(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 13) Integer> drawn,
      @ForAll Packing.Rows granularity,
      @ForAll @IntRange(min = 2, max = 5) int rowMultiple,
      @ForAll @IntRange(max = 3) int padding) {
    int[] lengths = drawn.stream().mapToInt(i -> i).toArray();
    int longest = drawn.stream().mapToInt(i -> i).max().orElseThrow();
    int steps = longest + padding;
    try (Eval eval = new Eval()) {
      Operand<TInt32> allSteps = eval.tf().constant(steps);
      FedSequenceLengths fedLengths =
          FedSequenceLengths.withRowMultiple(rowMultiple, eval.tf(), allSteps);
      SequenceLengths computedLengths =
          new SequenceLengths(eval.tf(), eval.tf().constant(lengths), allSteps);
      List<Operand<TFloat32>> fed = all(eval, fedLengths.lengths(), granularity);
      List<Operand<TFloat32>> computed =
          all(eval, computedLengths.withRowMultiple(rowMultiple), granularity);
      fedLengths.feed(lengths, steps, eval::feed);
      List<float[]> values = new ArrayList<>(eval.values(fed));
      assertThat(values).usingRecursiveComparison().isEqualTo(eval.values(computed));
    }
  }

  private static List<Operand<TFloat32>> all(
      Eval eval, SequenceLengths lengths, Packing.Rows granularity) {
    Packing packing = lengths.packing(Packing.Order.FORWARD, granularity);
    Packing reverse = lengths.packing(Packing.Order.REVERSE, granularity);
    List<Operand<TInt32>> all = new ArrayList<>(List.of(packing.steps(), packing.ranks()));
    for (int unroll : new int[] {1, 4, 8}) {
      IterationTables tables = packing.iterationTables(unroll).orElseThrow();
      assertThat(reverse.iterationTables(unroll).orElseThrow()).as("shared").isSameAs(tables);
      all.add(tables.slices());
      all.add(tables.growth());
    }
    for (Packing.Segment segment : packing.segments()) {
      all.add(eval.tf().dtypes.cast(segment.steps(), TInt32.class));
      all.add(segment.shape());
      all.add(segment.begin());
      all.add(segment.size());
      all.add(segment.stateSize());
      all.add(segment.lastBegin());
    }
    return all.stream()
        .<Operand<TFloat32>>map(x -> eval.tf().dtypes.cast(x, TFloat32.class))
        .toList();
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
