package org.tributary.internal.prediction;

import java.util.List;
import org.tributary.head.DecodedSequence;
import org.tributary.head.HeadDecoder;
import org.tributary.head.LabelDistributions;
import org.tributary.head.LabelPath;

/**
 * A decoder whose results are checked: a label of the column for each step of the sequence.
 *
 * @param decoder the head's decoder
 * @param column the label column's name
 * @param labels K, the number of labels
 * @param logitCount S, the number of values of a step that the decoder reads
 */
record CheckedDecoder(HeadDecoder decoder, String column, int labels, int logitCount)
    implements HeadDecoder {

  @Override
  public int[] best(float[] logits) {
    return checked("best", decoder.best(logits), logits);
  }

  @Override
  public LabelDistributions distributions(float[] logits) {
    LabelDistributions distributions = decoder.distributions(logits);
    if (distributions == null
        || distributions.steps() != steps(logits)
        || distributions.labels() != labels) {
      throw new IllegalArgumentException(
          "%s.distributions: expected the probabilities of %d labels at each of %d steps of column %s, got %s; the logits of a sequence are [T, %d], row-major"
              .formatted(
                  decoder.getClass().getName(),
                  labels,
                  steps(logits),
                  column,
                  distributions == null
                      ? "null"
                      : "%d labels at %d steps"
                          .formatted(distributions.labels(), distributions.steps()),
                  logitCount));
    }
    return distributions;
  }

  @Override
  public DecodedSequence decode(float[] logits) {
    DecodedSequence decoded;
    try {
      decoded = decoder.decode(logits);
    } catch (UnsupportedOperationException e) { // a head without probabilities still has labels
      return DecodedSequence.withoutProbabilities(best(logits), labels);
    }
    if (decoded == null) {
      throw new IllegalArgumentException(
          "%s.decode: expected the labels and probabilities of %d steps of column %s, got null; leave decode to its default"
              .formatted(decoder.getClass().getName(), steps(logits), column));
    }
    checked("decode", decoded.labels(), logits);
    return decoded;
  }

  @Override
  public List<LabelPath> nBest(float[] logits, int n) {
    return decoder.nBest(logits, n);
  }

  private int steps(float[] logits) {
    return logits.length / logitCount;
  }

  private int[] checked(String method, int[] best, float[] logits) {
    if (best == null || best.length != steps(logits)) {
      throw new IllegalArgumentException(
          "%s.%s: expected a label for each of %d steps of column %s, got %s; the logits of a sequence are [T, %d], row-major"
              .formatted(
                  decoder.getClass().getName(),
                  method,
                  steps(logits),
                  column,
                  best == null ? "null" : best.length + " labels",
                  logitCount));
    }
    for (int t = 0; t < best.length; t++) {
      if (best[t] < 0 || best[t] >= labels) {
        throw new IllegalArgumentException(
            "%s.%s: expected labels from 0 to %d of column %s, got %d at step %d; return positions in the LabelSet"
                .formatted(decoder.getClass().getName(), method, labels - 1, column, best[t], t));
      }
    }
    return best;
  }
}
