package org.tributary.internal.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tributary.graph.FedSequenceLengths;
import org.tributary.param.TorchRandom;
import org.tributary.testing.Eval;

/** Tests of packing inside a graph against plain loops. */
class PackingTest {
  private static final int STEPS = 6;
  private static final int SIZE = 3;

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void operationsMatchPlainLoops(
      @ForAll @Size(min = 1, max = 11) List<@IntRange(max = STEPS) Integer> drawn,
      @ForAll Packing.Order order,
      @ForAll Packing.Rows granularity) {
    int[] lengths = drawn.stream().mapToInt(i -> i).toArray();
    int rows = lengths.length;
    int[] sorting =
        IntStream.range(0, rows)
            .boxed()
            .sorted(Comparator.comparingInt(row -> -lengths[row]))
            .mapToInt(i -> i)
            .toArray();
    float[] values = TorchRandom.seeded(2).normal(STEPS * rows * SIZE);
    float[] states = TorchRandom.seeded(3).normal(rows * SIZE);
    List<float[]> packed = new ArrayList<>();
    List<float[]> gradient = new ArrayList<>();
    List<float[]> before = new ArrayList<>();
    float[] unpacked = new float[values.length];
    float[][] last = new float[rows][];
    List<float[]> earlier = new ArrayList<>();
    for (int row : sorting) {
      earlier.add(element(states, row));
      last[row] = element(states, row);
    }
    int[] counts = new int[STEPS];
    for (int t = 0; t < STEPS; t++) {
      counts[t] = count(lengths, t, granularity);
      List<float[]> now = new ArrayList<>();
      for (int k = 0; k < counts[t]; k++) {
        int row = sorting[k];
        boolean valid = t < lengths[row];
        int read = lengths[row] > 0 ? row : sorting[0]; // a surplus row repeats its last step
        int step = Math.min(t, lengths[read] - 1);
        int at = order == Packing.Order.FORWARD ? step : lengths[read] - 1 - step;
        float[] element = element(values, at * rows + read);
        now.add(element);
        gradient.add(valid ? element : new float[SIZE]);
        if (valid) {
          last[row] = element;
          System.arraycopy(element, 0, unpacked, (at * rows + row) * SIZE, SIZE);
        }
      }
      before.addAll(earlier.subList(0, counts[t]));
      packed.addAll(now);
      earlier = now;
    }

    try (Eval eval = new Eval()) {
      FedSequenceLengths fedLengths = new FedSequenceLengths(eval.tf(), eval.tf().constant(STEPS));
      Packing packing = fedLengths.lengths().packing(order, granularity);
      Operand<TInt32> rowsOfSteps =
          eval.tf()
              .slice(
                  packing.iterationTables(1).orElseThrow().slices(),
                  eval.tf().array(0, 4),
                  eval.tf().array(-1, 1));
      fedLengths.feed(lengths, STEPS, eval::feed);
      Operand<TFloat32> x = eval.floats(values, STEPS, rows, SIZE);
      Operand<TFloat32> state = eval.floats(states, rows, SIZE);
      Operand<TFloat32> in = packing.pack(x);
      Operand<TFloat32> extended = packing.extend(packing.sort(state), List.of(in));
      List<float[]> actual =
          eval.values(
              List.of(
                  in,
                  packing.packGradient(x),
                  packing.unpack(List.of(in)),
                  packing.before(extended),
                  packing.unsort(packing.last(extended)),
                  packing.unsort(packing.sort(state)),
                  packing.lastGradient(packing.sort(state)),
                  eval.tf().dtypes.cast(rowsOfSteps, TFloat32.class),
                  packing.maskPadding(in)));
      assertThat(actual.get(0)).as("packed").isEqualTo(flat(packed));
      assertThat(withoutSignsOfZero(actual.get(1))).as("gradient").isEqualTo(flat(gradient));
      assertThat(actual.get(2)).as("unpacked").isEqualTo(unpacked);
      assertThat(actual.get(3)).as("before").isEqualTo(flat(before));
      assertThat(actual.get(4)).as("last").isEqualTo(flat(Arrays.asList(last)));
      assertThat(actual.get(5)).as("sorted and back").isEqualTo(states);
      assertThat(sum(actual.get(6))).as("sum of last gradients").isEqualTo(sum(states));
      assertThat(actual.get(8)).as("padding masked").isEqualTo(flat(gradient));
      for (int t = 0; t < STEPS; t++) {
        assertThat(actual.get(7)[t]).as("rows of step %d", t).isEqualTo(counts[t]);
      }
    }
  }

  private static int count(int[] lengths, int step, Packing.Rows granularity) {
    int rows = lengths.length;
    int needed = (int) IntStream.of(lengths).filter(length -> length > step).count();
    if (needed == 0) {
      return 0;
    }
    if (granularity == Packing.Rows.NEEDED) {
      return Math.min(rows, Math.max(2, needed));
    }
    int quarter = Math.max(2, (rows + 3) / 4);
    int count = 0;
    while (count < needed) {
      count += quarter;
    }
    return Math.min(rows, count);
  }

  private static float[] element(float[] values, int at) {
    return Arrays.copyOfRange(values, at * SIZE, (at + 1) * SIZE);
  }

  private static float[] flat(List<float[]> elements) {
    float[] flat = new float[elements.size() * SIZE];
    for (int k = 0; k < elements.size(); k++) {
      System.arraycopy(elements.get(k), 0, flat, k * SIZE, SIZE);
    }
    return flat;
  }

  private static float[] withoutSignsOfZero(float[] values) {
    float[] same = values.clone();
    for (int k = 0; k < same.length; k++) {
      same[k] += 0f;
    }
    return same;
  }

  /** Returns the exact sum, independent of the order. */
  private static double sum(float[] values) {
    double[] sorted = new double[values.length];
    for (int k = 0; k < values.length; k++) {
      sorted[k] = values[k];
    }
    Arrays.sort(sorted);
    return IntStream.range(0, sorted.length)
        .mapToObj(k -> new java.math.BigDecimal(sorted[k]))
        .reduce(java.math.BigDecimal.ZERO, java.math.BigDecimal::add)
        .doubleValue();
  }
}
