package org.tributary.sequence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * What {@link PackedIndices} and {@link IterationTables} make of a batch's lengths in a graph, made
 * in Java: a graph of some sixty operations on a few integers takes longer than a short batch's
 * products.
 */
final class PackingPlan {
  private final int steps;
  private final int rows;
  private final int group;
  private final int[] levels;
  private final int[] sorting; // [N]
  private final int[] lengths; // [N], longest first
  private final int[] counts; // [T]
  private final int[] starts; // [T]

  /**
   * @param given each row's length, from 0 to {@code steps}
   * @param group how many rows fall away together, at least {@link Packing#LEAST}
   */
  PackingPlan(int[] given, int steps, Packing.Rows granularity, int group) {
    this.steps = steps;
    this.rows = given.length;
    this.group = group;
    this.levels = group == Packing.LEAST ? quarters() : halves();
    this.sorting =
        IntStream.range(0, rows)
            .boxed()
            .sorted(Comparator.comparingInt(row -> -given[row]))
            .mapToInt(row -> row)
            .toArray();
    this.lengths = Arrays.stream(sorting).map(row -> given[row]).toArray();
    this.counts = new int[steps];
    this.starts = new int[steps];
    int needed = rows;
    for (int t = 0, total = 0; t < steps; t++) {
      while (needed > 0 && lengths[needed - 1] <= t) {
        needed--;
      }
      starts[t] = total;
      counts[t] =
          needed == 0 ? 0 : granularity == Packing.Rows.NEEDED ? least(needed) : level(needed);
      total += counts[t];
    }
  }

  private int least(int needed) {
    int least = group == Packing.LEAST ? Math.max(needed, Packing.LEAST) : roundedUp(needed, group);
    return Math.min(least, rows);
  }

  private int level(int needed) {
    int count = rows;
    for (int level : levels) {
      count = needed <= level ? level : count;
    }
    return count;
  }

  private int[] quarters() {
    int quarter = Math.max(Packing.LEAST, roundedUp(rows, RowCounts.QUARTERS) / RowCounts.QUARTERS);
    int[] levels = new int[RowCounts.QUARTERS];
    levels[0] = rows;
    for (int k = 1; k < levels.length; k++) {
      levels[k] = roundedUp(levels[k - 1], quarter) - quarter;
    }
    return levels;
  }

  private int[] halves() {
    int[] levels = new int[RowCounts.HALVINGS];
    levels[0] = rows;
    for (int k = 1; k < levels.length; k++) {
      levels[k] = levels[k - 1] > group ? roundedUp(levels[k - 1] / 2, group) : 0;
    }
    return levels;
  }

  private static int roundedUp(int x, int unit) {
    return Math.floorDiv(x + unit - 1, unit) * unit;
  }

  /** The vectors of {@link PackedIndices} in its order, then those of {@link #stretches}. */
  List<int[]> places() {
    int packed = Arrays.stream(counts).sum();
    int[] step = new int[packed];
    int[] rank = new int[packed];
    int[] needed = new int[packed];
    int[] forward = new int[packed];
    int[] reverse = new int[packed];
    int[] forwardSource = new int[steps * rows];
    int[] reverseSource = new int[steps * rows];
    for (int t = 0, s = 0; t < steps; t++) {
      for (int k = 0; k < counts[t]; k++, s++) {
        boolean goesOn = t < lengths[k];
        int reader = lengths[k] > 0 ? k : 0;
        int read = Math.min(t, lengths[reader] - 1);
        step[s] = t;
        rank[s] = k;
        needed[s] = goesOn ? 1 : 0;
        forward[s] = read * rows + sorting[reader];
        reverse[s] = (lengths[reader] - 1 - read) * rows + sorting[reader];
        if (goesOn) {
          forwardSource[forward[s]] = s + 1;
          reverseSource[reverse[s]] = s + 1;
        }
      }
    }
    int[] ranks = new int[rows];
    int[] lastPlaces = new int[rows];
    for (int k = 0; k < rows; k++) {
      ranks[sorting[k]] = k;
      lastPlaces[k] = (lengths[k] == 0 ? 0 : rows + starts[lengths[k] - 1]) + k;
    }
    List<int[]> all =
        new ArrayList<>(
            List.of(
                new int[] {(int) Arrays.stream(counts).filter(count -> count > 0).count()},
                counts,
                starts,
                each(this::startBefore),
                sorting,
                ranks,
                lastPlaces,
                step,
                rank,
                needed,
                forward,
                reverse,
                forwardSource,
                reverseSource));
    all.addAll(stretches());
    return all;
  }

  /** The steps of every {@link Packing.Stretch}, then its pairs; those without steps last. */
  private List<int[]> stretches() {
    List<int[]> pairs = new ArrayList<>();
    int[] stretchSteps = new int[levels.length];
    int from = 0;
    int k = 0;
    for (int level : levels) {
      int having =
          level < 1 ? 0 : (int) Arrays.stream(counts).filter(count -> count == level).count();
      if (having > 0) {
        stretchSteps[k++] = having;
        pairs.addAll(pairs(having, level, from));
        from += having * level;
      }
    }
    for (; k < levels.length; k++) {
      pairs.addAll(pairs(0, 0, 0));
    }
    pairs.add(0, stretchSteps);
    return pairs;
  }

  /** The pairs of {@link Packing.Stretch} in its order. */
  private static List<int[]> pairs(int steps, int rows, int from) {
    return List.of(
        new int[] {steps, rows},
        new int[] {from, 0},
        new int[] {steps * rows, -1},
        new int[] {rows, -1},
        new int[] {Math.max(steps - 1, 0) * rows, 0});
  }

  private int startBefore(int t) {
    return t == 0 ? 0 : rows + starts[t - 1];
  }

  private int[] each(IntUnaryOperator ofStep) {
    return IntStream.range(0, steps).map(ofStep).toArray();
  }

  /** The tables of {@link IterationTables} in its order, each flat. */
  List<int[]> turns(int stride) {
    int width = IterationTables.width(stride);
    int turns = roundedUp(steps, stride) / stride;
    int[] cuts = new int[width * turns];
    int[] growth = new int[4 * stride * turns];
    for (int t = 0; t < turns * stride; t++) {
      int row = t / stride * width;
      int k = t % stride;
      int count = count(t);
      int size = row + 4 + stride + 2 * k;
      if (k == 0) {
        cuts[row] = starts[t];
        cuts[row + 3] = -1;
      }
      cuts[row + 2] += count;
      cuts[row + 4 + k] = count;
      cuts[size] = count;
      cuts[size + 1] = -1;
      growth[4 * t + 1] = count - count(t + 1);
    }
    return List.of(cuts, growth);
  }

  private int count(int t) {
    return t < steps ? counts[t] : 0;
  }
}
