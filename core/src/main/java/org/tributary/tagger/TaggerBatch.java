package org.tributary.tagger;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tributary.input.BatchShape;
import org.tributary.input.InputColumn;
import org.tributary.input.StepKey;
import org.tributary.input.UniqueIndex;
import org.tributary.input.UnkReplacement;

/**
 * Sequences as the arrays that the network is fed. The sequences are the rows of a time-major batch
 * [T, N]; position t·N + n is step t of row n.
 */
final class TaggerBatch {
  /**
   * TensorFlow multiplies by a single row in another order of sums than by more, and by fewer than
   * 16 in another than by 16. Batches to predict are filled up to these, so that a sequence gets
   * the same bits in every batch: with rows that are as long as the longest until there are enough
   * of both.
   */
  private static final int LEAST_ROWS = 2;

  private static final int LEAST_POSITIONS = 16;

  final BatchShape shape;
  final int tokens;

  /** The rows that are not there to fill up. */
  final List<FeatureSequence> sequences;

  /** For each input. */
  final List<UnkReplacement> hiding;

  /** [N] */
  final int[] lengths;

  /** [tokens] or more, the position of each token, row after row */
  final int[] positions;

  private final Optional<Targets> targets;

  private UniqueIndex<StepKey> readings;

  /** The labels to train on and their weights. */
  static final class Targets {
    /** [columns, tokens] */
    final int[][] labels;

    /** [tokens] */
    final float[] labelWeights;

    /** [N] */
    final float[] rowWeights;

    private Targets(List<LabelledSequence> sequences) {
      int tokens = sequences.stream().mapToInt(LabelledSequence::steps).sum();
      this.labels = new int[sequences.get(0).columns()][tokens];
      this.labelWeights = new float[tokens];
      this.rowWeights = new float[sequences.size()];
      int token = 0;
      for (int row = 0; row < sequences.size(); row++) {
        LabelledSequence sequence = sequences.get(row);
        rowWeights[row] = sequence.weight();
        for (int step = 0; step < sequence.steps(); step++, token++) {
          for (int column = 0; column < labels.length; column++) {
            labels[column][token] = sequence.label(column, step);
          }
          labelWeights[token] = sequence.weight();
        }
      }
    }
  }

  private TaggerBatch(
      List<FeatureSequence> sequences,
      int leastRows,
      int leastPositions,
      List<UnkReplacement> hiding,
      Optional<Targets> targets) {
    int steps = sequences.stream().mapToInt(FeatureSequence::steps).max().orElseThrow();
    this.tokens = sequences.stream().mapToInt(FeatureSequence::steps).sum();
    int filling = (Math.max(0, leastPositions - tokens) + steps - 1) / steps; // rows
    this.shape = new BatchShape(steps, Math.max(leastRows, sequences.size() + filling));
    this.sequences = List.copyOf(sequences);
    this.hiding = hiding;
    this.targets = targets;
    this.lengths = new int[shape.rows()];
    this.positions = new int[Math.max(leastPositions, tokens)];
    Arrays.fill(lengths, sequences.size(), lengths.length, steps);
    for (int row = 0, token = 0; row < sequences.size(); row++) {
      lengths[row] = sequences.get(row).steps();
      for (int step = 0; step < lengths[row]; step++) {
        positions[token++] = shape.position(step, row);
      }
    }
  }

  /** The labels to train on; empty for a batch to predict. */
  Optional<Targets> targets() {
    return targets;
  }

  /** Whether every row has every step. */
  boolean full() {
    return Arrays.stream(lengths).allMatch(length -> length == shape.steps());
  }

  /** What is read at the steps, equal readings once; worked out when first asked for. */
  UniqueIndex<StepKey> readings() {
    if (readings == null) {
      readings =
          UniqueIndex.of(
              sequences.stream()
                  .map(row -> IntStream.range(0, row.steps()).mapToObj(row::reading).toList())
                  .toList(),
              shape);
    }
    return readings;
  }

  /** What stands alone at the step where reading {@code number} comes first, for each input. */
  List<InputColumn> reading(int number) {
    int position = readings().first(number);
    return sequences.get(position % shape.rows()).at(position / shape.rows());
  }

  /** A batch to predict. */
  static TaggerBatch of(List<FeatureSequence> sequences) {
    return new TaggerBatch(
        sequences,
        LEAST_ROWS,
        LEAST_POSITIONS,
        Collections.nCopies(sequences.get(0).inputs(), UnkReplacement.none()),
        Optional.empty());
  }

  /**
   * A batch to train on.
   *
   * @param hiding for each input, what to hide
   */
  static TaggerBatch of(List<LabelledSequence> sequences, List<UnkReplacement> hiding) {
    return new TaggerBatch(
        sequences.stream().map(LabelledSequence::features).toList(),
        1,
        1,
        hiding,
        Optional.of(new Targets(sequences)));
  }
}
