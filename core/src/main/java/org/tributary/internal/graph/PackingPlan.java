package org.tributary.internal.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.tributary.internal.LongestFirst;

/**
 * The packed order of one batch: its {@link Packing.IndexVector}s, segments and {@link
 * Packing.IterationTables}. Computed in Java, because in a graph they take dozens of small
 * operations, longer than a short batch's matrix products.
 */
public final class PackingPlan {
  /**
   * The minimum number of rows of a step, if the batch has as many: a product with a single row is
   * a matrix-vector product, which sums in another order.
   */
  static final int MIN_ROWS = 2;

  /** The maximum number of segments; see {@link Packing.Rows#BUCKETED}. */
  public static final int MAX_SEGMENTS = 4;

  /** The number of pairs of a {@link Packing.Segment}. */
  public static final int SEGMENT_PAIRS = 5;

  private final int steps;
  private final int rows;
  private final int[] buckets;
  private final int[] sortedIndices; // [N]
  private final int[] lengths; // [N], longest first
  private final int[] batchSizes; // [T]
  private final int[] starts; // [T]

  /**
   * Sorts the rows and counts the rows of each step.
   *
   * @param rowLengths length of each row, from 0 to {@code steps}
   * @param steps T
   * @param granularity rule for the number of rows of a step
   */
  public PackingPlan(int[] rowLengths, int steps, Packing.Rows granularity) {
    this.steps = steps;
    this.rows = rowLengths.length;
    this.buckets = quarters();
    this.sortedIndices = LongestFirst.of(rowLengths);
    this.lengths = Arrays.stream(sortedIndices).map(row -> rowLengths[row]).toArray();
    this.batchSizes = new int[steps];
    this.starts = new int[steps];
    int needed = rows;
    for (int t = 0, total = 0; t < steps; t++) {
      while (needed > 0 && lengths[needed - 1] <= t) {
        needed--;
      }
      starts[t] = total;
      batchSizes[t] =
          needed == 0
              ? 0
              : granularity == Packing.Rows.NEEDED ? roundedRows(needed) : bucket(needed);
      total += batchSizes[t];
    }
  }

  private int roundedRows(int needed) {
    return Math.min(Math.max(needed, MIN_ROWS), rows);
  }

  private int bucket(int needed) {
    int count = rows;
    for (int bucket : buckets) {
      count = needed <= bucket ? bucket : count;
    }
    return count;
  }

  private int[] quarters() {
    int quarter = Math.max(MIN_ROWS, quotientRoundedUp(rows, MAX_SEGMENTS));
    int[] buckets = new int[MAX_SEGMENTS];
    buckets[0] = rows;
    for (int k = 1; k < buckets.length; k++) {
      buckets[k] = (quotientRoundedUp(buckets[k - 1], quarter) - 1) * quarter;
    }
    return buckets;
  }

  private static int quotientRoundedUp(int dividend, int divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /**
   * Returns the vectors in the order of {@link Packing.IndexVector}, then the {@link
   * #segmentPairs}.
   */
  public List<int[]> packedIndices() {
    List<int[]> all = new ArrayList<>(vectors().values());
    all.addAll(segmentPairs());
    return all;
  }

  private Map<Packing.IndexVector, int[]> vectors() {
    int packed = Arrays.stream(batchSizes).sum();
    int[] statesBefore = new int[packed];
    int[] rank = new int[packed];
    int[] needed = new int[packed];
    int[] forward = new int[packed];
    int[] reverse = new int[packed];
    int[] forwardSource = new int[steps * rows];
    int[] reverseSource = new int[steps * rows];
    for (int t = 0, s = 0; t < steps; t++) {
      for (int k = 0; k < batchSizes[t]; k++, s++) {
        boolean valid = t < lengths[k];
        int readRank = lengths[k] > 0 ? k : 0;
        int read = Math.min(t, lengths[readRank] - 1);
        statesBefore[s] = (t == 0 ? 0 : rows + starts[t - 1]) + k;
        rank[s] = k;
        needed[s] = valid ? 1 : 0;
        forward[s] = read * rows + sortedIndices[readRank];
        reverse[s] = (lengths[readRank] - 1 - read) * rows + sortedIndices[readRank];
        if (valid) {
          forwardSource[forward[s]] = s + 1;
          reverseSource[reverse[s]] = s + 1;
        }
      }
    }
    int[] unsortedIndices = new int[rows];
    int[] lastStates = new int[rows];
    for (int k = 0; k < rows; k++) {
      unsortedIndices[sortedIndices[k]] = k;
      lastStates[k] = (lengths[k] == 0 ? 0 : rows + starts[lengths[k] - 1]) + k;
    }
    Map<Packing.IndexVector, int[]> vectors = new EnumMap<>(Packing.IndexVector.class);
    vectors.put(
        Packing.IndexVector.STEPS,
        new int[] {(int) Arrays.stream(batchSizes).filter(count -> count > 0).count()});
    vectors.put(Packing.IndexVector.SORTED_INDICES, sortedIndices);
    vectors.put(Packing.IndexVector.UNSORTED_INDICES, unsortedIndices);
    vectors.put(Packing.IndexVector.LAST_STATES, lastStates);
    vectors.put(Packing.IndexVector.STATES_BEFORE, statesBefore);
    vectors.put(Packing.IndexVector.RANK, rank);
    vectors.put(Packing.IndexVector.VALID, needed);
    vectors.put(Packing.IndexVector.FORWARD, forward);
    vectors.put(Packing.IndexVector.REVERSE, reverse);
    vectors.put(Packing.IndexVector.FORWARD_SOURCE, forwardSource);
    vectors.put(Packing.IndexVector.REVERSE_SOURCE, reverseSource);
    vectors.put(
        Packing.IndexVector.SEGMENT_STEPS, segments().stream().mapToInt(Segment::steps).toArray());
    return vectors;
  }

  /** Consecutive steps with equal batch size; {@code start} is the first row among the S. */
  private record Segment(int steps, int rows, int start) {}

  /** Returns a segment for each bucket, empty ones last. */
  private List<Segment> segments() {
    List<Segment> segments = new ArrayList<>();
    int start = 0;
    for (int bucket : buckets) {
      int matching =
          bucket < 1 ? 0 : (int) Arrays.stream(batchSizes).filter(count -> count == bucket).count();
      if (matching > 0) {
        segments.add(new Segment(matching, bucket, start));
        start += matching * bucket;
      }
    }
    while (segments.size() < buckets.length) {
      segments.add(new Segment(0, 0, 0));
    }
    return segments;
  }

  /** Returns the pairs of each segment in the order of {@link Packing.Segment}. */
  private List<int[]> segmentPairs() {
    List<int[]> pairs = new ArrayList<>();
    for (Segment segment : segments()) {
      int rows = segment.rows();
      pairs.add(new int[] {segment.steps(), rows});
      pairs.add(new int[] {segment.start(), 0});
      pairs.add(new int[] {segment.steps() * rows, -1});
      pairs.add(new int[] {rows, -1});
      pairs.add(new int[] {Math.max(segment.steps() - 1, 0) * rows, 0});
    }
    return pairs;
  }

  /** Returns the tables of {@link Packing.IterationTables}, each flattened. */
  public List<int[]> iterationTables(int unroll) {
    int width = Packing.IterationTables.width(unroll);
    int iterations = quotientRoundedUp(steps, unroll);
    int[] slices = new int[width * iterations];
    int[] growth = new int[4 * unroll * iterations];
    for (int t = 0; t < iterations * unroll; t++) {
      int row = t / unroll * width;
      int k = t % unroll;
      int count = count(t);
      int size = row + 4 + unroll + 2 * k;
      if (k == 0) {
        slices[row] = starts[t];
        slices[row + 3] = -1;
      }
      slices[row + 2] += count;
      slices[row + 4 + k] = count;
      slices[size] = count;
      slices[size + 1] = -1;
      growth[4 * t + 1] = count - count(t + 1);
    }
    return List.of(slices, growth);
  }

  private int count(int t) {
    return t < steps ? batchSizes[t] : 0;
  }
}
