package org.tributary.internal.training;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tributary.feature.UnkReplacement;
import org.tributary.head.LabelDistributions;
import org.tributary.sequence.BatchShape;
import org.tributary.tagger.definition.FeatureSequence;
import org.tributary.tagger.definition.LabelledSequence;

/**
 * The arrays of a batch of sequences. The sequences are the rows of a time-major batch [T, N];
 * position t·N + n is step t of row n.
 */
final class TaggerBatch {
  final BatchShape shape;
  final int tokens;

  /** The sequences of the batch. */
  final List<FeatureSequence> sequences;

  /** The UNK replacement of each input. */
  final List<UnkReplacement> unkReplacements;

  /** The sequence lengths, [N]. */
  final int[] lengths;

  /** The position of each token, row after row, [tokens]. */
  final int[] positions;

  private final Optional<Targets> targets;

  /** Gold labels with their loss weights. */
  static final class Targets {
    /** The gold labels, [columns, tokens]. */
    final int[][] labels;

    /** The loss weight of each token, [tokens]. */
    final float[] labelWeights;

    /** The loss weight of each row, [N]. */
    final float[] rowWeights;

    private final List<LabelledSequence> sequences;

    private Targets(List<LabelledSequence> sequences) {
      this.sequences = sequences;
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

    /** Returns the soft targets, [tokens, K]; zeros for tokens without any. */
    float[] softTargets(int labelCount) {
      float[] probabilities = new float[labelWeights.length * labelCount];
      int next = 0;
      for (LabelledSequence sequence : sequences) {
        if (sequence.softTargets().isPresent()) {
          LabelDistributions soft = sequence.softTargets().get();
          for (int step = 0; step < soft.steps(); step++) {
            for (int label = 0; label < labelCount; label++) {
              probabilities[next + step * labelCount + label] = soft.probability(step, label);
            }
          }
        }
        next += sequence.steps() * labelCount;
      }
      return probabilities;
    }

    /** Returns the weight of the soft targets of each token, [tokens]. */
    float[] softWeights() {
      float[] weights = new float[labelWeights.length];
      int next = 0;
      for (LabelledSequence sequence : sequences) {
        Arrays.fill(weights, next, next + sequence.steps(), sequence.softWeight());
        next += sequence.steps();
      }
      return weights;
    }

    /** Returns the weight of the soft targets of each row, [N]. */
    float[] softRowWeights() {
      float[] weights = new float[sequences.size()];
      for (int row = 0; row < weights.length; row++) {
        weights[row] = sequences.get(row).softWeight();
      }
      return weights;
    }
  }

  private TaggerBatch(
      List<FeatureSequence> sequences,
      List<UnkReplacement> unkReplacements,
      Optional<Targets> targets) {
    int steps = sequences.stream().mapToInt(FeatureSequence::steps).max().orElseThrow();
    this.tokens = tokens(sequences);
    this.shape = BatchShape.sequenceFirst(steps, sequences.size());
    this.sequences = List.copyOf(sequences);
    this.unkReplacements = unkReplacements;
    this.targets = targets;
    this.lengths = new int[shape.rows()];
    this.positions = new int[tokens];
    for (int row = 0, token = 0; row < sequences.size(); row++) {
      lengths[row] = sequences.get(row).steps();
      for (int step = 0; step < lengths[row]; step++) {
        this.positions[token++] = shape.position(step, row);
      }
    }
  }

  private static int tokens(List<FeatureSequence> sequences) {
    return sequences.stream().mapToInt(FeatureSequence::steps).sum();
  }

  /** Returns the gold labels; empty for a prediction batch. */
  Optional<Targets> targets() {
    return targets;
  }

  /** Creates a prediction batch. */
  static TaggerBatch of(List<FeatureSequence> sequences) {
    return new TaggerBatch(
        sequences,
        Collections.nCopies(sequences.get(0).inputCount(), UnkReplacement.none()),
        Optional.empty());
  }

  /**
   * Creates a training batch.
   *
   * @param unkReplacements the UNK replacement of each input
   */
  static TaggerBatch of(List<LabelledSequence> sequences, List<UnkReplacement> unkReplacements) {
    return new TaggerBatch(
        sequences.stream().map(LabelledSequence::features).toList(),
        unkReplacements,
        Optional.of(new Targets(sequences)));
  }
}
