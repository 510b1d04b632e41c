package org.tributary.tagger;

import java.util.Arrays;
import java.util.List;

/**
 * Sequences as the arrays that the network is fed. The sequences are the rows of a time-major batch
 * [T, N]; position t·N + n is step t of row n.
 */
final class TaggerBatch {
  /** Chooses the features of a step that training hides. */
  interface Hiding {
    /** Whether to read {@code feature} as unknown this time. */
    boolean hides(int feature);

    /** Whether to read all features of the next step as unknown this time. */
    default boolean hidesStep() {
      return false;
    }
  }

  /**
   * TensorFlow multiplies by a single row in another order of sums than by more, and by fewer than
   * 16 in another than by 16. Batches to predict are filled up to these, so that a sequence gets
   * the same bits in every batch.
   */
  private static final int LEAST_ROWS = 2;

  private static final int LEAST_POSITIONS = 16;

  final int rows;
  final int steps;
  final int tokens;

  /** [N] */
  final int[] lengths;

  /** [tokens] or more, the position of each token, row after row */
  final int[] positions;

  /** [K] each */
  int[] features;

  float[] featureWeights;
  int[] featurePositions;

  /** [columns, tokens]; these are absent for prediction */
  int[][] labels;

  /** [tokens] */
  float[] labelWeights;

  /** [N] */
  float[] rowWeights;

  private int count;

  private TaggerBatch(int rows, int steps, int tokens, int positions) {
    this.rows = rows;
    this.steps = steps;
    this.tokens = tokens;
    this.lengths = new int[rows];
    this.positions = new int[positions];
    this.features = new int[tokens];
    this.featureWeights = new float[tokens];
    this.featurePositions = new int[tokens];
  }

  /** A batch to predict. */
  static TaggerBatch of(List<FeatureSequence> sequences) {
    int tokens = tokens(sequences);
    TaggerBatch batch =
        new TaggerBatch(
            Math.max(LEAST_ROWS, sequences.size()),
            steps(sequences),
            tokens,
            Math.max(LEAST_POSITIONS, tokens));
    for (int row = 0, token = 0; row < sequences.size(); row++) {
      FeatureSequence sequence = sequences.get(row);
      batch.lengths[row] = sequence.steps();
      for (int step = 0; step < sequence.steps(); step++) {
        int position = step * batch.rows + row;
        batch.positions[token++] = position;
        for (int k = 0; k < sequence.count(step); k++) {
          batch.add(sequence.feature(step, k), sequence.weight(step, k), position);
        }
      }
    }
    batch.trim();
    return batch;
  }

  /**
   * A batch to train on.
   *
   * @param unknown the feature that a step of hidden features is read as
   */
  static TaggerBatch of(List<LabelledSequence> sequences, Hiding hiding, int unknown) {
    List<FeatureSequence> read = sequences.stream().map(LabelledSequence::features).toList();
    int tokens = tokens(read);
    TaggerBatch batch = new TaggerBatch(sequences.size(), steps(read), tokens, tokens);
    batch.labels = new int[sequences.get(0).columns()][batch.tokens];
    batch.rowWeights = new float[batch.rows];
    batch.labelWeights = new float[batch.tokens];
    for (int row = 0, token = 0; row < batch.rows; row++) {
      LabelledSequence sequence = sequences.get(row);
      batch.lengths[row] = sequence.steps();
      batch.rowWeights[row] = sequence.weight();
      for (int step = 0; step < sequence.steps(); step++, token++) {
        int position = step * batch.rows + row;
        batch.positions[token] = position;
        for (int column = 0; column < batch.labels.length; column++) {
          batch.labels[column][token] = sequence.label(column, step);
        }
        batch.labelWeights[token] = sequence.weight();
        batch.addVisible(sequence.features(), step, position, hiding, unknown);
      }
    }
    batch.trim();
    return batch;
  }

  private static int steps(List<FeatureSequence> sequences) {
    return sequences.stream().mapToInt(FeatureSequence::steps).max().orElseThrow();
  }

  private static int tokens(List<FeatureSequence> sequences) {
    return sequences.stream().mapToInt(FeatureSequence::steps).sum();
  }

  private void addVisible(
      FeatureSequence sequence, int step, int position, Hiding hiding, int unknown) {
    int visible = 0;
    boolean hidden = hiding.hidesStep();
    for (int k = 0; k < sequence.count(step); k++) {
      if (!hidden && !hiding.hides(sequence.feature(step, k))) {
        add(sequence.feature(step, k), sequence.weight(step, k), position);
        visible++;
      }
    }
    if (visible == 0 && sequence.count(step) > 0) {
      add(unknown, 1f, position);
    }
  }

  private void add(int feature, float weight, int position) {
    if (count == features.length) {
      int larger = Math.max(16, 2 * count);
      features = Arrays.copyOf(features, larger);
      featureWeights = Arrays.copyOf(featureWeights, larger);
      featurePositions = Arrays.copyOf(featurePositions, larger);
    }
    features[count] = feature;
    featureWeights[count] = weight;
    featurePositions[count++] = position;
  }

  private void trim() {
    features = Arrays.copyOf(features, count);
    featureWeights = Arrays.copyOf(featureWeights, count);
    featurePositions = Arrays.copyOf(featurePositions, count);
  }
}
